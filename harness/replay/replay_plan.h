// ReplayPlan: what a replay would do, contract by contract, and the keys that its results stand
// under.
//
// A key is a digest of all that decides a result: the program, both contract files, and the usage
// of every period up to it. So what has a result under its key need not be done again. Planning
// reads no usage, and no contract file that is as it was when its facts were noted.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/result.h"
#include "harness/evidence/evidence.h"
#include "harness/replay/contract_folder.h"
#include "harness/replay/result_store.h"
#include "harness/replay/side.h"
#include "harness/replay/side_facts.h"
#include "harness/replay/workspace_settings.h"

namespace twinbill::replay {

struct PlannedContract {
  ContractFolder folder;
  std::optional<SideFacts> legacy;  // none: refused or not there
  std::optional<SideFacts> standard;
  std::unique_ptr<Side> legacy_side;  // where it was opened already
  std::unique_ptr<Side> standard_side;

  std::shared_ptr<const Definitions> definitions;

  // Where it is decided without a run: everything but periods.
  std::optional<evidence::ContractEvidence> decided;

  std::vector<model::Period> periods;    // from the first of either term to the last begun
  std::vector<std::string> period_keys;  // of each
  std::string key;                       // of the whole result

  bool can_run() const { return !decided.has_value(); }
};

struct PlanOptions {
  std::optional<model::Period> from;  // results of earlier periods are not asked for
  std::optional<model::Period> to;
  bool fresh = false;                   // every digest is taken again
  contract::DefinitionSet definitions;  // of named constructs
};

struct ReplayPlan {
  std::string program_digest;  // in hex
  std::vector<PlannedContract> contracts;
};

// Plans the contracts. `store` may be null. A contract that can't be run is decided, and no
// failure; a history that is not as its catalog says is one (`partition_changed`).
model::Result<ReplayPlan> PlanReplay(std::vector<ContractFolder> folders,
                                     const history::History& history,
                                     const WorkspaceSettings& settings, const PlanOptions& options,
                                     ResultStore* store);

// Opens the sides that planning did not have to. What it refuses is in `decided` then.
void OpenSides(PlannedContract& contract);

}  // namespace twinbill::replay
