// The search for the row that stops a program: fewer and fewer of the rows, until one is left.
#pragma once

#include <chrono>
#include <cstdint>

#include "legacy_adapters/process/answer.h"

namespace twinbill::process {

// Rows are counted from 0. It stops on the first `last` rows + 1, and not on the first `first`:
// the poison row is one of [first, last], and the only one where they are equal.
struct Poison {
  bool in_rows = false;  // false: it stops without any row as well
  std::size_t first = 0;
  std::size_t last = 0;
  int lives = 0;  // that the search took
};

// `question` is one that the program stopped on. Ends early, with a range, once `patience` is over.
Poison FindPoison(Asking& asking, const Question& question, std::chrono::milliseconds patience);

}  // namespace twinbill::process
