// The cases of a foreign program: at level 1 their requests are written ahead of its answers, at
// level 0 each takes a process.
#pragma once

#include <memory>

#include "legacy_adapters/case_batch.h"
#include "legacy_adapters/process/process_plan.h"

namespace twinbill::process {

// `plan` must outlive it. The program is started with the first case, and anew after some thousand
// requests.
std::unique_ptr<legacy::CaseBatch> CasesOf(const ProcessPlan& plan);

}  // namespace twinbill::process
