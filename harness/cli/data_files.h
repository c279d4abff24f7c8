// The data files that come with the program: the real sample of the demo and what explains it, and
// the definitions of constructs.
//
// An installed program finds them beside itself (PREFIX/bin/twinbill, PREFIX/share/twinbill/NAME),
// so the whole prefix can be moved; one in its build folder finds them in the source tree.
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/result.h"

namespace twinbill::cli {

// The path of `name`, which has no folder in it. A file that is nowhere is a failure of the
// surroundings that names every place where it was looked for.
model::Result<std::string> FindDataFile(std::string_view name);

// The folder with the definitions of the constructs that come with the program; a failure likewise.
model::Result<std::string> FindDefinitionFolder();

}  // namespace twinbill::cli
