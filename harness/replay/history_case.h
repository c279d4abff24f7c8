// HistoryCase: out of a history of any size, the few records that a difference needs.
//
// What is too large to be shrunk as records is first made smaller where it lies: periods, then
// slots, then runs of rows are left out, each time with a pass over what is left, until it fits
// memory as whole records.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "corpus/history/usage_feed.h"
#include "corpus/model/result.h"
#include "harness/replay/side.h"
#include "harness/shrink/subset.h"

namespace twinbill::replay {

// Whether the two sets of lines (of the period that is looked at) still show the difference.
using LinesDiffer = std::function<bool(std::span<const model::LineItem> legacy,
                                       std::span<const model::LineItem> standard)>;

// No more than this many records are held as records at a time.
inline constexpr std::int64_t kCaseRecordsMax = 50'000;

// Records of the payer up to `period`, at most `records_max`, with which the lines of `period`
// still differ; none where they don't differ with all of them. Both sides take blocks, or
// everything fits; a side that takes whole records and has more to read is refused
// (`case_too_large`).
model::Result<std::vector<model::UsageRecord>> FindCase(
    const history::History& history, const Side& legacy, const Side& standard, model::Period period,
    const LinesDiffer& differ, shrink::Budget& budget, std::int64_t records_max = kCaseRecordsMax);

}  // namespace twinbill::replay
