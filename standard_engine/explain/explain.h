// Explaining the lines of a bill from what billing told of it.
#pragma once

#include <span>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/usage_record.h"
#include "standard_engine/billing/trace.h"
#include "standard_engine/explain/explanation.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::explain {

// Line `number` of `lines`, which are those of the bill that `trace` is of.
Explanation ExplainLine(const plan::Plan& plan, const billing::Trace& trace,
                        std::span<const model::LineItem> lines, std::size_t number);

// Puts the ids of those of `records` (any payers and periods) that are in their cells into the
// explanations, in the order of periods and in ledger order: those of the line's period, or of the
// meter's window. Several calls add up where their records follow one another.
void FindRecords(const plan::Plan& plan, std::span<const model::UsageRecord> records,
                 std::span<Explanation> explanations);

}  // namespace twinbill::explain
