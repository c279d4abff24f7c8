#include "harness/cli/check_fuzz.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/contract_coverage.h"
#include "harness/cli/fuzz_text.h"
#include "harness/cli/fuzzed_counterexample.h"
#include "harness/fuzz/fuzz_store.h"
#include "harness/replay/workspace_settings.h"
#include "standard_engine/contract/contract_writer.h"

namespace twinbill::cli {
namespace {

// Of a contract whose every case takes some processes: a night has no room for tens of thousands.
constexpr std::uint64_t kCasesMaxOfProcesses = 200;

class Step {
 public:
  Step(const CheckFuzzOrder& order, const replay::WorkspaceSettings& settings,
       fuzz::FuzzStore store, FuzzedCoverage coverage, const history::History& history)
      : order_(order), store_(std::move(store)), coverage_(std::move(coverage)), history_(history) {
    fuzz_.seed = order.seed;
    fuzz_.cases = static_cast<std::uint64_t>(settings.fuzz_cases);
    if (settings.fuzz_seconds > 0) fuzz_.time = std::chrono::seconds(settings.fuzz_seconds);
    fuzz_.jobs = order.jobs;
  }

  void Run(const replay::ContractFolder& folder) {
    ++contracts_;
    if (const auto done = Fuzz(folder); !done) {
      for (const model::Diagnostic& diagnostic : done.error().diagnostics) {
        step_.faults.push_back(folder.id + ": " + Format(diagnostic));
      }
      step_.exit_code = std::max(step_.exit_code, static_cast<int>(done.error().kind));
    }
  }

  CheckStep Finish() {
    step_.summary = fmt::format(
        "{} of {} contracts identical in {} cases, seed {}; {} cases in {} runs so far{}{}{}",
        identical_, contracts_, cases_, order_.seed, totals_.cases, totals_.runs,
        totals_.first.empty() ? "" : fmt::format(" from {} to {}", totals_.first, totals_.last),
        Named("with fewer cases, since each takes a process", fewer_),
        Named("not fuzzed, since recorded bills say nothing of usage that was never billed",
              not_fuzzed_));
    return std::move(step_);
  }

 private:
  model::Result<void> Fuzz(const replay::ContractFolder& folder) {
    TWINBILL_ASSIGN(pair, OpenPair(folder));
    if (pair.legacy->need() == legacy::UsageNeed::kNone) {
      --contracts_;
      not_fuzzed_.push_back(pair.id);
      return {};
    }
    TWINBILL_ASSIGN(sample, pair.Sample(history_, fuzz_.seed));
    FuzzedContract contract;
    contract.history = HistoryUse::Of(sample);
    fuzz::FuzzTarget target(*pair.legacy, *pair.standard, pair.Mentions(), fuzz_.seed,
                            std::move(sample));
    contract.id = pair.id;
    fuzz::FuzzOrder order = fuzz_;
    if (target.pair().asks_others() && target.pair().cases_at_once() == 1 &&
        order.cases > kCasesMaxOfProcesses) {
      order.cases = kCasesMaxOfProcesses;
      fewer_.push_back(pair.id);
    }
    TWINBILL_ASSIGN(report, fuzz::RunFuzz(target, order, nullptr));
    contract.report = std::move(report);
    contract.warnings = fuzz::HealthWarnings(contract.report, target);
    contract.cells = target.probe().All();
    if (contract.report.found) {
      TWINBILL_ASSIGN(counterexample, CounterexampleOf(pair, *contract.report.found));
      TWINBILL_ASSIGN(saved, SaveCounterexample(order_.workspace, pair, counterexample));
      contract.saved = std::move(saved);
    }
    TWINBILL_TRY(Keep(pair, contract));
    Judge(contract);
    return {};
  }

  // "; 2 contracts WHY: A, B", or nothing.
  static std::string Named(std::string_view why, const std::vector<std::string>& contracts) {
    if (contracts.empty()) return {};
    return fmt::format("; {} contract{} {}: {}", contracts.size(), contracts.size() == 1 ? "" : "s",
                       why, fmt::join(contracts, ", "));
  }

  model::Result<void> Keep(const OpenedPair& pair, const FuzzedContract& contract) {
    fuzz::KeptFuzzRun run;
    run.contract = contract.id;
    run.legacy_digest = pair.legacy->digest().ToHex();
    run.standard_digest =
        model::Sha256::Of(contract::WriteContract(pair.standard->contract())).ToHex();
    run.seed = contract.report.seed;
    run.cases = static_cast<std::int64_t>(contract.report.cases);
    run.verdict = VerdictOf(contract);
    run.as_of = order_.as_of;
    run.evidence = FuzzedJson(contract).dump();
    TWINBILL_TRY(store_.Keep(run));
    TWINBILL_TRY(coverage_.Add(pair, contract.report.cases, contract.report.reached));
    TWINBILL_ASSIGN(totals, store_.Totals(run.contract, run.legacy_digest, run.standard_digest));
    totals_.runs += totals.runs;
    totals_.cases += totals.cases;
    if (totals_.first.empty() || totals.first < totals_.first) totals_.first = totals.first;
    totals_.last = std::max(totals_.last, totals.last);
    return {};
  }

  void Judge(const FuzzedContract& contract) {
    cases_ += contract.report.cases;
    const std::string_view verdict = VerdictOf(contract);
    if (verdict == "identical") {
      ++identical_;
      return;
    }
    const bool failed = verdict == "failed";
    step_.exit_code = std::max<int>(step_.exit_code, failed ? kSurroundingsFailed : kAnswerIsNo);
    step_.faults.push_back(contract.saved.empty()
                               ? fmt::format("{}: {}", contract.id, verdict)
                               : fmt::format("{}: {}, {}", contract.id, verdict, contract.saved));
    if (!failed) return;
    for (const model::Diagnostic& diagnostic : contract.report.found->failure) {
      step_.faults.push_back(fmt::format("{}: {}", contract.id, Format(diagnostic)));
    }
  }

  const CheckFuzzOrder& order_;
  fuzz::FuzzStore store_;
  FuzzedCoverage coverage_;
  const history::History& history_;
  fuzz::FuzzOrder fuzz_;
  CheckStep step_{"fuzzing", kDone, "", {}};
  fuzz::FuzzTotals totals_;
  std::uint64_t cases_ = 0;
  std::vector<std::string> fewer_;
  std::vector<std::string> not_fuzzed_;
  std::size_t contracts_ = 0;
  std::size_t identical_ = 0;
};

CheckStep Failed(const model::Failure& failure) {
  CheckStep step{"fuzzing", static_cast<int>(failure.kind), "it could not be run", {}};
  for (const model::Diagnostic& diagnostic : failure.diagnostics) {
    step.faults.push_back(Format(diagnostic));
  }
  return step;
}

}  // namespace

CheckStep CheckFuzz(const CheckFuzzOrder& order) {
  const store::WorkspacePaths paths(order.workspace);
  const auto settings = replay::ReadSettings(paths.settings);
  if (!settings) return Failed(settings.error());
  if (settings->fuzz_cases == 0) return {"fuzzing", kDone, "the settings ask for no cases", {}};
  const auto folders = replay::ListContracts(paths, order.contracts);
  if (!folders) return Failed(folders.error());
  auto store = fuzz::FuzzStore::Open(paths);
  if (!store) return Failed(store.error());
  auto coverage = FuzzedCoverage::Open(order.workspace, *folders);
  if (!coverage) return Failed(coverage.error());
  const auto history = history::History::Open(order.workspace);
  if (!history) return Failed(history.error());
  Step step(order, *settings, std::move(store).value(), std::move(coverage).value(), *history);
  for (const replay::ContractFolder& folder : *folders) {
    // What is not there to be fuzzed is replay's to say.
    if (!folder.legacy.empty() && !folder.standard.empty()) step.Run(folder);
  }
  return step.Finish();
}

}  // namespace twinbill::cli
