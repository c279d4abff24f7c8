// The arithmetic of a commitment: what it amounts to in a window, and what counts to it.
//
// Source: specification, standard_contract.md "Commit".
#pragma once

#include <span>
#include <vector>

#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// Prorated where the contract says so and the window is cut short.
ExactAmount CommittedIn(const contract::Commit& commit, const model::Window& window);

// What counts of what was measured: `limited` is the measure of each limit's cells, `measured` that
// of the others. Sets `most` to what counts of each limit's at the most.
ExactAmount CountedOf(const plan::ConstructPlan& construct, const ExactAmount& amount,
                      const ExactAmount& measured, std::span<const ExactAmount> limited,
                      std::vector<ExactAmount>& most);

}  // namespace twinbill::billing
