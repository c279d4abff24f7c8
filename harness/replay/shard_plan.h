// ShardPlan: which contracts a shard does.
//
// Every shard makes the same plan by itself. Payers are dealt out whole where there are enough of
// them, the largest first, so that each history is read by one shard; else contracts are.
#pragma once

#include <vector>

#include "harness/replay/replay.h"

namespace twinbill::replay {

// Takes the contracts out that are other shards'.
void KeepShard(const Shard& shard, const history::History& history,
               std::vector<PlannedContract>& contracts);

}  // namespace twinbill::replay
