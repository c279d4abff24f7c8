#include "harness/cli/fuzz_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "harness/cli/share_text.h"

namespace twinbill::cli {

using fuzz::Feature;
using fuzz::FuzzReport;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kNeverShown = 12;  // of the cells that nothing reached, in text

std::vector<const coverage::CellName*> NeverReached(const FuzzedContract& contract) {
  std::vector<const coverage::CellName*> never;
  for (const coverage::CellName& cell : contract.cells) {
    if (!contract.report.reached.contains(cell)) never.push_back(&cell);
  }
  return never;
}

void PrintDistribution(const FuzzReport& report, std::ostream& out) {
  out << "  cases that show\n";
  for (std::size_t i = 0; i < fuzz::kFeatureCount; ++i) {
    out << fmt::format("    {:<16}{:>8}\n", fuzz::Name(static_cast<Feature>(i)),
                       ShareText(report.shown[i], report.cases));
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

void PrintCoverage(const FuzzedContract& contract, std::ostream& out) {
  const auto never = NeverReached(contract);
  out << fmt::format("  reached {} of {} cells\n", contract.cells.size() - never.size(),
                     contract.cells.size());
  for (std::size_t i = 0; i < never.size() && i < kNeverShown; ++i) {
    out << fmt::format("    never: clause {}, {} {}: {}\n", never[i]->clause, never[i]->side,
                       never[i]->place, never[i]->what);
  }
  if (never.size() > kNeverShown) {
    out << fmt::format("    … and {} more (--json lists all)\n", never.size() - kNeverShown);
  }
}

}  // namespace

std::string_view VerdictOf(const FuzzedContract& contract) {
  const FuzzReport& report = contract.report;
  if (report.found) return "different";
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
  for (const std::string& warning : contract.warnings) out << "  warning: " << warning << '\n';
  if (!details) return;
  PrintDistribution(report, out);
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
  Json cells = Json::array();
  for (const coverage::CellName& cell : contract.cells) {
    cells.push_back({{"side", cell.side},
                     {"place", cell.place},
                     {"clause", cell.clause},
                     {"cell", cell.what},
                     {"reached", report.reached.contains(cell)}});
  }
  return {{"contract", contract.id},
          {"verdict", VerdictOf(contract)},
          {"seed", report.seed},
          {"cases", report.cases},
          {"identical", report.identical},
          {"nothing", report.nothing},
          {"both_refused", report.both_refused},
          {"shown", std::move(shown)},
          {"aimed", std::move(aimed)},
          {"cells", std::move(cells)},
          {"warnings", contract.warnings},
          {"troubles", report.troubles},
          {"counterexample", contract.saved}};
}

}  // namespace twinbill::cli
