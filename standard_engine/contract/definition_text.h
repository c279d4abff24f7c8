// A definition told to a person and to a program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "standard_engine/contract/definition.h"

namespace twinbill::contract {

// What may be left out and what it then is: "needed", "optional", "default: month".
std::string NeedOf(const Parameter& parameter);
// The type with its choices: "choice of list, rated, net".
std::string TypeText(const Parameter& parameter);

// An example's primitives, as an array.
JsonValue ExpansionOf(const Definition& definition, const Example& example);

// All that the definition's file says, with the examples' expansions.
JsonValue Description(const Definition& definition);
// Name, title, about and file.
JsonValue Summary(const Definition& definition);

// `text` in lines of at most `columns`, each after `indent` spaces.
std::string Wrapped(std::string_view text, std::size_t indent, std::size_t columns);

// The whole definition as text, for a terminal of 100 columns.
std::string Explanation(const Definition& definition);

}  // namespace twinbill::contract
