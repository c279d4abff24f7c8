// What a definition's parts owe each other: names, types, conditions, examples.
#pragma once

#include "standard_engine/contract/definition.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

// Names in the template are parameters' names, and every parameter is in it. Without a finding of
// this one the template can be filled.
void CheckNames(const Definition& definition, Findings& findings);

// The template filled makes primitives of the right form, whichever parameters are given, and what
// a parameter stands for can stand where its name does.
void CheckForms(const Definition& definition, Findings& findings);

// Each example is a construct without an error, and each parameter is in one of them.
void CheckExamples(const Definition& definition, const JsonValue& examples, Findings& findings);

}  // namespace twinbill::contract
