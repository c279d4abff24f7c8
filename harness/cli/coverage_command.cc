// twinbill coverage: which of the things that contracts can do history and fuzzing made them do.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/contract_coverage.h"
#include "harness/cli/shown_text.h"
#include "harness/cli/standard_contract.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using evidence::CoverageCell;
using evidence::CoverageEvidence;

std::string Range(const CoverageEvidence& coverage) {
  if (!coverage.from) return "no history";
  return fmt::format("history {} to {}", coverage.from->ToString(), coverage.to->ToString());
}

void PrintCells(const CoverageEvidence& coverage, bool only_missing, std::ostream& out) {
  std::vector<const CoverageCell*> shown;
  std::size_t place_width = 5, cell_width = 4;
  for (const CoverageCell& cell : coverage.cells) {
    if (only_missing && !cell.is_missing()) continue;
    shown.push_back(&cell);
    place_width = std::max(place_width, Shown(cell.place).size());
    cell_width = std::max(cell_width, Shown(cell.cell).size());
  }
  if (shown.empty()) return;
  out << fmt::format("    {:<8}  {:<{}}  {:<{}}  history  fuzzing\n", "side", "place", place_width,
                     "cell", cell_width);
  const std::string* clause = nullptr;
  for (const CoverageCell* cell : shown) {
    if (clause == nullptr || *clause != cell->clause) {
      clause = &cell->clause;
      out << fmt::format("  clause {}\n", Shown(*clause));
    }
    out << fmt::format("    {:<8}  {:<{}}  {:<{}}  ", cell->side, Shown(cell->place), place_width,
                       Shown(cell->cell), cell_width);
    out << (cell->is_missing()
                ? "neither\n"
                : fmt::format("{:<7}  {}\n", cell->history ? cell->history->ToString() : "-",
                              cell->fuzzing ? "reached" : "-"));
  }
}

void Print(const std::vector<FoundCoverage>& found, bool only_missing, std::ostream& out) {
  evidence::CoverageCounts total;
  for (const FoundCoverage& contract : found) {
    const CoverageEvidence& coverage = contract.evidence;
    if (!coverage.reasons.empty()) {
      out << Shown(coverage.contract) << "  can't be run\n";
      for (const model::Diagnostic& reason : coverage.reasons)
        out << "  " << Format(reason) << '\n';
      continue;
    }
    const evidence::CoverageCounts counts = coverage.Counts();
    total.Add(counts);
    out << fmt::format("{}  {}\n  {}; fuzzing: {} cases in {} runs\n", Shown(coverage.contract),
                       CountsText(counts), Range(coverage), coverage.fuzz_cases,
                       coverage.fuzz_runs);
    PrintCells(coverage, only_missing, out);
  }
  if (found.size() > 1) out << "all contracts: " << CountsText(total) << '\n';
}

void PrintJson(const std::vector<FoundCoverage>& found, std::ostream& out) {
  out << "[";
  const char* separator = "\n";
  for (const FoundCoverage& contract : found) {
    out << separator << ToJson(contract.evidence);
    separator = ",\n";
  }
  out << "\n]\n";
}

std::optional<int> ReadOrder(const CommandOptions& options, CoverageOrder& order,
                             Streams& streams) {
  order.workspace = options.Get<std::string>("workspace");
  if (options.Has("contract")) order.contracts = options.Get<std::vector<std::string>>("contract");
  order.plan.fresh = options.Has("fresh");
  if (options.Has("to")) {
    order.plan.to = model::Period::Parse(options.Get<std::string>("to"));
    if (!order.plan.to) return options.Wrong("--to takes a period, as 2025-01", streams);
  }
  if (options.Has("jobs")) {
    order.jobs = options.Get<int>("jobs");
    if (order.jobs < 1 || order.jobs > 256) {
      return options.Wrong("--jobs takes a number from 1 to 256", streams);
    }
  }
  auto definitions = LoadDefinitions(order.workspace);
  if (!definitions) return Report(definitions.error(), streams);
  order.plan.definitions = std::move(*definitions);
  return std::nullopt;
}

}  // namespace

int Run_coverage(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "coverage", "[CONTRACT…] [--missing] [--to PERIOD] [--json]",
      "Lists what the two sides of each contract can do, clause by clause (every step, cap, floor, "
      "tie, side of an\n"
      "`if`), with the first period of the history that made them do it, and whether fuzzing did. "
      "What the history\n"
      "reached is kept, and only new periods are read. Exit code 0: every contract could be looked "
      "at.",
      "  twinbill coverage\n"
      "  twinbill coverage NORTHWIND-2025 --missing\n"
      "  twinbill coverage --json");
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")(
      "missing", "only the cells that neither history nor fuzzing reached")(
      "to", po::value<std::string>(), "the last period of the history that counts")(
      "jobs,j", po::value<int>(),
      "threads; they change nothing in the result (default: the settings, else all cores)")(
      "fresh", "read the history again, and take every digest anew")(
      "json", "everything as JSON: an array, a contract each");
  options.Positional("contract", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  CoverageOrder order;
  if (const auto code = ReadOrder(options, order, streams)) return *code;
  const auto found = FindCoverage(order);
  if (!found) return Report(found.error(), streams);
  if (options.Has("json")) {
    PrintJson(*found, streams.out);
  } else if (!options.quiet()) {
    Print(*found, options.Has("missing"), streams.out);
  }
  int code = found->empty() ? kAnswerIsNo : kDone;
  if (found->empty()) streams.err << "twinbill coverage: there is no contract\n";
  for (const FoundCoverage& contract : *found) code = std::max(code, contract.exit_code);
  return code;
}

}  // namespace twinbill::cli
