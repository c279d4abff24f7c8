// The determinism certificate: each side against itself, over a sample of its own usage.
//
// Before two sides are compared, each must agree with itself: whatever the order of rows, the
// numbers of slots, the size of blocks, the thread, and whether a run goes through or is resumed at
// every period.
#pragma once

#include "corpus/history/usage_feed.h"
#include "corpus/model/result.h"
#include "harness/evidence/evidence.h"
#include "harness/replay/side.h"

namespace twinbill::replay {

// The first `records` records of each of the first three periods of `last` or before that have
// usage within the terms, of the feed of the sides' payer. Where both sides are given blocks, which
// have no ids, a record's id is its place in the ledger.
model::Result<std::vector<model::UsageRecord>> SampleOf(const Side& legacy, const Side& standard,
                                                        const history::UsageFeed& feed,
                                                        model::Period last, std::int64_t records);

// With more than one thread, both sides at once.
model::Result<evidence::Certificate> Certify(const Side& legacy, const Side& standard,
                                             const std::vector<model::UsageRecord>& sample,
                                             int threads = 1);

}  // namespace twinbill::replay
