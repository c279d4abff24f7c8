// The values of parameters: what each type takes.
#pragma once

#include "standard_engine/contract/definition.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

// Findings where `value` is none of the parameter's.
void CheckValue(const Parameter& parameter, const JsonValue& value, Findings& findings);

// Values that stretch the type: whatever place takes all of `SpecimenCount` specimens takes every
// value of the parameter, as far as the forms of values go. `number` is 0 to SpecimenCount - 1.
// Items of a list have their optional fields where `whole_items`.
JsonValue Specimen(const Parameter& parameter, std::size_t number, bool whole_items);
std::size_t SpecimenCount(const Parameter& parameter);

// Whether a value of the type can stand inside of a longer text.
bool IsTextual(ParameterType type);

}  // namespace twinbill::contract
