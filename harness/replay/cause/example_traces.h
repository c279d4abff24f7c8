// The two traces of an example, beside each other, and the step in which they part.
#pragma once

#include <string>

#include "harness/evidence/evidence.h"
#include "harness/replay/counterexample.h"
#include "harness/replay/difference_case.h"
#include "standard_engine/contract/definition.h"

namespace twinbill::replay {

// Fills the traces of the example's period: the rules and the constructs whose lines the filter
// takes, step by step, and where they first say something else: records taken, cost, window, what
// is given before rounding, the rounded amount, the lines. A legacy side that is no rule book has
// no steps.
void TraceExample(const Counterexample& found, const DifferenceFilter& filter,
                  evidence::Example& example);

// The contract as a canonical text of primitives; empty where it can't be read.
std::string CanonicalContract(const std::string& text, const std::string& file,
                              const contract::DefinitionSet& definitions);
// What the translators make of a legacy configuration, as a canonical text; empty where none knows
// it.
std::string TranslatedContract(const std::string& text, const std::string& file);

}  // namespace twinbill::replay
