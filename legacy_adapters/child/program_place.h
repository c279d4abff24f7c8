// Where the programs are that twinbill starts for itself.
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/result.h"

namespace twinbill::child {

// The path of the program `name` that came with this one: in ../libexec/twinbill of the folder that
// this one is in, in that folder or above it (of a build). Fails with `child_program_missing`.
model::Result<std::string> FindProgramBeside(std::string_view name);

}  // namespace twinbill::child
