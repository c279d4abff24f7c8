// Reading a standard contract: all of its errors at once, each with code, line, column and JSON
// pointer. Source: specification, standard_contract.md.
#pragma once

#include <string>
#include <string_view>

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/definition.h"

namespace twinbill::contract {

// `text` is the file's content, `file` the name for messages. Named constructs are those of
// `definitions`; without it there are none but the primitive.
model::Result<Contract> ReadContract(std::string_view text, const std::string& file,
                                     const DefinitionSet& definitions = {});

// The same, of the file at `path`.
model::Result<Contract> ReadContractFile(const std::string& path,
                                         const DefinitionSet& definitions = {});

}  // namespace twinbill::contract
