// A small file of text, read whole.
#pragma once

#include <string>

#include "corpus/model/result.h"

namespace twinbill::contract {

// The content of the file at `path`: a contract or a definition.
model::Result<std::string> ReadTextFile(const std::string& path);

}  // namespace twinbill::contract
