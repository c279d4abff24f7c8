// The figures of docs/fuzz_figures.md: measured, and as a document.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/property/harness/mutate/seeded_faults.h"

namespace twinbill::mutate {

struct FuzzFigures {
  std::vector<SampleContract> samples;
  std::vector<SampleScore> scores;
  std::vector<SeededFault> faults;
  std::vector<FaultFigures> found;  // of each fault
  FaultOrder order;
};

// Forty faults of all samples, five seeds, twenty thousand cases; the same each time.
FuzzFigures MeasureAll();

// From so many cases of plain generation on, a fault stands on an edge.
inline constexpr std::uint64_t kPlainOfEdges = 100;

// A mutant by its sample, operator, place and text: as survivors.json names it.
std::string NameOf(const std::string& sample, const MutantResult& mutant);

// Why each survivor survives, by its name.
std::map<std::string, std::string> ReadReasons();

// How many times as many cases as ours a baseline needs, in tenths, of the faults that `asked`
// picks. What is not found counts as found in the last case. Sorted.
using Baseline = HuntCounts FaultFigures::*;
std::vector<std::uint64_t> RatiosInTenths(
    const FuzzFigures& figures, Baseline baseline,
    const std::function<bool(const FaultFigures& fault)>& asked);

// Whether a generator finds the fault with its first case, in the median of the seeds.
bool IsFoundAtOnce(const HuntCounts& counts);

std::string WriteDocument(const FuzzFigures& figures);

}  // namespace twinbill::mutate
