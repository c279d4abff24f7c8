// The keeper's life: contain, start, watch, end everything, say so.
#pragma once

#include "legacy_adapters/child/keeper_order.h"

namespace twinbill::child {

// Runs the order to its end, talking over kControlDescriptor; no process of it is left when it
// returns. The exit code of the keeper.
int Keep(const KeeperOrder& order);

}  // namespace twinbill::child
