// The figures of docs/fuzz_figures.md: measured, and as a document.
#pragma once

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

// How many times as many cases plain generation needs, in tenths, of each fault that one of the two
// does not find with its first case, and for which plain generation needs at least `plain_min`.
// What is not found counts as found in the last case. Sorted.
std::vector<std::uint64_t> RatiosInTenths(const FuzzFigures& figures, std::uint64_t plain_min);

std::string WriteDocument(const FuzzFigures& figures);

}  // namespace twinbill::mutate
