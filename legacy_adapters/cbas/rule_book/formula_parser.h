// The formula's parser, with its fault by byte: the reader of rule books knows where those stand.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "legacy_adapters/cbas/rule_book/formula.h"
#include "legacy_adapters/cbas/rule_book/text_fault.h"

namespace twinbill::rule_book {

model::Result<Formula, TextFault> ParseFormulaText(std::string_view text);

// The variable or function of that name.
std::optional<Variable> VariableNamed(std::string_view name);
std::optional<Function> FunctionNamed(std::string_view name);
std::vector<std::string_view> VariableNames();
std::vector<std::string_view> FunctionNames();

}  // namespace twinbill::rule_book
