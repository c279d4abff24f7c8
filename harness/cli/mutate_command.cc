// twinbill mutate: how many seeded faults the evidence for a contract catches.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "harness/cli/command.h"
#include "harness/cli/mutation_sources.h"
#include "harness/cli/opened_pair.h"
#include "harness/cli/share_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;
using mutate::MutantResult;
using mutate::MutantState;
using mutate::MutationReport;

std::string ScoreText(const MutationReport::Score& score) {
  return fmt::format("{} of {} ({})", score.killed, score.valid,
                     ShareText(score.killed, score.valid));
}

std::size_t Count(const MutationReport& report, MutantState state) {
  return static_cast<std::size_t>(
      std::count_if(report.mutants.begin(), report.mutants.end(),
                    [&](const MutantResult& result) { return result.state == state; }));
}

void PrintReport(const std::string& id, const MutationReport& report, bool every,
                 std::ostream& out) {
  std::string line;
  model::AppendVisible(id, line);
  out << fmt::format("{}: {} seeded faults caught, seed {}\n", line, ScoreText(report.ByAll()),
                     report.seed);
  out << fmt::format(
      "  by the history alone {}, by fuzzing alone {}, by counterexamples alone {}\n",
      ScoreText(report.ByHistory()), ScoreText(report.ByFuzz()),
      ScoreText(report.ByCounterexamples()));
  out << fmt::format("  not counted: {} equal by construction, {} duplicates, {} invalid\n",
                     Count(report, MutantState::kEquivalent),
                     Count(report, MutantState::kDuplicate), Count(report, MutantState::kInvalid));
  for (const MutantResult& result : report.mutants) {
    if (!every && result.state != MutantState::kSurvived) continue;
    std::string by;
    if (result.by_counterexamples) by += " counterexamples";
    if (result.by_history) by += " history";
    if (result.by_fuzz) by += fmt::format(" fuzz({})", result.fuzz_cases);
    out << fmt::format("  {}: {} {} {}: {}{}\n", mutate::Name(result.state), result.side,
                       result.operation, result.place, result.text, by.empty() ? "" : ", by" + by);
  }
}

Json ScoreJson(const MutationReport::Score& score) {
  return {{"killed", score.killed}, {"of", score.valid}};
}

Json ReportJson(const std::string& id, const MutationReport& report) {
  Json mutants = Json::array();
  for (const MutantResult& result : report.mutants) {
    mutants.push_back({{"operation", result.operation},
                       {"side", result.side},
                       {"place", result.place},
                       {"clause", result.clause},
                       {"text", result.text},
                       {"state", mutate::Name(result.state)},
                       {"by_counterexamples", result.by_counterexamples},
                       {"by_history", result.by_history},
                       {"by_fuzz", result.by_fuzz},
                       {"fuzz_cases", result.fuzz_cases}});
  }
  return {{"contract", id},
          {"seed", report.seed},
          {"score", ScoreJson(report.ByAll())},
          {"score_history", ScoreJson(report.ByHistory())},
          {"score_fuzz", ScoreJson(report.ByFuzz())},
          {"score_counterexamples", ScoreJson(report.ByCounterexamples())},
          {"mutants", std::move(mutants)}};
}

model::Result<MutationReport> Mutate(const CommandOptions& options, const OpenedPair& pair,
                                     const mutate::MutationOrder& order) {
  MutationSources sources;
  if (!pair.folder.path.empty()) {
    TWINBILL_TRY(sources.OfWorkspace(options.Get<std::string>("workspace"), pair));
  } else if (options.Has("usage")) {
    TWINBILL_TRY(sources.OfFiles(options.Get<std::vector<std::string>>("usage"), pair));
  }
  mutate::MutationInput input;
  input.legacy = pair.legacy.get();
  input.book = pair.book;
  input.standard = &pair.standard->contract();
  sources.Put(input);
  return mutate::RunMutation(input, order, {});
}

void PrintOperators(std::ostream& out) {
  out << "standard contracts:\n";
  for (const mutate::Operator& known : mutate::StandardOperators()) {
    out << fmt::format("  {:<22}{}\n", known.name, known.text);
  }
  out << "rule books:\n";
  for (const mutate::Operator& known : mutate::RuleBookOperators()) {
    out << fmt::format("  {:<22}{}\n", known.name, known.text);
  }
}

}  // namespace

int Run_mutate(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "mutate", "[CONTRACT...] [--fuzz-cases N] [--seed S] [--jobs J] [--all]",
      "Seeds faults into both sides of a contract, one at a time (a tier's bound moved by a unit, "
      "another\n"
      "rounding mode, a scope widened, …), and looks which of its evidence catches them: saved\n"
      "counterexamples, the history, and generated cases. A fault that nothing catches is what "
      "the\n"
      "evidence is blind to. Exit code 0: every fault that is not equal by construction is caught.",
      "  twinbill mutate NORTHWIND-2025\n"
      "  twinbill mutate --legacy rules.json --standard northwind.json --usage 2025.csv --json\n"
      "  twinbill mutate --operators");
  AddPairOptions(options);
  options.options().add_options()("usage",
                                  po::value<std::vector<std::string>>()->multitoken()->composing(),
                                  "with --legacy and --standard: reports as the history")(
      "fuzz-cases", po::value<std::uint64_t>()->default_value(2000),
      "generated cases of each fault at the most")(
      "seed", po::value<std::uint64_t>()->default_value(1), "of the generated cases")(
      "jobs,j", po::value<int>()->default_value(0), "processes; 0: one a core. Change no result")(
      "all", "list every fault, not only those that nothing catches")(
      "operators", "list the kinds of faults")("json", "everything as JSON");
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (options.Has("operators")) {
    PrintOperators(streams.out);
    return kDone;
  }
  mutate::MutationOrder order;
  order.seed = options.Get<std::uint64_t>("seed");
  order.fuzz_cases = options.Get<std::uint64_t>("fuzz-cases");
  order.jobs = options.Get<int>("jobs");
  if (order.jobs < 0) return options.Wrong("--jobs takes 0 or more", streams);
  if (order.jobs == 0) {
    order.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  }
  const auto folders = PairFolders(options);
  if (!folders) return Report(folders.error(), streams);
  Json json = Json::array();
  int code = folders->empty() ? kAnswerIsNo : kDone;
  for (const replay::ContractFolder& folder : *folders) {
    const auto pair = OpenPair(folder);
    if (!pair) {
      code = std::max(code, Report(pair.error(), streams));
      continue;
    }
    const auto report = Mutate(options, *pair, order);
    if (!report) {
      code = std::max(code, Report(report.error(), streams));
      continue;
    }
    const MutationReport::Score score = report->ByAll();
    if (score.killed < score.valid || score.valid == 0) code = std::max<int>(code, kAnswerIsNo);
    json.push_back(ReportJson(pair->id, *report));
    if (!options.Has("json")) PrintReport(pair->id, *report, options.Has("all"), streams.out);
  }
  if (options.Has("json")) streams.out << json.dump(2) << '\n';
  return code;
}

}  // namespace twinbill::cli
