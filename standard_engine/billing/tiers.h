// Tiers: which step a volume is in, and how a slice is cut at the steps' ends.
//
// Source: specification, standard_contract.md, "Benefit".
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// The number of the first step whose end `measured` does not exceed (or, by lower_inclusive, is
// below). The last step has no end.
std::uint32_t StepOf(std::span<const plan::StepPlan> steps, contract::Bound bound,
                     const ExactAmount& measured);

// The length of the slice from `before` to `after` that lies in step `number`; negative where the
// slice runs backwards. What lies below 0 belongs to the first step or to none.
ExactAmount LengthIn(std::span<const plan::StepPlan> steps, std::size_t number,
                     contract::BelowZero below_zero, const ExactAmount& before,
                     const ExactAmount& after);

}  // namespace twinbill::billing
