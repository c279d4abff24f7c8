// What is said of a contract once its periods are compared: verdict, certificate, causes.
#pragma once

#include <functional>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/usage_feed.h"
#include "harness/evidence/evidence.h"
#include "harness/replay/counterexample.h"
#include "harness/replay/replay_plan.h"

namespace twinbill::replay {

struct FinishOptions {
  WorkspaceSettings settings;
  std::optional<model::Period> from;  // earlier periods are left out
  std::vector<evidence::CounterexampleEvidence> counterexamples;
  std::function<bool()> stop;  // may be empty; what is said then is not whole
  int threads = 1;
};

// The evidence of a contract whose sides are open. `periods` are all from its first on; `feed` is
// of its payer and has them.
model::Result<evidence::ContractEvidence> FinishContractEvidence(
    const PlannedContract& contract, const history::History& history,
    const history::UsageFeed& feed, std::vector<evidence::PeriodEvidence> periods,
    const FinishOptions& options);

}  // namespace twinbill::replay
