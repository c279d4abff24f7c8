// ShrinkCase: a case that shows a difference, made as small as it can be.
#pragma once

#include <functional>
#include <vector>

#include "harness/fuzz/fuzz_batch.h"

namespace twinbill::fuzz {

// Fewest records and simplest values that still differ, then the earliest last period at which they
// do. `records` and `last` show a difference. `stop` is asked now and then and may be empty.
FoundDifference ShrinkDifference(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                                 std::vector<model::UsageRecord> records, model::Period last,
                                 std::int64_t probes_max, const std::function<bool()>& stop);

// Whether what a batch found is to be made smaller. Not a failure that is seen only by waiting for
// it, since each try would take as long, nor one that a case by itself does not show.
bool IsWorthShrinking(const FoundDifference& found);

// The same of what a batch found; where the legacy side failed, usage at which it fails alike.
FoundDifference ShrinkFound(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                            const FoundDifference& found, std::int64_t probes_max,
                            const std::function<bool()>& stop);

// Records as a case over `slots`, which grows by their slots; `last` is the last period to bill.
UsageCase CaseOf(std::span<const model::UsageRecord> records, model::Period last,
                 model::SlotTable& slots);

}  // namespace twinbill::fuzz
