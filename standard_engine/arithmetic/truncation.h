// Truncation: an exact amount cut toward zero at some digit, and what was cut off: all that
// rounding needs of it.
#pragma once

#include "corpus/model/decimal.h"

namespace twinbill::arithmetic {

using model::Int128;

struct Truncation {
  // What was cut off, by its size: nothing, less than half of a unit, half, more than half.
  enum class Rest { kNone, kBelowHalf, kHalf, kAboveHalf };

  Int128 units = 0;   // in 10^-digits, cut toward zero
  int direction = 0;  // sign of the exact amount: -1, 0, 1
  Rest rest = Rest::kNone;
};

// The amount has more digits than an Amount can have.
struct AmountTooLarge {};

}  // namespace twinbill::arithmetic
