// twinbill status: what is translated, what is replayed, and what is stale.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "corpus/history/history.h"
#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/standard_contract.h"
#include "harness/replay/replay_plan.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using replay::PlannedContract;

// What is known of one contract.
struct ContractStatus {
  std::string id;
  std::string translated;  // `yes`, `no`, `incomplete`, `refused`
  std::string verdict;     // of the last replay; empty where there was none
  bool is_stale = true;    // the next replay would do work
  std::size_t periods = 0;
  std::size_t counterexamples = 0;
};

std::string Translated(const PlannedContract& contract) {
  if (contract.folder.standard.empty()) return "no";
  if (!contract.standard) return "refused";
  return contract.standard->incomplete ? "incomplete" : "yes";
}

model::Result<std::vector<ContractStatus>> FindStatus(const std::string& workspace) {
  const store::WorkspacePaths paths(workspace);
  TWINBILL_TRY(store::RequireWorkspace(workspace));
  TWINBILL_ASSIGN(settings, replay::ReadSettings(paths.settings));
  TWINBILL_ASSIGN(history, history::History::Open(workspace));
  TWINBILL_ASSIGN(folders, replay::ListContracts(paths, {}));
  TWINBILL_ASSIGN(results, replay::ResultStore::Open(paths, false));
  replay::ResultStore* store = results ? &*results : nullptr;
  TWINBILL_ASSIGN(definitions, LoadDefinitions(workspace));
  replay::PlanOptions options;
  options.definitions = std::move(definitions);
  TWINBILL_ASSIGN(plan, replay::PlanReplay(std::move(folders), history, settings, options, store));
  std::map<std::string, replay::KeptRun::Contract> latest;
  if (store != nullptr) {
    TWINBILL_ASSIGN(found, store->LatestVerdicts());
    latest = std::move(found);
  }
  std::vector<ContractStatus> statuses;
  for (const PlannedContract& contract : plan.contracts) {
    ContractStatus& status = statuses.emplace_back();
    status.id = contract.folder.id;
    status.translated = Translated(contract);
    status.periods = contract.periods.size();
    status.counterexamples = contract.folder.counterexamples.size();
    if (const auto last = latest.find(status.id); last != latest.end()) {
      status.verdict = last->second.verdict;
      status.is_stale = last->second.key != contract.key;
    }
  }
  return statuses;
}

void PrintJson(const std::vector<ContractStatus>& statuses, std::ostream& out) {
  nlohmann::ordered_json contracts = nlohmann::ordered_json::array();
  for (const ContractStatus& status : statuses) {
    contracts.push_back(
        {{"contract", status.id},
         {"translated", status.translated},
         {"verdict", status.verdict.empty() ? nlohmann::ordered_json(nullptr)
                                            : nlohmann::ordered_json(status.verdict)},
         {"stale", status.is_stale},
         {"periods", status.periods},
         {"counterexamples", status.counterexamples}});
  }
  const nlohmann::ordered_json object = {{"contracts", contracts}};
  out << object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void Print(const std::vector<ContractStatus>& statuses, std::ostream& out) {
  std::size_t width = 8, stale = 0;
  for (const ContractStatus& status : statuses) {
    width = std::max(width, status.id.size());
    stale += status.is_stale ? 1 : 0;
  }
  if (!statuses.empty()) {
    out << fmt::format("{:<{}}  {:<10}  {:>7}  {:<12}  {}\n", "contract", width, "translated",
                       "periods", "verdict", "state");
  }
  for (const ContractStatus& status : statuses) {
    std::string id;
    model::AppendVisible(status.id, id);
    out << fmt::format("{:<{}}  {:<10}  {:>7}  {:<12}  {}", id, width, status.translated,
                       status.periods, status.verdict.empty() ? "-" : status.verdict,
                       status.verdict.empty() ? "never replayed"
                       : status.is_stale      ? "stale"
                                              : "up to date");
    if (status.counterexamples > 0) {
      out << fmt::format(", {} counterexamples", status.counterexamples);
    }
    out << '\n';
  }
  out << fmt::format("{} contracts, {} to replay\n", statuses.size(), stale);
}

}  // namespace

int Run_status(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options("status", "[--workspace DIR] [--json]",
                         "Says of each contract of a workspace whether it is translated, how the "
                         "last replay ended, and whether\nanything has changed since, so that the "
                         "next replay would do it again.",
                         "  twinbill status\n"
                         "  twinbill status --workspace parity --json");
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")("json", "the result as one JSON object");
  options.Positional("none", 0);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  const auto statuses = FindStatus(options.Get<std::string>("workspace"));
  if (!statuses) return Report(statuses.error(), streams);
  if (options.Has("json")) {
    PrintJson(*statuses, streams.out);
  } else if (!options.quiet()) {
    Print(*statuses, streams.out);
  }
  return kDone;
}

}  // namespace twinbill::cli
