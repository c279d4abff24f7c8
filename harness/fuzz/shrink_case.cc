#include "harness/fuzz/shrink_case.h"

#include <utility>

#include "harness/shrink/shrink.h"

namespace twinbill::fuzz {

UsageCase CaseOf(std::span<const model::UsageRecord> records, model::Period last,
                 model::SlotTable& slots) {
  UsageCase usage;
  usage.last = last;
  for (const model::UsageRecord& record : records) {
    usage.records.push_back({slots.Intern(record.slot), record.period, record.start,
                             record.quantity, record.list_cost(), record.rate});
  }
  return usage;
}

FoundDifference ShrinkDifference(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                                 std::vector<model::UsageRecord> records, model::Period last,
                                 std::int64_t probes_max, const std::function<bool()>& stop) {
  model::SlotTable slots;
  Pair pair(legacy, standard, slots);
  const auto differs_at = [&](std::span<const model::UsageRecord> kept, model::Period end) {
    return pair.Bill(CaseOf(kept, end, slots)) == PairVerdict::kDifferent;
  };
  shrink::Budget budget;
  budget.probes_max = probes_max;
  budget.stop = stop;
  shrink::Shrunk shrunk = shrink::Shrink(
      std::move(records),
      [&](std::span<const model::UsageRecord> kept) { return differs_at(kept, last); }, budget);
  FoundDifference found;
  found.records = std::move(shrunk.records);
  found.smallest = shrunk.finished;
  found.last = last;
  for (model::Period end = standard.contract().term.FirstPeriod(); end < last; end = end.Next()) {
    if (!differs_at(found.records, end)) continue;
    found.last = end;
    break;
  }
  return found;
}

}  // namespace twinbill::fuzz
