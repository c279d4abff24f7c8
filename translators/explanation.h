// A translation for reading: each rule beside the constructs that came of it.
#pragma once

#include <string>

#include "translators/contract_edits.h"
#include "translators/translation.h"

namespace twinbill::translators {

// Both sides beside each other, `columns` wide at most where that is wide enough to read (80);
// `contract_text` is the contract as written, whose constructs are shown.
std::string Explain(const Translation& translation, const ContractEdits& edits,
                    const std::string& contract_text, int columns);

// A line for each refusal and obligation, and what there is of both: for standard error.
std::string Summarize(const Translation& translation, const ContractEdits& edits,
                      const std::string& file);

}  // namespace twinbill::translators
