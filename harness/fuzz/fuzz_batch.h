// FuzzBatch: some hundreds of cases of one contract, run and shrunk by RapidCheck in this process.
//
// RapidCheck draws one number a case; CaseGenerator makes usage of it. The property: both sides
// bill the same bytes for every period. A case that fails is made smaller by delta debugging
// (harness/shrink), which RapidCheck asks for and checks again. A batch is named by (seed, number)
// and depends on nothing else, so that any number of jobs finds the same. RapidCheck keeps plain
// static state: one thread a process.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/coverage/coverage_probe.h"
#include "harness/fuzz/aimer.h"
#include "harness/fuzz/case_generator.h"
#include "harness/fuzz/history_cases.h"
#include "harness/fuzz/pair.h"

namespace twinbill::fuzz {

// The two sides and all that is made once for them.
class FuzzTarget {
 public:
  // Both sides must outlive the target. `mentions` is of both, and `sample` was made by them.
  FuzzTarget(const legacy::LegacyModel& legacy, const plan::Plan& standard, Mentions mentions,
             std::uint64_t seed, HistorySample sample = {});
  FuzzTarget(const FuzzTarget&) = delete;
  FuzzTarget& operator=(const FuzzTarget&) = delete;

  const legacy::LegacyModel& legacy() const { return legacy_; }
  const plan::Plan& standard() const { return standard_; }
  const Mentions& mentions() const { return mentions_; }
  const SlotUniverse& universe() const { return universe_; }
  const HistorySample& sample() const { return sample_; }
  const HistoryCases& history_cases() const { return history_cases_; }
  // Of all cases: the universe's, by its numbers, and those of the sample.
  const model::SlotTable& slots() const { return slots_; }
  const CaseGenerator& generator() const { return generator_; }
  Pair& pair() { return pair_; }
  Aimer& aimer() { return aimer_; }
  coverage::CoverageProbe& probe() { return probe_; }

  // Case `number`, the one at `place` (from 0) of its run: drawn, and for a share of the numbers
  // aimed at a tie or a bound. The first ones are broad.
  void Prepare(std::uint64_t number, std::uint64_t place, UsageCase& usage, FeatureCounts& shown,
               AimCounts& aims);

 private:
  void ShowAllSlots(std::uint64_t seed);

  const legacy::LegacyModel& legacy_;
  const plan::Plan& standard_;
  Mentions mentions_;
  SlotUniverse universe_;
  HistorySample sample_;
  model::SlotTable slots_;
  CaseGenerator generator_;
  HistoryCases history_cases_;
  Pair pair_;
  Aimer aimer_;
  coverage::CoverageProbe probe_;
};

// Usage that the two sides bill differently.
struct FoundDifference {
  std::uint64_t batch = 0;
  std::uint64_t case_number = 0;  // that the generator drew it by
  std::vector<model::UsageRecord> records;
  model::Period last;     // bill up to here to see it
  bool smallest = false;  // nothing more can be taken away or made plainer
  // Where it is no difference: what went wrong with the legacy side, which has no bill of it.
  std::vector<model::Diagnostic> failure;
};

// The first cases of a run are broad, and so often is each aimed: most faults show in them.
inline constexpr std::uint64_t kOpeningCases = 8;
inline constexpr int kOpeningAims = 24;

// One case in so many is run once more to see what it reaches.
inline constexpr std::uint64_t kProbedEach = 16;

struct BatchOutcome {
  std::uint64_t batch = 0;
  std::uint64_t cases = 0;
  std::uint64_t records = 0;  // of all of them
  std::uint64_t identical = 0;
  std::uint64_t nothing = 0;  // no line on either side
  std::uint64_t both_refused = 0;
  FeatureCounts shown{};
  AimCounts aims;
  HistoryCounts history;
  coverage::Cells reached;  // by the cases that were looked at: one in kProbedEach
  std::optional<FoundDifference> found;
  std::string trouble;  // RapidCheck gave up, or ran fewer cases than asked; else empty
};

// Of 100 cases drawn anew, where the target has a sample of the history.
inline constexpr int kShareFromHistory = 20;

struct BatchSettings {
  int cases = 500;
  int share_from_history = kShareFromHistory;
  std::int64_t shrink_probes_max = 20'000;
  std::size_t cases_at_once = 0;  // that a legacy side of others is asked for; 0: as it suits it
};

BatchOutcome RunBatch(FuzzTarget& target, std::uint64_t seed, std::uint64_t batch,
                      const BatchSettings& settings);

}  // namespace twinbill::fuzz
