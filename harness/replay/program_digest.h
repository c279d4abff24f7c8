// ProgramDigest: which program it is that runs, so that results of another one are not taken for
// its own.
#pragma once

#include <string>

#include "corpus/model/result.h"

namespace twinbill::replay {

// SHA-256, in hex: of the id that the linker made of all that the program consists of, where it has
// one, else of its file.
model::Result<std::string> ProgramDigest();

}  // namespace twinbill::replay
