// twinbill fuzz: generated usage through both sides, compared.
#include <algorithm>
#include <ostream>
#include <random>
#include <thread>

#include "corpus/history/history.h"
#include "harness/cli/command.h"
#include "harness/cli/contract_coverage.h"
#include "harness/cli/counterexample_text.h"
#include "harness/cli/duration.h"
#include "harness/cli/fuzz_text.h"
#include "harness/cli/fuzzed_counterexample.h"
#include "harness/cli/opened_pair.h"
#include "harness/cli/shown_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

class Fuzzing {
 public:
  Fuzzing(const CommandOptions& options, fuzz::FuzzOrder order, Streams& streams)
      : options_(options), order_(order), streams_(streams) {}

  // What runs reach is kept where there is a workspace.
  std::optional<int> OpenCoverage(const std::vector<replay::ContractFolder>& folders) {
    if (folders.empty() || folders.front().path.empty()) return std::nullopt;
    auto opened = FuzzedCoverage::Open(options_.Get<std::string>("workspace"), folders);
    if (!opened) return Report(opened.error(), streams_);
    coverage_.emplace(std::move(*opened));
    return std::nullopt;
  }

  int Run(const replay::ContractFolder& folder) {
    auto pair = OpenPair(folder);
    if (!pair) return Report(pair.error(), streams_);
    if (pair->legacy->need() == legacy::UsageNeed::kNone) {
      return Report(model::InputFailure(model::Diagnostic(
                        model::Code{"fuzz_recorded"}, {folder.legacy, 0, 0, {}, {}},
                        "recorded bills say nothing of usage that was never billed, so there is "
                        "nothing to hold generated usage against",
                        "a rule book, an SQL script or a program")),
                    streams_);
    }
    auto sample = Sample(*pair);
    if (!sample) return Report(sample.error(), streams_);
    const HistoryUse history = HistoryUse::Of(*sample);
    fuzz::FuzzTarget target(*pair->legacy, *pair->standard, pair->Mentions(), order_.seed,
                            std::move(*sample));
    auto report = fuzz::RunFuzz(target, order_, nullptr);
    if (!report) return Report(report.error(), streams_);
    FuzzedContract contract;
    contract.id = pair->id;
    contract.history = history;
    contract.report = std::move(report).value();
    contract.warnings = fuzz::HealthWarnings(contract.report, target);
    contract.cells = target.probe().All();
    const auto kept = KeepCoverage(*pair, contract);
    const int code = Deliver(*pair, contract);
    json_.push_back(FuzzedJson(contract));
    return kept ? code : Report(kept.error(), streams_);
  }

  const nlohmann::ordered_json& json() const { return json_; }

 private:
  // Of the workspace's history, unless there is none to be looked at.
  model::Result<fuzz::HistorySample> Sample(const OpenedPair& pair) {
    const bool is_wanted = options_.Has("from-history");
    if (options_.Has("no-history") || (pair.folder.path.empty() && !is_wanted)) {
      return fuzz::HistorySample();
    }
    if (!history_) {
      TWINBILL_ASSIGN(history, history::History::Open(options_.Get<std::string>("workspace")));
      history_.emplace(std::move(history));
    }
    TWINBILL_ASSIGN(sample, pair.Sample(*history_, order_.seed));
    if (!is_wanted || !sample.is_empty()) return sample;
    const contract::Contract& contract = pair.standard->contract();
    return model::Fail(model::InputFailure(model::Diagnostic(
        model::Code{"no_history_to_fuzz"}, {},
        "the history has no usage of payer " + Shown(contract.payer) + " in " + contract.currency,
        "usage, for --from-history", "`twinbill import FILE…` brings some")));
  }

  model::Result<void> KeepCoverage(const OpenedPair& pair, FuzzedContract& contract) {
    if (!coverage_) return {};
    TWINBILL_ASSIGN(all, coverage_->Add(pair, contract.report.cases, contract.report.reached));
    contract.all_runs = std::move(all);
    TWINBILL_ASSIGN(history, coverage_->ByHistory(pair));
    contract.by_history = std::move(history);
    return {};
  }

  int Deliver(const OpenedPair& pair, FuzzedContract& contract) {
    std::optional<replay::Counterexample> counterexample;
    if (contract.report.found) {
      auto made = CounterexampleOf(pair, *contract.report.found);
      if (!made) return Report(made.error(), streams_);
      counterexample = std::move(made).value();
      if (!pair.folder.path.empty()) {
        const auto saved =
            SaveCounterexample(options_.Get<std::string>("workspace"), pair, *counterexample);
        if (!saved) return Report(saved.error(), streams_);
        contract.saved = *saved;
      }
    }
    if (!options_.Has("json")) {
      PrintFuzzed(contract, !options_.quiet(), streams_.out);
      if (counterexample) {
        PrintCounterexample(*counterexample, counterexample->legacy_lines,
                            counterexample->standard_lines, streams_.out);
      }
      if (!contract.saved.empty()) {
        streams_.out << "saved as " << contract.saved << "\n  twinbill reproduce " << contract.saved
                     << '\n';
      }
    }
    if (VerdictOf(contract) == "failed") return kSurroundingsFailed;
    return VerdictOf(contract) == "identical" ? kDone : kAnswerIsNo;
  }

  const CommandOptions& options_;
  fuzz::FuzzOrder order_;
  Streams& streams_;
  std::optional<FuzzedCoverage> coverage_;
  std::optional<history::History> history_;
  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
};

std::optional<int> ReadOrder(const CommandOptions& options, fuzz::FuzzOrder& order,
                             Streams& streams) {
  order.seed = options.Has("seed") ? options.Get<std::uint64_t>("seed")
                                   : std::random_device()();  // said, so that it can be given
  order.cases = options.Get<std::uint64_t>("cases");
  if (order.cases == 0) return options.Wrong("--cases takes 1 or more", streams);
  if (options.Has("time")) {
    const auto& text = options.Get<std::string>("time");
    order.time = ParseDuration(text);
    if (!order.time) {
      return options.Wrong("--time takes a time as 90s, 2m or 1h, not \"" + text + "\"", streams);
    }
    if (options.IsDefault("cases")) order.cases = UINT64_MAX / 2;  // the time ends it
  }
  if (options.Has("from-history")) {
    if (options.Has("no-history")) {
      return options.Wrong("--from-history and --no-history are opposites", streams);
    }
    order.batch.share_from_history = 100;
  }
  order.batch.cases_at_once = options.Get<std::size_t>("at-once");
  order.jobs = options.Get<int>("jobs");
  if (order.jobs < 0) return options.Wrong("--jobs takes 0 or more", streams);
  if (order.jobs == 0) {
    order.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  }
  return std::nullopt;
}

}  // namespace

int Run_fuzz(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "fuzz", "[CONTRACT...] [--cases N] [--time T] [--seed S] [--jobs J] [--from-history]",
      "Draws usage at what the two sides of a contract mention (edges of tiers, dates, patterns, "
      "amounts on\n"
      "rounding ties of either side, those within a rule book's formulas too), broad cases first, "
      "bills it by\n"
      "both, and compares. A difference is made as small as it can be and saved in the contract's\n"
      "counterexamples/, which every later replay runs first. In a workspace with a history some "
      "cases are\n"
      "made of records of the payer, as they were or changed a little: real texts, which the "
      "contract's\n"
      "patterns may only almost describe. A legacy program or script is asked for many cases at "
      "once; one that\n"
      "crashes, hangs or breaks its protocol is a failure, saved with its case. Exit code 0: every "
      "contract is\n"
      "identical in all cases; 4: a legacy side failed.",
      "  twinbill fuzz NORTHWIND-2025 --cases 100000\n"
      "  twinbill fuzz --time 2m --seed 7\n"
      "  twinbill fuzz NORTHWIND-2025 --from-history\n"
      "  twinbill fuzz --legacy rules.json --standard northwind.json");
  AddPairOptions(options);
  options.options().add_options()("cases", po::value<std::uint64_t>()->default_value(20'000),
                                  "generated cases of each contract, in whole batches of 500 (of "
                                  "50 where each takes processes)")(
      "time", po::value<std::string>(), "end each contract's cases after this time, as 90s or 2m")(
      "seed", po::value<std::uint64_t>(), "of all draws; without one a new one is made")(
      "jobs,j", po::value<int>()->default_value(0), "processes; 0: one a core. Change no result")(
      "from-history", "make all cases of the history's records")(
      "no-history", "make none of them: nothing depends on the history then")(
      "at-once", po::value<std::size_t>()->default_value(0),
      "cases that a legacy program or script is asked for at once; 0: as it suits it. Changes no "
      "result")("json", "everything as JSON: an array, a contract each");
  if (const auto code = options.Parse(arguments, streams)) return *code;
  fuzz::FuzzOrder order;
  if (const auto code = ReadOrder(options, order, streams)) return *code;
  const auto folders = PairFolders(options);
  if (!folders) return Report(folders.error(), streams);
  Fuzzing fuzzing(options, order, streams);
  if (const auto wrong = fuzzing.OpenCoverage(*folders)) return *wrong;
  int code = folders->empty() ? kAnswerIsNo : kDone;
  if (folders->empty()) streams.err << "twinbill fuzz: there is no contract to fuzz\n";
  for (const replay::ContractFolder& folder : *folders) {
    code = std::max(code, fuzzing.Run(folder));
  }
  if (options.Has("json")) streams.out << fuzzing.json().dump(2) << '\n';
  return code;
}

}  // namespace twinbill::cli
