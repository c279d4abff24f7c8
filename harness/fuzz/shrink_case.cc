#include "harness/fuzz/shrink_case.h"

#include <utility>

#include "harness/fuzz/aimer.h"
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

namespace {

// A difference on its way down.
class Shrinking {
 public:
  Shrinking(const legacy::LegacyModel& legacy, const plan::Plan& standard, model::Period last,
            shrink::Budget budget)
      : contract_(standard.contract()),
        last_(last),
        budget_(std::move(budget)),
        pair_(legacy, standard, slots_),
        aimer_(legacy, standard, slots_) {}

  bool DiffersAt(std::span<const model::UsageRecord> records, model::Period end) {
    return pair_.Bill(CaseOf(records, end, slots_)) == PairVerdict::kDifferent;
  }

  // Delta debugging, from where `records_` stands.
  void Shrink() {
    shrink::Shrunk shrunk = shrink::Shrink(
        std::move(records_),
        [&](std::span<const model::UsageRecord> kept) { return DiffersAt(kept, last_); }, budget_);
    budget_.probes += shrunk.probes;
    records_ = std::move(shrunk.records);
    finished_ = shrunk.finished;
  }

  // Where no record can go without the amount leaving its tie: one goes, and another's number is
  // solved for anew. True where that left one record less.
  bool LeaveOutAndAimAnew() {
    if (records_.size() < 2) return false;
    for (std::size_t out = 0; out < records_.size(); ++out) {
      std::vector<model::UsageRecord> fewer = records_;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(out));
      for (std::uint64_t attempt = 0; attempt < kAims && !budget_.IsSpent(); ++attempt) {
        UsageCase usage = CaseOf(fewer, last_, slots_);
        CountedRandom random(out, attempt);
        AimCounts counts;
        budget_.probes += 4;  // what aiming costs
        if (!aimer_.Aim(random, usage, counts)) continue;
        if (pair_.Bill(usage) != PairVerdict::kDifferent) continue;
        records_ = RecordsOf(usage, slots_, contract_.payer, contract_.currency);
        return true;
      }
    }
    return false;
  }

  FoundDifference Run(std::vector<model::UsageRecord> records) {
    records_ = std::move(records);
    Shrink();
    while (LeaveOutAndAimAnew()) Shrink();
    FoundDifference found;
    found.smallest = finished_;
    found.last = last_;
    for (model::Period end = contract_.term.FirstPeriod(); end < last_; end = end.Next()) {
      if (!DiffersAt(records_, end)) continue;
      found.last = end;
      break;
    }
    found.records = std::move(records_);
    return found;
  }

 private:
  static constexpr std::uint64_t kAims = 24;

  const contract::Contract& contract_;
  model::Period last_;
  shrink::Budget budget_;
  model::SlotTable slots_;
  Pair pair_;
  Aimer aimer_;
  std::vector<model::UsageRecord> records_;
  bool finished_ = false;
};

}  // namespace

FoundDifference ShrinkDifference(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                                 std::vector<model::UsageRecord> records, model::Period last,
                                 std::int64_t probes_max, const std::function<bool()>& stop) {
  shrink::Budget budget;
  budget.probes_max = probes_max;
  budget.stop = stop;
  return Shrinking(legacy, standard, last, std::move(budget)).Run(std::move(records));
}

}  // namespace twinbill::fuzz
