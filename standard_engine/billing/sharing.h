// Sharing: who gets how much of a benefit that does not reach for all.
//
// Source: specification, standard_contract.md, "Sharing".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standard_engine/arithmetic/exact_amount.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// Gives `less`, which is less than the sum of what the cells want, to them: `amounts` comes in as
// what each wants and goes out as what each gets. All 0 where `less` is 0 or less. `is_owner`,
// where it is not empty, says of each cell whether it is the owner's, who is served first. Gives
// what the owner's cells wanted, or all of them without an owner.
ExactAmount ShareLess(const ExactAmount& less, std::span<const std::uint8_t> is_owner,
                      std::span<ExactAmount> amounts);

}  // namespace twinbill::billing
