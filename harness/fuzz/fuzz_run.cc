#include "harness/fuzz/fuzz_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>

#include "harness/fuzz/batch_json.h"
#include "harness/fuzz/forked_jobs.h"
#include "legacy_adapters/child/scratch_folder.h"

namespace twinbill::fuzz {
namespace {

using Clock = std::chrono::steady_clock;

void AddTo(FuzzReport& report, BatchOutcome&& outcome) {
  ++report.batches;
  report.cases += outcome.cases;
  report.identical += outcome.identical;
  report.nothing += outcome.nothing;
  report.both_refused += outcome.both_refused;
  for (std::size_t i = 0; i < kFeatureCount; ++i) report.shown[i] += outcome.shown[i];
  report.aims.Add(outcome.aims);
  report.history.Add(outcome.history);
  report.reached.merge(outcome.reached);
  if (!outcome.trouble.empty()) {
    report.troubles.push_back(fmt::format("batch {}: {}", outcome.batch, outcome.trouble));
  }
  if (outcome.found) report.found = std::move(outcome.found);
}

// Puts outcomes into the order of their numbers, and ends at the first that has a difference.
class InOrder {
 public:
  explicit InOrder(FuzzReport& report) : report_(report) {}

  void Take(BatchOutcome&& outcome) {
    waiting_.emplace(outcome.batch, std::move(outcome));
    for (auto next = waiting_.find(report_.batches); next != waiting_.end() && !is_over();
         next = waiting_.find(report_.batches)) {
      AddTo(report_, std::move(next->second));
      waiting_.erase(next);
    }
  }
  bool is_over() const { return report_.found.has_value(); }

  // For a run that time ends: what is done counts, with gaps.
  void TakeRest() {
    for (auto& [batch, outcome] : waiting_) {
      if (!is_over()) AddTo(report_, std::move(outcome));
    }
  }

 private:
  FuzzReport& report_;
  std::map<std::uint64_t, BatchOutcome> waiting_;
};

// A change is one of 9 that are as likely, one to five times a case: 200 cases without it are no
// accident.
void AddHistoryWarnings(const FuzzReport& report, const FuzzTarget& target,
                        std::vector<std::string>& warnings) {
  if (report.history.cases < 200) return;
  const Mentions& mentions = target.mentions();
  const model::Term& term = target.standard().contract().term;
  const auto can_show = [&](HistoryChange change) {
    switch (change) {
      case HistoryChange::kEdge: return !mentions.quantities.empty() || !mentions.money.empty();
      case HistoryChange::kMoment: return !mentions.moments.empty();
      case HistoryChange::kLate:
      case HistoryChange::kPeriod: return term.FirstPeriod() < term.LastPeriod();
      default: return true;
    }
  };
  for (std::size_t i = 0; i < kHistoryChangeCount; ++i) {
    const auto change = static_cast<HistoryChange>(i);
    if (report.history.changed[i] == 0 && can_show(change)) {
      warnings.push_back(fmt::format("no case of the history had this changed: {}", Name(change)));
    }
  }
}

// What a job says of a batch that it does not begin, since the time is over.
constexpr std::string_view kNotBegun = "-";
// Where each case takes a process or more, a batch is to be over some time.
constexpr int kCasesMaxOfProcesses = 50;

BatchSettings SettingsFor(FuzzTarget& target, BatchSettings settings) {
  if (target.pair().asks_others() && target.pair().cases_at_once() == 1) {
    settings.cases = std::min(settings.cases, kCasesMaxOfProcesses);
  }
  return settings;
}

}  // namespace

model::Result<FuzzReport> RunFuzz(FuzzTarget& target, const FuzzOrder& order,
                                  FuzzProgress* progress) {
  FuzzReport report;
  report.seed = order.seed;
  const BatchSettings batch_settings = SettingsFor(target, order.batch);
  const auto cases = static_cast<std::uint64_t>(batch_settings.cases);
  const std::uint64_t batches = (order.cases + cases - 1) / cases;
  const Clock::time_point end = Clock::now() + order.time.value_or(std::chrono::milliseconds());
  const bool waits = target.pair().asks_others();
  // What jobs leave behind when they are ended goes with it.
  TWINBILL_ASSIGN(scratch, child::ScratchFolder::Make());
  ForkedJobs jobs;
  TWINBILL_TRY(jobs.Start(order.jobs, batches, [&](std::uint64_t batch) {
    if (waits) ::setenv("TMPDIR", scratch.path().c_str(), 1);
    if (order.time && waits && Clock::now() >= end) return std::string(kNotBegun);
    return WriteBatch(RunBatch(target, order.seed, batch, batch_settings));
  }));
  InOrder in_order(report);
  std::uint64_t told = 0;
  std::set<std::uint64_t> over;  // jobs that begin nothing more
  const std::uint64_t job_count = std::min(static_cast<std::uint64_t>(order.jobs), batches);
  while (!in_order.is_over() && over.size() < job_count) {
    std::optional<int> wait;
    if (order.time && !waits) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
      wait = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }
    TWINBILL_ASSIGN(line, jobs.Next(wait));
    if (!line) break;
    if (line->text == kNotBegun) {
      over.insert(line->piece % job_count);
      continue;
    }
    TWINBILL_ASSIGN(outcome, ReadBatch(line->text));
    told += outcome.cases;
    if (progress != nullptr) progress->Run(told);
    in_order.Take(std::move(outcome));
  }
  in_order.TakeRest();
  return report;
}

std::vector<std::string> HealthWarnings(const FuzzReport& report, const FuzzTarget& target) {
  std::vector<std::string> warnings;
  if (report.cases == 0) return {"no case was run"};
  const Mentions& mentions = target.mentions();
  const auto can_show = [&](Feature feature) {
    const int periods = target.standard().contract().term.LastPeriod().months -
                        target.standard().contract().term.FirstPeriod().months + 1;
    switch (feature) {
      case Feature::kQuantityEdge: return !mentions.quantities.empty();
      case Feature::kMoneyEdge: return !mentions.money.empty();
      case Feature::kMomentEdge: return !mentions.moments.empty();
      case Feature::kLate: return periods > 1;
      case Feature::kEmptyPeriod: return periods > 2;
      case Feature::kWindowCrossed: return periods > 3;
      case Feature::kTermEnd: return periods <= GeneratorLimits().periods_max;
      default: return true;
    }
  };
  // A feature is on in 5 of 100 cases at the least, so 500 cases without it are no accident.
  // None at all are shown where all cases are of the history.
  const bool has_generated = report.history.cases == 0 || report.shown != FeatureCounts{};
  if (has_generated && report.cases - report.history.cases >= 500) {
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
      const auto feature = static_cast<Feature>(i);
      if (report.shown[i] == 0 && can_show(feature)) {
        warnings.push_back(fmt::format("no case showed {}", Name(feature)));
      }
    }
  }
  if (report.nothing * 5 > report.cases) {
    warnings.push_back(
        fmt::format("{} of {} cases have no line on either side", report.nothing, report.cases));
  }
  if (report.both_refused * 10 > report.cases) {
    warnings.push_back(
        fmt::format("{} of {} cases are refused by both sides", report.both_refused, report.cases));
  }
  AddHistoryWarnings(report, target, warnings);
  for (const std::size_t selector : target.universe().selectors_without_slot()) {
    const std::vector<model::Slot>& real = target.sample().slots;
    if (std::any_of(real.begin(), real.end(), mentions.selectors[selector].takes)) continue;
    warnings.push_back(fmt::format("scope or match {} takes no slot that is drawn", selector + 1));
  }
  return warnings;
}

}  // namespace twinbill::fuzz
