// DoubledRun: a model that need not give the same lines twice, run twice at the same time.
//
// A legacy model that is a process may read the clock, or depend on what else it has in memory. Its
// runs are fed alike; a period for which they bill other bytes is refused as unsteady, and no
// comparison with the standard side means anything then.
#pragma once

#include <memory>
#include <string_view>

#include "harness/replay/side.h"

namespace twinbill::replay {

inline constexpr std::string_view kUnsteadyCode = "legacy_unsteady";

// A run of `side`: doubled unless the side is deterministic by construction.
std::unique_ptr<SideRun> StartSteady(const Side& side, const model::SlotTable& slots);

}  // namespace twinbill::replay
