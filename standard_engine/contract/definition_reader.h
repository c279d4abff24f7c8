// Reading definitions: all errors at once, each with code, line, column and JSON pointer. A
// definition is checked with its template, whatever its parameters will be, and with its examples.
// Source: docs/formats/constructs.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "standard_engine/contract/definition.h"

namespace twinbill::contract {

enum class DefinitionCheck { kAll, kForm };  // kForm: not what becomes of the template

// `text` is the file's content, `file` the name for messages; without its folder and ending it is
// the definition's name.
model::Result<Definition> ReadDefinition(std::string_view text, const std::string& file,
                                         DefinitionCheck check = DefinitionCheck::kAll);

// Adds the definitions of all files `*.json` in `folder`, by name; none where there is no such
// folder. Errors of all the files at once; a name that `definitions` has already is one. Files
// whose SHA-256, in hex, is among `checked` have passed all checks before: only their form is
// checked.
model::Result<void> ReadDefinitions(const std::string& folder, DefinitionSet& definitions,
                                    const std::vector<std::string_view>& checked = {});

}  // namespace twinbill::contract
