// From a primitive back to a named construct: the inverse of a definition's template.
//
// Exact: what is found expands to the very primitive it was found for, but for a scope without
// keys, a floor or a spread that say their default. Knows no definition by name.
#pragma once

#include <optional>

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/definition.h"

namespace twinbill::contract {

struct NamedForm {
  Construct construct;     // the primitive with its origin; WriteContract() writes it named
  std::size_t said_count;  // how many parameters and general keys it had to say
};

// None where `definition` gives no such primitive, or has several parts.
std::optional<NamedForm> MatchDefinition(const Definition& definition, const Construct& primitive);

// The primitive under the name that has the least to say of it, the first of equals; as it is where
// none fits or it has a name already.
Construct NameConstruct(const DefinitionSet& definitions, Construct primitive);

}  // namespace twinbill::contract
