// HistoryCoverage: which cells of contracts the history of their payer reaches, and since when.
//
// A pass of its own over the history, apart from replay's, which it does not slow: one reading
// feeds the probes of all contracts of a payer. It goes on behind the period at which an earlier
// pass ended.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/result.h"
#include "harness/coverage/coverage_probe.h"

namespace twinbill::coverage {

// By cell, of all that the two sides have: the first period whose bill reached it; none: no period
// did.
using CellsSince = std::map<CellName, std::optional<model::Period>>;

// What a contract's history reached, up to a period, and where it goes on behind it.
struct HistoryReach {
  CellsSince cells;
  model::Period done;
  ProbeState state;
};

// One contract, both sides of the same payer and currency.
struct HistoryTask {
  const legacy::LegacyModel* legacy = nullptr;
  const plan::Plan* standard = nullptr;
  model::Period last;                  // to be billed
  std::optional<HistoryReach> before;  // goes on behind it
};

// Of each task, all that the history of `payer` reached up to its last period. A side that refuses
// a period reaches nothing from there on. A failure is the history's, or that of a state that is
// none of the task's; where `stop` (may be empty) says so it ends early, and what it gives is of no
// use.
model::Result<std::vector<HistoryReach>> ReachOfHistory(const history::History& history,
                                                        const std::string& payer,
                                                        std::span<const HistoryTask> tasks,
                                                        const std::function<bool()>& stop);

}  // namespace twinbill::coverage
