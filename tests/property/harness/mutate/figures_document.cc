#include "tests/property/harness/mutate/figures_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "tests/support/source_dir.h"

namespace twinbill::mutate {

namespace {

using Count = std::optional<std::uint64_t>;

constexpr std::size_t kFaultCount = 40;
constexpr std::uint64_t kDrawSeed = 2026;
constexpr std::uint64_t kScoreSeed = 5;
constexpr std::uint64_t kScoreCases = 4000;

constexpr std::string_view kHead = R"(# What fuzzing finds

Written by `build/tests/write_fuzz_figures docs/fuzz_figures.md`; the nightly test `FuzzFigures` measures the same anew
and holds this page against it. Nothing here depends on time or on the machine.

Twenty sample contracts (`tests/property/harness/mutate/samples`) use every mechanism of standard contracts. Each stands
on both sides of a pair, and a fault is put into one side by the operators of `twinbill mutate`.
)";

std::string CellOf(const std::string& text) {
  std::string cell;
  for (const char byte : text) {
    if (byte == '|') cell += '\\';
    cell += byte;
  }
  return cell;
}

std::string TextOf(const Count& count, std::uint64_t most) {
  return count ? fmt::format("{}", *count) : fmt::format("> {}", most);
}

std::string SeedsOf(const FaultOrder& order) {
  std::string text;
  for (const std::uint64_t seed : order.seeds) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", seed);
  }
  return text;
}

const MutantResult& MutantOf(const FuzzFigures& figures, const SeededFault& fault) {
  return figures.scores[fault.sample].report.mutants[fault.mutant];
}

std::uint64_t MiddleOf(const std::vector<std::uint64_t>& sorted) {
  return sorted.empty() ? 0 : sorted[sorted.size() / 2];
}

// The middle of all faults' medians.
Count MiddleOf(const std::vector<FaultFigures>& found, std::vector<Count> FaultFigures::*which) {
  std::vector<Count> medians;
  for (const FaultFigures& fault : found) medians.push_back(Median(fault.*which));
  if (medians.size() % 2 == 0) medians.emplace_back();  // the upper of the two middle ones
  return Median(std::move(medians));
}

void AppendFaults(const FuzzFigures& figures, std::string& text) {
  const std::uint64_t most = figures.order.cases_max;
  text += fmt::format(R"(
## {} faults

Drawn by seed {}, each of another operator, from all faults that are neither invalid, nor equal by construction, nor the
same as another. Cases up to the first that differs: the median of the seeds {}; at most {} cases each. Ours is what
`twinbill fuzz` runs. Plain is the same generator, with texts that the scopes take, but it knows no quantity, money or
moment that the contract mentions, and solves for no tie or bound. Records: of the shrunk case, the most of the five.

| sample | fault | what | cases ours | cases plain | records |
| --- | --- | --- | ---: | ---: | ---: |
)",
                      figures.faults.size(), kDrawSeed, SeedsOf(figures.order), most);
  for (std::size_t i = 0; i < figures.faults.size(); ++i) {
    const MutantResult& mutant = MutantOf(figures, figures.faults[i]);
    const FaultFigures& found = figures.found[i];
    text += fmt::format("| {} | `{}` | {} | {} | {} | {} |\n",
                        figures.samples[figures.faults[i].sample].name, mutant.operation,
                        CellOf(mutant.text), TextOf(Median(found.ours), most),
                        TextOf(Median(found.plain), most), found.records_max);
  }
  const std::vector<std::uint64_t> ratios = RatiosInTenths(figures, 0);
  const std::uint64_t middle = MiddleOf(ratios);
  const std::vector<std::uint64_t> of_edges = RatiosInTenths(figures, kPlainOfEdges);
  const std::uint64_t edge_middle = MiddleOf(of_edges);
  const auto not_found =
      std::count_if(figures.found.begin(), figures.found.end(),
                    [](const FaultFigures& fault) { return !Median(fault.plain); });
  text += fmt::format(R"(
The middle fault needs {} cases of ours and {} plain ones. {} faults are not found by plain generation within {} cases.
Of the {} faults that one of the two does not find with its first case, plain generation needs {}.{} times as many cases
in the median (a fault that it does not find counts with {} cases); of the {} for which it needs {} or more, {}.{} times.

So the aim of ten times fewer cases in the median is not met. Most faults show in any usage that their scope takes, and
plain generation draws from the same texts, switches the same features on and off, and has amounts of half a cent, so it
meets those as soon; a case that is aimed at an edge is one case less for them. Faults on edges are where aiming tells;
but those of {} or more are chosen by plain generation's own count, so their ratio says how far it can fall behind, not
how far it does.
)",
                      TextOf(MiddleOf(figures.found, &FaultFigures::ours), most),
                      TextOf(MiddleOf(figures.found, &FaultFigures::plain), most), not_found, most,
                      ratios.size(), middle / 10, middle % 10, most, of_edges.size(), kPlainOfEdges,
                      edge_middle / 10, edge_middle % 10, kPlainOfEdges);
}

void AppendScores(const FuzzFigures& figures, std::string& text) {
  text += fmt::format(R"(
## Mutation score of the samples

By fuzzing alone, {} cases a fault, seed {}. Score = killed / (all - invalid - duplicate - equivalent).

| sample | faults | equivalent | duplicate | invalid | counted | killed |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
)",
                      kScoreCases, kScoreSeed);
  MutationReport::Score all;
  std::string survivors;
  const auto reasons = ReadReasons();
  for (const SampleScore& sample : figures.scores) {
    std::array<std::uint64_t, 5> states{};
    for (const MutantResult& mutant : sample.report.mutants) {
      ++states[static_cast<std::size_t>(mutant.state)];
      if (mutant.state != MutantState::kSurvived) continue;
      const auto reason = reasons.find(NameOf(sample.name, mutant));
      survivors += fmt::format("| {} | `{}` | `{}` | {} | {} |\n", sample.name, mutant.operation,
                               mutant.place, CellOf(mutant.text),
                               reason == reasons.end() ? "" : CellOf(reason->second));
    }
    const MutationReport::Score score = sample.report.ByAll();
    all.killed += score.killed;
    all.valid += score.valid;
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", sample.name,
                        sample.report.mutants.size(), states[2], states[3], states[4], score.valid,
                        score.killed);
  }
  const std::uint64_t hundredths = all.valid == 0 ? 0 : all.killed * 10'000 / all.valid;
  text += fmt::format("\nAll samples: {} of {} killed, {}.{:02} %.\n", all.killed, all.valid,
                      hundredths / 100, hundredths % 100);
  text += "\n## Survivors\n\n";
  text += survivors.empty() ? "None.\n"
                            : "| sample | fault | place | what | why it survives |\n"
                              "| --- | --- | --- | --- | --- |\n" +
                                  survivors;
}

}  // namespace

FuzzFigures MeasureAll() {
  FuzzFigures figures;
  figures.samples = SampleContracts();
  figures.scores =
      ScoreSamples(figures.samples, {.seed = kScoreSeed, .fuzz_cases = kScoreCases, .jobs = 2});
  figures.faults = DrawFaults(figures.scores, kFaultCount, kDrawSeed);
  figures.order.seeds = {1, 2, 3, 4, 5};
  figures.found = MeasureFaults(figures.samples, figures.faults, figures.order);
  return figures;
}

std::string NameOf(const std::string& sample, const MutantResult& mutant) {
  return fmt::format("{} {} {}: {}", sample, mutant.operation, mutant.place, mutant.text);
}

std::map<std::string, std::string> ReadReasons() {
  std::ifstream file(std::string(TWINBILL_SOURCE_DIR) +
                     "/tests/property/harness/mutate/survivors.json");
  return nlohmann::json::parse(file).get<std::map<std::string, std::string>>();
}

std::vector<std::uint64_t> RatiosInTenths(const FuzzFigures& figures, std::uint64_t plain_min) {
  std::vector<std::uint64_t> ratios;
  for (const FaultFigures& fault : figures.found) {
    const std::uint64_t ours = Median(fault.ours).value_or(figures.order.cases_max);
    const std::uint64_t plain = Median(fault.plain).value_or(figures.order.cases_max);
    if ((ours > 1 || plain > 1) && plain >= plain_min) ratios.push_back(plain * 10 / ours);
  }
  std::sort(ratios.begin(), ratios.end());
  return ratios;
}

std::string WriteDocument(const FuzzFigures& figures) {
  std::string text(kHead);
  AppendFaults(figures, text);
  AppendScores(figures, text);
  return text;
}

}  // namespace twinbill::mutate
