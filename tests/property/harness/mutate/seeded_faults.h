// Seeded faults: how many of the faults in the sample contracts fuzzing finds, in how many cases,
// and how small what it finds becomes; beside random usage that knows no edges of the contract, and
// beside random usage that knows nothing of it.
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

using Count = std::optional<std::uint64_t>;

// Of each seed: what was billed up to the first case that differs, that one too.
struct HuntCounts {
  std::vector<Count> cases;            // none where the fault was not found
  std::vector<std::uint64_t> records;  // of all cases billed, where it was not found, too
};

struct FaultFigures {
  HuntCounts ours;
  HuntCounts plain;
  HuntCounts blind;
  std::size_t records_max = 0;  // of the shrunk cases of ours, one of each seed
};

struct FaultOrder {
  std::vector<std::uint64_t> seeds;
  std::uint64_t cases_max = 20'000;
  int jobs = 2;
};

// In the order of `faults`. Ours is RunBatch() as `twinbill fuzz` runs it. Plain is the generator
// of its cases with the same slots to draw from, but it knows no quantity, money or moment that the
// contract mentions, opens with no broad case and solves for nothing. Blind is BlindUsage.
std::vector<FaultFigures> MeasureFaults(const std::vector<SampleContract>& samples,
                                        const std::vector<SeededFault>& faults,
                                        const FaultOrder& order);

// The middle of an odd count; what was not found is above all that was.
Count Median(std::vector<Count> counts);
std::uint64_t Median(std::vector<std::uint64_t> counts);

}  // namespace twinbill::mutate
