#include "standard_engine/arithmetic/rounding.h"

namespace twinbill::arithmetic {
namespace {

using Rest = Truncation::Rest;

bool RoundsAway(const Truncation& cut, RoundingMode mode) {
  if (cut.rest == Rest::kNone) return false;
  switch (mode) {
    case RoundingMode::kUp: return true;
    case RoundingMode::kDown: return false;
    case RoundingMode::kCeiling: return cut.direction > 0;
    case RoundingMode::kFloor: return cut.direction < 0;
    case RoundingMode::kHalfUp: return cut.rest != Rest::kBelowHalf;
    case RoundingMode::kHalfDown: return cut.rest == Rest::kAboveHalf;
    case RoundingMode::kHalfEven:
      return cut.rest == Rest::kAboveHalf || (cut.rest == Rest::kHalf && cut.units % 2 != 0);
  }
  return false;
}

}  // namespace

model::Result<model::Amount, AmountTooLarge> Round(const ExactAmount& value, RoundingMode mode,
                                                   int digits) {
  TWINBILL_CHECK(digits >= 0 && digits <= model::Amount::kDigitsMax);
  TWINBILL_ASSIGN(cut, value.Truncate(digits));
  model::Amount amount{cut.units, digits};
  if (RoundsAway(cut, mode)) amount.units += cut.direction;
  return amount;
}

}  // namespace twinbill::arithmetic
