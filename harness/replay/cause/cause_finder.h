// CauseFinder: why a contract's two sides differ.
//
// Differences are grouped by clause and line item type. For each group the smallest example is
// made, the two traces of it are held beside each other, and each knob of both sides is turned by
// itself: first over the example, and what helps there over all periods that differ. The knob with
// which most differences vanish is the cause.
#pragma once

#include <functional>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/result.h"
#include "harness/evidence/evidence.h"
#include "harness/replay/replay_plan.h"

namespace twinbill::replay {

struct CauseOptions {
  std::int64_t shrink_probes = 5000;  // for each example
  std::function<bool()> stop;         // may be empty
};

// Of a contract whose sides are open, over its periods that differ; by money, the most first. Fails
// with the history.
model::Result<std::vector<evidence::CauseEvidence>> FindCauses(
    const PlannedContract& contract, const history::History& history,
    const std::vector<evidence::PeriodEvidence>& periods, const CauseOptions& options);

}  // namespace twinbill::replay
