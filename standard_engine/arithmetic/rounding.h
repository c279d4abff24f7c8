// Rounding: the only way from an ExactAmount to a model::Amount.
//
// The modes are those of Java's RoundingMode. Source: specification, standard_contract.md, "From
// cells to lines".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "standard_engine/arithmetic/exact_amount.h"

namespace twinbill::arithmetic {

enum class RoundingMode : std::uint8_t {
  kUp,        // away from zero
  kDown,      // toward zero
  kCeiling,   // toward positive infinity
  kFloor,     // toward negative infinity
  kHalfUp,    // to the nearest; a half away from zero
  kHalfDown,  // to the nearest; a half toward zero
  kHalfEven,  // to the nearest; a half to the even neighbour
};

// `value` at `digits` after the point, 0 to Amount::kDigitsMax.
model::Result<model::Amount, AmountTooLarge> Round(const ExactAmount& value, RoundingMode mode,
                                                   int digits);

}  // namespace twinbill::arithmetic
