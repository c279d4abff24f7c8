// twinbill shrink: a difference in its smallest form.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "corpus/history/history.h"
#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/counterexample_text.h"
#include "harness/cli/standard_contract.h"
#include "harness/evidence/evidence_json.h"
#include "harness/replay/difference_case.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using model::Result;
using replay::Counterexample;

struct ShrinkOrder {
  std::string workspace;
  std::string contract;
  std::optional<model::Period> period;  // none: the first that differs in the last replay
  replay::DifferenceFilter filter;
  shrink::Budget budget;
};

// The first period that the last replay of the contract found different.
Result<model::Period> FirstDifferent(replay::ResultStore* store, const std::string& contract) {
  if (store != nullptr) {
    TWINBILL_ASSIGN(latest, store->LatestVerdicts());
    if (const auto last = latest.find(contract); last != latest.end()) {
      TWINBILL_ASSIGN(kept, store->Contract(contract, last->second.key));
      if (kept) {
        TWINBILL_ASSIGN(evidence, evidence::ReadContract(kept->evidence, {}));
        for (const evidence::PeriodEvidence& period : evidence.periods) {
          if (period.verdict == evidence::Verdict::kDifferent) return period.period;
        }
      }
    }
  }
  return model::Fail(model::InputFailure(
      model::Diagnostic(model::Code{"no_difference"}, {},
                        fmt::format("the last replay of contract {} has no difference", contract),
                        "a contract that `twinbill replay` says is different",
                        "CONTRACT:PERIOD takes a period without a replay")));
}

// Shrinks, saves the counterexample, and gives its path.
Result<std::pair<Counterexample, std::string>> ShrinkAndSave(const ShrinkOrder& order) {
  const store::WorkspacePaths paths(order.workspace);
  TWINBILL_TRY(store::RequireWorkspace(order.workspace));
  TWINBILL_ASSIGN(settings, replay::ReadSettings(paths.settings));
  TWINBILL_ASSIGN(history, history::History::Open(order.workspace));
  const std::string wanted[] = {order.contract};
  TWINBILL_ASSIGN(folders, replay::ListContracts(paths, wanted));
  TWINBILL_ASSIGN(results, replay::ResultStore::Open(paths, false));
  replay::ResultStore* store = results ? &*results : nullptr;
  TWINBILL_ASSIGN(definitions, LoadDefinitions(order.workspace));
  replay::PlanOptions options;
  options.definitions = std::move(definitions);
  TWINBILL_ASSIGN(plan, replay::PlanReplay(std::move(folders), history, settings, options, store));
  replay::PlannedContract& contract = plan.contracts.front();
  replay::OpenSides(contract);
  if (!contract.can_run()) {
    return model::Fail(model::Failure{model::FailureKind::kInput, contract.decided->reasons});
  }
  model::Period period;
  if (order.period) {
    period = *order.period;
  } else {
    TWINBILL_ASSIGN(first, FirstDifferent(store, order.contract));
    period = first;
  }
  TWINBILL_ASSIGN(counterexample,
                  replay::ShrinkDifference(contract, history, period, order.filter, order.budget));
  const std::string folder = contract.folder.counterexample_folder();
  const std::string path = folder + "/" + replay::NameOf(counterexample);
  TWINBILL_ASSIGN(lock, store::WorkspaceLock::Take(paths));
  TWINBILL_TRY(store::MakeDirectories(folder));
  TWINBILL_TRY(store::WriteWhole(path, replay::WriteCounterexample(counterexample)));
  return std::pair(std::move(counterexample), path);
}

}  // namespace

int Run_shrink(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "shrink", "CONTRACT[:PERIOD] [--clause TEXT] [--type TEXT]",
      "Takes the usage of a period in which the two sides differ, and leaves out and simplifies as "
      "much of it as it can\nwhile they still do. What is left is saved in the contract's "
      "counterexamples/, which every later replay runs first.",
      "  twinbill shrink NORTHWIND-2025\n"
      "  twinbill shrink NORTHWIND-2025:2025-03 --clause 'Exhibit B 2.1'");
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")(
      "clause", po::value<std::string>()->default_value(""), "lines of this clause must differ")(
      "type", po::value<std::string>()->default_value(""),
      "lines of this line item type must differ")("probes",
                                                  po::value<std::int64_t>()->default_value(20'000),
                                                  "how many smaller usages are tried at the most");
  options.Positional("difference", 1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("difference")) return options.Wrong("CONTRACT[:PERIOD] is needed", streams);
  ShrinkOrder order;
  order.workspace = options.Get<std::string>("workspace");
  order.contract = options.Get<std::vector<std::string>>("difference").front();
  order.filter = {options.Get<std::string>("clause"), options.Get<std::string>("type")};
  order.budget.probes_max = options.Get<std::int64_t>("probes");
  if (const std::size_t colon = order.contract.rfind(':'); colon != std::string::npos) {
    order.period = model::Period::Parse(std::string_view(order.contract).substr(colon + 1));
    if (!order.period) {
      return options.Wrong("behind the colon stands a period, as 2025-01", streams);
    }
    order.contract.resize(colon);
  }
  const auto saved = ShrinkAndSave(order);
  if (!saved) return Report(saved.error(), streams);
  const auto& [counterexample, path] = *saved;
  if (!options.quiet()) {
    PrintCounterexample(counterexample, counterexample.legacy_lines, counterexample.standard_lines,
                        streams.out);
    streams.out << "saved as " << path << "\n  twinbill reproduce " << path << '\n';
  }
  return kDone;
}

}  // namespace twinbill::cli
