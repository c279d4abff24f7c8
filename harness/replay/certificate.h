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

// A record as blocks tell of it.
struct SampleRow {
  std::uint32_t slot = 0;
  model::Period period;
  model::Timestamp start;
  model::Decimal quantity;
  model::Decimal list_cost;
  std::optional<model::Decimal> rate;
};

// Usage that both sides are run over: whole records where a side wants them, else rows.
struct Sample {
  std::vector<model::UsageRecord> records;
  std::vector<SampleRow> rows;              // in ledger order, period by period
  const model::SlotTable* slots = nullptr;  // of the rows; must outlive them

  std::size_t size() const { return records.empty() ? rows.size() : records.size(); }
};

// The first `records` records of each of the first three periods of `last` or before that have
// usage within the terms, of the feed of the sides' payer, which must outlive the sample.
model::Result<Sample> SampleOf(const Side& legacy, const Side& standard,
                               const history::UsageFeed& feed, model::Period last,
                               std::int64_t records);

// With more than one thread, both sides at once.
model::Result<evidence::Certificate> Certify(const Side& legacy, const Side& standard,
                                             const Sample& sample, int threads = 1);

}  // namespace twinbill::replay
