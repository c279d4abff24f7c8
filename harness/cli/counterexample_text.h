// A counterexample as a person reads it.
#pragma once

#include <iosfwd>

#include "harness/replay/counterexample.h"

namespace twinbill::cli {

// The records, and what each side bills for them.
void PrintCounterexample(const replay::Counterexample& counterexample,
                         const std::vector<std::string>& legacy_lines,
                         const std::vector<std::string>& standard_lines, std::ostream& out);

}  // namespace twinbill::cli
