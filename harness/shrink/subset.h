// MinimalSubset: of many things, the few that it takes, by delta debugging.
//
// What is tried is a set of numbers below `count`; the judge says whether the effect that is looked
// for is still there with these alone. Source: Zeller and Hildebrandt, "Simplifying and isolating
// failure-inducing input" (ddmin), with complements alone, since two halves' complements are their
// halves.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace twinbill::shrink {

// How many probes may still be made, and whether somebody wants the job to end. Shared by the steps
// of one job.
struct Budget {
  std::int64_t probes_max = 20'000;
  std::function<bool()> stop;  // may be empty; asked before each probe
  std::int64_t probes = 0;     // made so far

  bool IsSpent() const { return probes >= probes_max || (stop && stop()); }
};

using SubsetJudge = std::function<bool(std::span<const std::uint32_t> kept)>;

// The numbers, rising, of a subset that still shows the effect and none of whose members can be
// left out alone; of a few, one or two where they are enough; or, where the budget was spent before
// that is known, the smallest found. The judge is taken to say true of all numbers. Each subset is
// tried in an order that depends on nothing but the judge's answers.
std::vector<std::uint32_t> MinimalSubset(std::uint32_t count, const SubsetJudge& judge,
                                         Budget& budget);

}  // namespace twinbill::shrink
