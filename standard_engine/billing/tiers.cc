#include "standard_engine/billing/tiers.h"

namespace twinbill::billing {

std::uint32_t StepOf(std::span<const plan::StepPlan> steps, contract::Bound bound,
                     const ExactAmount& measured) {
  std::uint32_t number = 0;
  for (; number + 1 < steps.size(); ++number) {
    const ExactAmount& up_to = *steps[number].up_to;
    if (bound == contract::Bound::kUpperInclusive ? measured <= up_to : measured < up_to) break;
  }
  return number;
}

ExactAmount LengthIn(std::span<const plan::StepPlan> steps, std::size_t number,
                     contract::BelowZero below_zero, const ExactAmount& before,
                     const ExactAmount& after) {
  const bool open_below = number == 0 && below_zero == contract::BelowZero::kFirstStep;
  const ExactAmount low = number == 0 ? ExactAmount() : *steps[number - 1].up_to;
  const std::optional<ExactAmount>& high = steps[number].up_to;
  const auto clamp = [&](const ExactAmount& value) {
    if (!open_below && value < low) return low;
    if (high && *high < value) return *high;
    return value;
  };
  return clamp(after) - clamp(before);
}

}  // namespace twinbill::billing
