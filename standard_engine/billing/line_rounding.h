// The lines of a construct in one bill: their exact amounts, and how they are rounded.
//
// Source: specification, standard_contract.md, "From cells to lines".
#pragma once

#include <span>
#include <vector>

#include "standard_engine/arithmetic/dealing.h"
#include "standard_engine/contract/contract.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// Rounds `exact`, the lines' signed amounts in line order, into `amounts`. `groups` has the meter's
// group of each line, for rounding by group; else it is not read.
model::Result<void, arithmetic::AmountTooLarge> RoundLines(const contract::Rounding& rounding,
                                                           std::span<const ExactAmount> exact,
                                                           std::span<const std::uint32_t> groups,
                                                           std::vector<model::Amount>& amounts);

}  // namespace twinbill::billing
