// Reading a standard contract: all of its errors at once, each with code, line, column and JSON
// pointer. Source: specification, standard_contract.md.
#pragma once

#include <string>
#include <string_view>

#include "standard_engine/contract/contract.h"

namespace twinbill::contract {

// `text` is the file's content, `file` the name for messages.
model::Result<Contract> ReadContract(std::string_view text, const std::string& file);

// The same, of the file at `path`.
model::Result<Contract> ReadContractFile(const std::string& path);

}  // namespace twinbill::contract
