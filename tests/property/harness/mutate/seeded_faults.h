// Seeded faults: how many of the faults in the sample contracts fuzzing finds, in how many cases,
// and how small what it finds becomes; beside random usage that knows no edges of the contract.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/mutate/mutation_run.h"
#include "tests/property/harness/mutate/sample_contracts.h"

namespace twinbill::mutate {

// What a sample's mutants came to.
struct SampleScore {
  std::string name;
  MutationReport report;
};

// Every mutant of every sample, its sample the other side. Nothing but fuzzing is the evidence.
std::vector<SampleScore> ScoreSamples(const std::vector<SampleContract>& samples,
                                      const MutationOrder& order);

struct SeededFault {
  std::size_t sample = 0;
  std::size_t mutant = 0;  // in the order of MutantsOf()
};

// `count` of the mutants that are neither invalid nor equivalent nor duplicates, each of another
// operator, drawn by a seed alone: whether fuzzing finds them has no part in it.
std::vector<SeededFault> DrawFaults(const std::vector<SampleScore>& scores, std::size_t count,
                                    std::uint64_t seed);

struct FaultFigures {
  // Of each seed: cases up to the first that differs; none where it was not found.
  std::vector<std::optional<std::uint64_t>> ours;
  std::vector<std::optional<std::uint64_t>> plain;
  std::size_t records_max = 0;  // of the shrunk cases, one of each seed
};

struct FaultOrder {
  std::vector<std::uint64_t> seeds;
  std::uint64_t cases_max = 20'000;
  int jobs = 2;
};

// In the order of `faults`. Ours is RunBatch() as `twinbill fuzz` runs it. Plain is the same
// generator with the same slots to draw from, but it knows no quantity, money or moment that the
// contract mentions and solves for nothing.
std::vector<FaultFigures> MeasureFaults(const std::vector<SampleContract>& samples,
                                        const std::vector<SeededFault>& faults,
                                        const FaultOrder& order);

// The middle of an odd count; what was not found is above all that was.
std::optional<std::uint64_t> Median(std::vector<std::optional<std::uint64_t>> counts);

}  // namespace twinbill::mutate
