// Billing one contract from usage in memory: the standard engine's front door.
//
// No file, no database. The same usage gives the same lines whatever the order of its rows.
#pragma once

#include <span>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/slot_table.h"
#include "standard_engine/billing/billed_line.h"
#include "standard_engine/billing/carried_state.h"
#include "standard_engine/billing/usage_cells.h"

namespace twinbill::billing {

// Periods to bill, both inclusive. What lies outside of the term has no lines.
struct PeriodRange {
  model::Period from;
  model::Period to;
};

// The lines of the periods in `range`, by period and construct. `usage` has what the plan needs
// and maybe more, and only records of the contract's payer and currency; its slots are those of
// `slots`. A bill looks at all usage since the term's start.
model::Result<std::vector<model::LineItem>> Bill(const plan::Plan& plan, const UsageCells& usage,
                                                 const model::SlotTable& slots, PeriodRange range);
// The same, and what the last period that was billed left.
model::Result<std::vector<model::LineItem>> Bill(const plan::Plan& plan, const UsageCells& usage,
                                                 const model::SlotTable& slots, PeriodRange range,
                                                 CarriedState& carried);

}  // namespace twinbill::billing
