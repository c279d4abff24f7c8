// FuzzRun: batches of cases of one contract, by several forked jobs, until a number of cases, a
// time, or a difference.
//
// What comes out of a run by cases depends on the order alone, not on the jobs: it ends at the
// batch with the lowest number that has a difference, whichever was found first. A run by time says
// how many cases it came to.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "harness/fuzz/fuzz_batch.h"

namespace twinbill::fuzz {

struct FuzzOrder {
  std::uint64_t seed = 0;
  std::uint64_t cases = 0;  // rounded up to whole batches
  // Ends the run before its cases are done. A batch that is under way at a legacy side of others is
  // waited for, so that a program that hangs is found, not cut off.
  std::optional<std::chrono::milliseconds> time;
  int jobs = 1;
  BatchSettings batch;
};

struct FuzzReport {
  std::uint64_t seed = 0;
  std::uint64_t batches = 0;
  std::uint64_t cases = 0;
  std::uint64_t identical = 0;
  std::uint64_t nothing = 0;
  std::uint64_t both_refused = 0;
  FeatureCounts shown{};
  AimCounts aims;
  HistoryCounts history;
  coverage::Cells reached;
  std::optional<FoundDifference> found;
  std::vector<std::string> troubles;  // of RapidCheck: the run says nothing then
};

class FuzzProgress {
 public:
  virtual ~FuzzProgress() = default;
  virtual void Run(std::uint64_t cases) = 0;  // so far
};

// `progress` may be null. A job that dies is a failure of the surroundings (`job_failed`) that
// names the batch it was at.
model::Result<FuzzReport> RunFuzz(FuzzTarget& target, const FuzzOrder& order,
                                  FuzzProgress* progress);

// What a run's distribution says against it: features that no case showed though the contract and
// its usage can, or most cases trivial. Texts, in a fixed order; empty where all is well.
std::vector<std::string> HealthWarnings(const FuzzReport& report, const FuzzTarget& target);

}  // namespace twinbill::fuzz
