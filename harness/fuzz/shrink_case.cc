#include "harness/fuzz/shrink_case.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
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

// A failing program is started anew for each try.
constexpr std::int64_t kFailureProbesMax = 300;

// A difference, or a failure, on its way down.
class Shrinking {
 public:
  // `failure`: the code of a failure to be shown; empty: a difference.
  Shrinking(const legacy::LegacyModel& legacy, const plan::Plan& standard, model::Period last,
            std::string failure, shrink::Budget budget)
      : contract_(standard.contract()),
        last_(last),
        failure_(std::move(failure)),
        budget_(std::move(budget)),
        pair_(legacy, standard, slots_),
        aimer_(legacy, standard, slots_) {}

  bool DiffersAt(std::span<const model::UsageRecord> records, model::Period end) {
    return Shows(CaseOf(records, end, slots_));
  }

  bool Shows(const UsageCase& usage) {
    const PairVerdict verdict = pair_.Bill(usage);
    if (failure_.empty()) return verdict == PairVerdict::kDifferent;
    return verdict == PairVerdict::kFailed &&
           pair_.legacy().refusal->diagnostics.front().code == failure_;
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
        if (!Shows(usage)) continue;
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
  std::string failure_;
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
  return Shrinking(legacy, standard, last, {}, std::move(budget)).Run(std::move(records));
}

bool IsWorthShrinking(const FoundDifference& found) {
  constexpr std::array<std::string_view, 6> kNot = {
      "process_start_late",       "process_idle", "process_late", "sql_time",
      "process_nondeterministic", "fuzz_unsteady"};
  return found.failure.empty() ||
         std::find(kNot.begin(), kNot.end(), found.failure.front().code) == kNot.end();
}

FoundDifference ShrinkFound(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                            const FoundDifference& found, std::int64_t probes_max,
                            const std::function<bool()>& stop) {
  FoundDifference smaller = found;
  const std::string code = found.failure.empty() ? "" : found.failure.front().code;
  shrink::Budget budget;
  budget.probes_max = code.empty() ? probes_max : std::min(probes_max, kFailureProbesMax);
  budget.stop = stop;
  FoundDifference shrunk =
      Shrinking(legacy, standard, found.last, code, std::move(budget)).Run(found.records);
  smaller.records = std::move(shrunk.records);
  smaller.last = shrunk.last;
  smaller.smallest = shrunk.smallest;
  return smaller;
}

}  // namespace twinbill::fuzz
