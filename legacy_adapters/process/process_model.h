// ProcessModel: a contract that a program of others bills, in any language.
//
// The head (`"process": 1`) names contract, parameters and the command. At level 0 it is given
// files and leaves files; at level 1 it talks in JSON lines. It is shut in, limited, and ended as a
// whole tree; whatever is not its answer, whole and to what was asked, is a fault with a name, and
// never compared. Format: docs/formats/process_protocol.md.
#pragma once

#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "legacy_adapters/legacy_model.h"
#include "legacy_adapters/process/answer.h"
#include "legacy_adapters/process/process_plan.h"

namespace twinbill::process {

// Reads the head at `path`; the program is not started.
model::Result<std::unique_ptr<legacy::LegacyModel>> OpenProcessModel(const std::string& path);

// The same of a plan that was made otherwise.
std::unique_ptr<legacy::LegacyModel> MakeProcessModel(ProcessPlan plan,
                                                      const model::Digest& digest);

std::unique_ptr<Asking> AskingOf(const ProcessPlan& plan);

}  // namespace twinbill::process
