// A program held against itself: two bills from the same usage.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "corpus/model/line_item.h"

namespace twinbill::process {

struct SelfComparison {
  std::int64_t only_first = 0;
  std::int64_t only_second = 0;
  std::string example;  // a row that is in one of them alone, without its LF

  bool agrees() const { return only_first == 0 && only_second == 0; }
};

// Order does not count, repetition does.
SelfComparison CompareWithItself(std::span<const model::LineItem> first,
                                 std::span<const model::LineItem> second);

}  // namespace twinbill::process
