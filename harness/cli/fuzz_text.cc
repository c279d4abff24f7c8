#include "harness/cli/fuzz_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "harness/cli/share_text.h"
#include "harness/evidence/evidence_json.h"

namespace twinbill::cli {

using fuzz::Feature;
using fuzz::FuzzReport;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kNeverShown = 12;  // of the cells that nothing reached, in text

// The first period of the history that reached a cell.
std::optional<model::Period> SinceWhen(const FuzzedContract& contract,
                                       const coverage::CellName& cell) {
  const auto since = contract.by_history->find(cell);
  return since == contract.by_history->end() ? std::nullopt : since->second;
}

// What no run reached, first what the history didn't either.
std::vector<const coverage::CellName*> NeverReached(const FuzzedContract& contract) {
  const coverage::Cells& reached =
      contract.all_runs ? contract.all_runs->cells : contract.report.reached;
  std::vector<const coverage::CellName*> never;
  for (const coverage::CellName& cell : contract.cells) {
    if (!reached.contains(cell)) never.push_back(&cell);
  }
  if (!contract.by_history) return never;
  std::stable_partition(never.begin(), never.end(), [&](const coverage::CellName* cell) {
    return !SinceWhen(contract, *cell);
  });
  return never;
}

std::size_t ReachedCount(const coverage::Cells& cells, const coverage::Cells& reached) {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(),
                    [&](const coverage::CellName& cell) { return reached.contains(cell); }));
}

// "", or who else reached a cell that no run did.
std::string HistoryText(const FuzzedContract& contract, const coverage::CellName& cell) {
  if (!contract.by_history) return {};
  const auto since = SinceWhen(contract, cell);
  if (!since) return ", nor by history";
  return fmt::format(", but by history since {}", since->ToString());
}

void PrintDistribution(const FuzzReport& report, std::ostream& out) {
  const std::uint64_t generated = report.cases - report.history.cases;
  const bool has_generated = report.history.cases == 0 || report.shown != fuzz::FeatureCounts{};
  if (has_generated) {
    out << (report.history.cases == 0 ? "  cases that show\n" : "  generated cases that show\n");
  }
  for (std::size_t i = 0; has_generated && i < fuzz::kFeatureCount; ++i) {
    out << fmt::format("    {:<16}{:>8}\n", fuzz::Name(static_cast<Feature>(i)),
                       ShareText(report.shown[i], generated));
  }
  out << fmt::format("  aimed at ties and bounds: {} times; {} of them checked, which brought\n",
                     report.aims.tried, report.aims.checked);
  for (std::size_t kind = 0; kind < fuzz::kGaugeKindCount; ++kind) {
    const auto& hit = report.aims.hit[kind];
    if (hit[0] + hit[1] + hit[2] == 0) continue;
    out << fmt::format("    {:<16}{:>6} below {:>6} on {:>6} above\n",
                       fuzz::Name(static_cast<fuzz::GaugeKind>(kind)), hit[0], hit[1], hit[2]);
  }
}

void PrintHistory(const FuzzedContract& contract, std::ostream& out) {
  const fuzz::HistoryCounts& counts = contract.report.history;
  if (contract.history.records == 0) return;
  out << fmt::format(
      "  cases of the history: {}, of {} records at {} slots of {} rows; changed in them\n",
      counts.cases, contract.history.records, contract.history.slots, contract.history.rows);
  if (counts.cases == 0) return;
  for (std::size_t i = 0; i < fuzz::kHistoryChangeCount; ++i) {
    out << fmt::format("    {:<16}{:>8}\n", fuzz::Name(static_cast<fuzz::HistoryChange>(i)),
                       ShareText(counts.changed[i], counts.cases));
  }
}

void PrintCoverage(const FuzzedContract& contract, std::ostream& out) {
  const auto never = NeverReached(contract);
  out << fmt::format("  reached {} of {} cells",
                     ReachedCount(contract.cells, contract.report.reached), contract.cells.size());
  if (contract.all_runs && contract.all_runs->runs > 1) {
    out << fmt::format("; {} in all {} runs of these two sides",
                       ReachedCount(contract.cells, contract.all_runs->cells),
                       contract.all_runs->runs);
  }
  out << '\n';
  for (std::size_t i = 0; i < never.size() && i < kNeverShown; ++i) {
    out << fmt::format("    never: clause {}, {} {}: {}{}\n", never[i]->clause, never[i]->side,
                       never[i]->place, never[i]->what, HistoryText(contract, *never[i]));
  }
  if (never.size() > kNeverShown) {
    out << fmt::format("    … and {} more (--json lists all)\n", never.size() - kNeverShown);
  }
}

}  // namespace

std::string_view VerdictOf(const FuzzedContract& contract) {
  const FuzzReport& report = contract.report;
  if (report.found) return report.found->failure.empty() ? "different" : "failed";
  if (report.identical == 0 || !report.troubles.empty()) return "inconclusive";
  return "identical";
}

void PrintFuzzed(const FuzzedContract& contract, bool details, std::ostream& out) {
  const FuzzReport& report = contract.report;
  std::string line = fmt::format("{}  ", VerdictOf(contract));
  model::AppendVisible(contract.id, line);
  out << line
      << fmt::format("  {} cases ({} with lines, {} without, {} refused by both), seed {}\n",
                     report.cases, report.identical, report.nothing, report.both_refused,
                     report.seed);
  for (const std::string& trouble : report.troubles) out << "  trouble: " << trouble << '\n';
  if (report.found) {
    for (const model::Diagnostic& diagnostic : report.found->failure) {
      out << "  the legacy side failed: " << Format(diagnostic) << '\n';
    }
  }
  for (const std::string& warning : contract.warnings) out << "  warning: " << warning << '\n';
  if (!details) return;
  PrintDistribution(report, out);
  PrintHistory(contract, out);
  PrintCoverage(contract, out);
}

Json FuzzedJson(const FuzzedContract& contract) {
  const FuzzReport& report = contract.report;
  Json shown;
  for (std::size_t i = 0; i < fuzz::kFeatureCount; ++i) {
    shown[std::string(fuzz::Name(static_cast<Feature>(i)))] = report.shown[i];
  }
  Json aimed;
  for (std::size_t kind = 0; kind < fuzz::kGaugeKindCount; ++kind) {
    aimed[std::string(fuzz::Name(static_cast<fuzz::GaugeKind>(kind)))] = report.aims.hit[kind];
  }
  Json changed;
  for (std::size_t i = 0; i < fuzz::kHistoryChangeCount; ++i) {
    changed[std::string(fuzz::Name(static_cast<fuzz::HistoryChange>(i)))] =
        report.history.changed[i];
  }
  const Json history = {{"digest", contract.history.digest},   {"rows", contract.history.rows},
                        {"records", contract.history.records}, {"slots", contract.history.slots},
                        {"cases", report.history.cases},       {"changed", std::move(changed)}};
  Json cells = Json::array();
  for (const coverage::CellName& cell : contract.cells) {
    cells.push_back({{"side", cell.side},
                     {"place", cell.place},
                     {"clause", cell.clause},
                     {"cell", cell.what},
                     {"reached", report.reached.contains(cell)}});
  }
  const std::vector<model::Diagnostic> none;
  return {{"contract", contract.id},
          {"verdict", VerdictOf(contract)},
          {"failure", Json::parse(evidence::ToJson(report.found ? report.found->failure : none))},
          {"seed", report.seed},
          {"cases", report.cases},
          {"identical", report.identical},
          {"nothing", report.nothing},
          {"both_refused", report.both_refused},
          {"shown", std::move(shown)},
          {"aimed", std::move(aimed)},
          {"history", contract.history.records == 0 ? Json(nullptr) : history},
          {"cells", std::move(cells)},
          {"warnings", contract.warnings},
          {"troubles", report.troubles},
          {"counterexample", contract.saved}};
}

}  // namespace twinbill::cli
