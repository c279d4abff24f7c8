// DifferenceCase: a difference of a replay, brought to its smallest form.
#pragma once

#include <string>

#include "corpus/history/history.h"
#include "corpus/model/result.h"
#include "harness/replay/case_run.h"
#include "harness/replay/counterexample.h"
#include "harness/replay/replay_plan.h"
#include "harness/shrink/subset.h"

namespace twinbill::replay {

// The rows of those lines, sorted.
std::vector<std::string> RowsOf(std::span<const model::LineItem> lines,
                                const DifferenceFilter& filter);

// The smallest usage with which the lines of `period` still differ, both sides billing. The
// contract's sides are open. Fails with `no_difference` where the history shows none, or none that
// both sides bill.
model::Result<Counterexample> ShrinkDifference(const PlannedContract& contract,
                                               const history::History& history,
                                               model::Period period, const DifferenceFilter& filter,
                                               shrink::Budget budget);

}  // namespace twinbill::replay
