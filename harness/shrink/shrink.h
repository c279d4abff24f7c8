// Shrink: usage that shows an effect, made as small and as plain as it can be while it still does.
//
// Fewest records first (whole periods, whole slots, records; two of one slot as one), then the
// simplest values of those that are left: numbers towards 0 and few digits, texts towards none,
// times towards the period's first moment. What comes out obeys the rules of usage (no record
// twice) and is in ledger order, and depends on what goes in alone.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "corpus/model/usage_record.h"
#include "harness/shrink/subset.h"

namespace twinbill::shrink {

// Whether the effect is there with these records alone. They come in ledger order within each
// period, periods in order. It must not throw, and must answer the same to the same question.
using StillDiffers = std::function<bool(std::span<const model::UsageRecord> records)>;

struct Shrunk {
  std::vector<model::UsageRecord> records;
  std::int64_t probes = 0;
  // Whether nothing more can be taken away or made plainer, one step at a time. If not, the budget
  // was spent; the records still show the effect.
  bool finished = false;
};

// `records` show the effect; where they don't they come back as they are, not `finished`.
Shrunk Shrink(std::vector<model::UsageRecord> records, const StillDiffers& still_differs,
              Budget budget = {});

}  // namespace twinbill::shrink
