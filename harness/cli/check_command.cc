// twinbill check: what the nightly job calls.
//
// A check is a list of steps over one replay of all contracts; what follows (fuzzing, proof, the
// gate) is a function and a row here.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <random>
#include <set>
#include <thread>

#include "corpus/history/history.h"
#include "corpus/store/workspace.h"
#include "harness/cli/check_fuzz.h"
#include "harness/cli/check_reports.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/contract_coverage.h"
#include "harness/cli/output_file.h"
#include "harness/cli/replay_options.h"
#include "harness/cli/replay_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using evidence::ContractEvidence;
using evidence::Verdict;
using model::Period;

// What the steps look at.
struct CheckContext {
  const history::History& history;
  const replay::ReplayOutcome& outcome;
  const CheckFuzzOrder& fuzz;
  const CoverageOrder& coverage;
  bool gaps_allowed = false;
};

// Periods without usage between a payer's first and last one: what was billed there is compared,
// but nothing is known of what should have been.
CheckStep CheckGaps(const CheckContext& context) {
  CheckStep step{"history gaps", 0, "", {}};
  std::set<std::string> payers;
  for (const auto& contract : context.outcome.contracts) payers.insert(contract.evidence.payer);
  for (const std::string& payer : payers) {
    const auto partitions = context.history.Of(payer);
    for (std::size_t i = 1; i < partitions.size(); ++i) {
      for (Period at = partitions[i - 1].period.Next(); at < partitions[i].period; at = at.Next()) {
        step.faults.push_back(fmt::format("payer {} has no usage in {}", payer, at.ToString()));
      }
    }
  }
  step.summary = fmt::format("{} periods without usage between others", step.faults.size());
  if (!step.faults.empty() && !context.gaps_allowed) step.exit_code = kAnswerIsNo;
  return step;
}

CheckStep CheckCounterexamples(const CheckContext& context) {
  CheckStep step{"counterexamples", 0, "", {}};
  std::size_t count = 0;
  for (const auto& contract : context.outcome.contracts) {
    for (const auto& counterexample : contract.evidence.counterexamples) {
      ++count;
      if (counterexample.verdict == Verdict::kIdentical) continue;
      step.faults.push_back(fmt::format("{} {}: {}", contract.evidence.id, counterexample.name,
                                        evidence::Name(counterexample.verdict)));
    }
  }
  step.summary = fmt::format("{} of {} still differ", step.faults.size(), count);
  if (!step.faults.empty()) step.exit_code = kAnswerIsNo;
  return step;
}

CheckStep CheckReplay(const CheckContext& context) {
  CheckStep step{"replay", context.outcome.exit_code, "", {}};
  std::size_t identical = 0;
  for (const auto& contract : context.outcome.contracts) {
    if (contract.evidence.verdict == Verdict::kIdentical) {
      ++identical;
    } else {
      step.faults.push_back(contract.evidence.id + ": " +
                            std::string(evidence::Name(contract.evidence.verdict)));
    }
  }
  step.summary =
      fmt::format("{} of {} contracts identical", identical, context.outcome.contracts.size());
  return step;
}

CheckStep CheckFuzzing(const CheckContext& context) { return CheckFuzz(context.fuzz); }

// Told, and no fault: what is demanded of coverage is the gate's to say.
CheckStep CheckCoverage(const CheckContext& context) {
  CheckStep step{"coverage", kDone, "", {}};
  const auto found = FindCoverage(context.coverage);
  if (!found) {
    step.exit_code = static_cast<int>(found.error().kind);
    step.summary = "it could not be found";
    for (const model::Diagnostic& diagnostic : found.error().diagnostics) {
      step.faults.push_back(Format(diagnostic));
    }
    return step;
  }
  evidence::CoverageCounts total;
  for (const FoundCoverage& contract : *found) total.Add(contract.evidence.Counts());
  step.summary = CountsText(total);
  return step;
}

constexpr CheckStep (*kSteps[])(const CheckContext& context) = {
    CheckGaps, CheckCounterexamples, CheckReplay, CheckFuzzing, CheckCoverage};

// Who fuzzes with what: only the defaults look at the clock, and at chance.
std::optional<int> ReadFuzzOrder(const CommandOptions& options, const replay::ReplayOrder& replay,
                                 CheckFuzzOrder& order, Streams& streams) {
  order.workspace = replay.workspace;
  order.contracts = replay.contracts;
  order.seed = options.Has("seed") ? options.Get<std::uint64_t>("seed") : std::random_device()();
  order.jobs = replay.jobs > 0
                   ? replay.jobs
                   : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const std::int64_t now = std::chrono::duration_cast<std::chrono::microseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  order.as_of = model::Timestamp{now}.ToDate().ToString();
  if (!options.Has("as-of")) return std::nullopt;
  order.as_of = options.Get<std::string>("as-of");
  if (model::Date::Parse(order.as_of)) return std::nullopt;
  return options.Wrong("--as-of takes a day as 2025-01-31, not \"" + order.as_of + "\"", streams);
}

std::optional<int> WriteReport(const CommandOptions& options, const char* option,
                               const std::string& text, Streams& streams) {
  if (!options.Has(option)) return std::nullopt;
  OutputFile file;
  if (auto opened = file.Open(options.Get<std::string>(option)); !opened) {
    return Report(opened.error(), streams);
  }
  file.stream() << text;
  if (auto kept = file.Keep(); !kept) return Report(kept.error(), streams);
  return std::nullopt;
}

void PrintLineEach(const replay::ReplayOutcome& outcome, std::ostream& out) {
  for (const auto& contract : outcome.contracts) {
    const ContractEvidence& evidence = contract.evidence;
    std::string line = fmt::format("{}  ", evidence::Name(evidence.verdict));
    model::AppendVisible(evidence.id, line);
    line += fmt::format("  {} periods", evidence.periods.size());
    if (evidence.difference_count() > 0) {
      line += fmt::format(", {} differences, {}", evidence.difference_count(),
                          MoneyText(MoneyOf(evidence)));
    }
    if (!evidence.causes.empty()) {
      line += "; ";
      model::AppendVisible(evidence.causes.front().text, line);
    }
    out << line << '\n';
  }
}

}  // namespace

int Run_check(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "check", "[--summary FILE] [--junit FILE] [--allow-gaps]",
      "What a nightly job calls: looks for gaps in the history, runs every saved counterexample, "
      "replays all contracts\n(what has not changed is not done again), fuzzes each with a new "
      "seed, as the settings say, and adds up what history\nand fuzzing reached of them. Exit code "
      "0: every contract is identical in all of it, and something was compared.",
      "  twinbill check\n"
      "  twinbill check --summary \"$GITHUB_STEP_SUMMARY\" --junit twinbill.xml");
  AddReplayOptions(options);
  options.options().add_options()("summary", po::value<std::string>(),
                                  "write a summary in Markdown to this file")(
      "junit", po::value<std::string>(), "write the results as JUnit XML to this file")(
      "allow-gaps", "periods without usage between others are no fault")(
      "seed", po::value<std::uint64_t>(), "of fuzzing; without one a new one is made, and said")(
      "as-of", po::value<std::string>(), "the day that fuzzing's results are kept under; today");
  options.Positional("contract", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  replay::ReplayOrder order;
  if (const auto code = ReadReplayOptions(options, order, streams)) return *code;
  auto outcome = [&] {
    ShownReplay shown(streams, options.quiet(), 10);
    return replay::Replay(order, shown);
  }();
  if (!outcome) return Report(outcome.error(), streams);
  const auto history = history::History::Open(order.workspace);
  if (!history) return Report(history.error(), streams);
  CheckFuzzOrder fuzz;
  if (const auto code = ReadFuzzOrder(options, order, fuzz, streams)) return *code;
  const CoverageOrder coverage{order.workspace, order.contracts, order.plan, order.jobs};
  const CheckContext context{*history, *outcome, fuzz, coverage, options.Has("allow-gaps")};
  std::vector<CheckStep> steps;
  int exit_code = kDone;
  for (const auto& run : kSteps) {
    steps.push_back(run(context));
    exit_code = std::max(exit_code, steps.back().exit_code);
  }
  if (const auto code =
          WriteReport(options, "summary", CheckMarkdown(steps, *outcome, exit_code), streams)) {
    return *code;
  }
  if (const auto code = WriteReport(options, "junit", CheckJunit(steps, *outcome), streams)) {
    return *code;
  }
  if (options.Has("json")) {
    PrintReplayJson(*outcome, streams.out);
  } else if (!options.quiet()) {
    PrintLineEach(*outcome, streams.out);
    for (const CheckStep& step : steps) {
      streams.out << fmt::format("{}: {}{}\n", step.name,
                                 step.exit_code == 0 ? "" : "not ok: ", step.summary);
      for (const std::string& fault : step.faults) {
        if (step.exit_code != 0) streams.out << "  " << fault << '\n';
      }
    }
  }
  return exit_code;
}

}  // namespace twinbill::cli
