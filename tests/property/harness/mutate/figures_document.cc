#include "tests/property/harness/mutate/figures_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/fuzz/fuzz_batch.h"
#include "tests/support/source_dir.h"

namespace twinbill::mutate {

namespace {

constexpr std::size_t kFaultCount = 40;
constexpr std::uint64_t kDrawSeed = 2026;
constexpr std::uint64_t kScoreSeed = 5;
constexpr std::uint64_t kScoreCases = 4000;
constexpr std::uint64_t kAimInTenths = 100;

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

// The upper of the two middle ones, where there are two.
std::uint64_t MiddleOf(std::vector<std::uint64_t> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string TenthsOf(std::uint64_t tenths) {
  return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

// What each generator needs of all faults.
void AppendSummary(const FuzzFigures& figures, std::string& text) {
  const std::uint64_t most = figures.order.cases_max;
  text += R"(
| generator | found with its first case | not found | middle fault: cases | middle fault: records |
| --- | ---: | ---: | ---: | ---: |
)";
  const std::array<std::pair<std::string_view, Baseline>, 3> generators = {
      {{"ours", &FaultFigures::ours},
       {"plain", &FaultFigures::plain},
       {"blind", &FaultFigures::blind}}};
  for (const auto& [name, which] : generators) {
    std::vector<std::uint64_t> cases;
    std::vector<std::uint64_t> records;
    std::uint64_t at_once = 0;
    std::uint64_t never = 0;
    for (const FaultFigures& fault : figures.found) {
      const HuntCounts& counts = fault.*which;
      at_once += IsFoundAtOnce(counts) ? 1 : 0;
      never += Median(counts.cases) ? 0 : 1;
      cases.push_back(Median(counts.cases).value_or(most + 1));
      records.push_back(Median(counts.records));
    }
    const std::uint64_t middle = MiddleOf(cases);
    text += fmt::format("| {} | {} | {} | {} | {} |\n", name, at_once, never,
                        TextOf(middle > most ? Count() : Count(middle), most), MiddleOf(records));
  }
}

// One row: of some faults, how many times as many cases the two baselines need.
void AppendRatios(const FuzzFigures& figures, std::string_view of,
                  const std::function<bool(const FaultFigures&)>& asked, std::string& text) {
  const auto plain = RatiosInTenths(figures, &FaultFigures::plain, asked);
  const auto blind = RatiosInTenths(figures, &FaultFigures::blind, asked);
  const auto cell = [](const std::vector<std::uint64_t>& ratios) {
    if (ratios.empty()) return std::string("-");
    const std::uint64_t middle = MiddleOf(ratios);
    return fmt::format("{} ({})", TenthsOf(middle), middle >= kAimInTenths ? "met" : "not met");
  };
  text += fmt::format("| {} | {} | {} | {} |\n", of, plain.size(), cell(plain), cell(blind));
}

void AppendComparison(const FuzzFigures& figures, std::string& text) {
  text += R"(
The aim: at least ten times fewer cases than plain random generation, in the median over the faults. How many times as
many cases a baseline needs than ours, in the median (a fault that it does not find counts with the last case):

| of | faults | plain / ours | blind / ours |
| --- | ---: | ---: | ---: |
)";
  AppendRatios(figures, "all", [](const FaultFigures&) { return true; }, text);
  AppendRatios(
      figures, "those that one of the three does not find with its first case",
      [](const FaultFigures& fault) {
        return !IsFoundAtOnce(fault.ours) || !IsFoundAtOnce(fault.plain) ||
               !IsFoundAtOnce(fault.blind);
      },
      text);
  AppendRatios(
      figures, "those that plain does not find with its first case",
      [](const FaultFigures& fault) { return !IsFoundAtOnce(fault.plain); }, text);
  AppendRatios(
      figures, "those that ours does not find with its first case",
      [](const FaultFigures& fault) { return !IsFoundAtOnce(fault.ours); }, text);
  AppendRatios(
      figures, fmt::format("those for which plain needs {} or more", kPlainOfEdges),
      [&](const FaultFigures& fault) {
        return Median(fault.plain.cases).value_or(figures.order.cases_max) >= kPlainOfEdges;
      },
      text);
  const auto ours_behind =
      std::count_if(figures.found.begin(), figures.found.end(), [&](const FaultFigures& fault) {
        return Median(fault.ours.cases).value_or(figures.order.cases_max + 1) >
               Median(fault.plain.cases).value_or(figures.order.cases_max + 1);
      });
  text += fmt::format(R"(
How to read this. Against plain, most faults leave no room: they show in any usage that their scope takes, plain draws
from the contract's own texts, and what it finds with one case nobody finds with fewer. Against blind, the factor is
mostly that of knowing which texts, sizes and moments the contract speaks of at all; where a contract's scope takes all
usage, it does as well. The rows below the first choose faults by the counts themselves (by plain's: how far it can fall
behind; by ours: how far we do), so they say where the difference lies, not how large it is over all. Ours needs more
cases than plain for {} of the {} faults.

A case is not the same work everywhere. A run of ours opens with {} cases of 60 records, the most that a case may have;
plain has 1 to 36 mostly, blind 1 to 60: hence the records above. All opening cases but the first are aimed {} times
each, which takes as long as some sixty cases of plain. Cases count what is billed and compared, not time.
)",
                      ours_behind, figures.found.size(), fuzz::kOpeningCases, fuzz::kOpeningAims);
}

void AppendFaults(const FuzzFigures& figures, std::string& text) {
  const std::uint64_t most = figures.order.cases_max;
  text += fmt::format(R"(
## {} faults

Drawn by seed {}, each of another operator, from all faults that are neither invalid, nor equal by construction, nor the
same as another. Cases up to the first that differs: the median of the seeds {}; at most {} cases each. Records: of the
shrunk case of ours, the most of the five. Three generators:

- **ours** is what `twinbill fuzz` runs: it knows all that both sides mention (texts, quantities, money, moments), begins
  a run with {} broad cases, and solves for ties and bounds.
- **plain** knows the contract's term and every text that its scopes take or almost take, and draws its slots so that each
  scope is met as often as another. It has the same features switched on and off (corrections, late usage, halves of a
  cent, records that cancel out). It knows no quantity, money or moment, opens with no broad case, solves for nothing.
- **blind** knows the term alone, as a property test's generator that is written once for all contracts: services with
  their usage types, regions, operations and units as `twinbill generate` has them, 12 accounts, a team's tag, each as
  likely as another; 1 to 60 records over 1 to 14 periods, moments uniform, quantities and costs uniform up to a million,
  one record in ten a correction.

| sample | fault | what | ours | plain | blind | records |
| --- | --- | --- | ---: | ---: | ---: | ---: |
)",
                      figures.faults.size(), kDrawSeed, SeedsOf(figures.order), most,
                      fuzz::kOpeningCases);
  for (std::size_t i = 0; i < figures.faults.size(); ++i) {
    const MutantResult& mutant = MutantOf(figures, figures.faults[i]);
    const FaultFigures& found = figures.found[i];
    text += fmt::format("| {} | `{}` | {} | {} | {} | {} | {} |\n",
                        figures.samples[figures.faults[i].sample].name, mutant.operation,
                        CellOf(mutant.text), TextOf(Median(found.ours.cases), most),
                        TextOf(Median(found.plain.cases), most),
                        TextOf(Median(found.blind.cases), most), found.records_max);
  }
  AppendSummary(figures, text);
  AppendComparison(figures, text);
}

// Of all faults that are killed: how many cases ours needed, with one seed.
void AppendCasesOfAll(const FuzzFigures& figures, std::string& text) {
  std::vector<std::uint64_t> cases;
  for (const SampleScore& sample : figures.scores) {
    for (const MutantResult& mutant : sample.report.mutants) {
      if (mutant.state == MutantState::kKilled) cases.push_back(mutant.fuzz_cases);
    }
  }
  std::sort(cases.begin(), cases.end());
  if (cases.empty()) return;
  text += fmt::format(
      "\nOf those killed, {} by the first case; 90 of 100 by case {}, 95 by case {}, 99 by case "
      "{}.\n",
      std::count(cases.begin(), cases.end(), 1U), cases[cases.size() * 90 / 100],
      cases[cases.size() * 95 / 100], cases[cases.size() * 99 / 100]);
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
  AppendCasesOfAll(figures, text);
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

std::vector<std::uint64_t> RatiosInTenths(
    const FuzzFigures& figures, Baseline baseline,
    const std::function<bool(const FaultFigures& fault)>& asked) {
  std::vector<std::uint64_t> ratios;
  for (const FaultFigures& fault : figures.found) {
    if (!asked(fault)) continue;
    const std::uint64_t ours = Median(fault.ours.cases).value_or(figures.order.cases_max);
    const std::uint64_t theirs = Median((fault.*baseline).cases).value_or(figures.order.cases_max);
    ratios.push_back(theirs * 10 / ours);
  }
  std::sort(ratios.begin(), ratios.end());
  return ratios;
}

bool IsFoundAtOnce(const HuntCounts& counts) { return Median(counts.cases) == Count(1); }

std::string WriteDocument(const FuzzFigures& figures) {
  std::string text(kHead);
  AppendFaults(figures, text);
  AppendScores(figures, text);
  return text;
}

}  // namespace twinbill::mutate
