// The definitions that come with the program, from the source tree.
#pragma once

#include <string>

#include "corpus/model/check.h"
#include "standard_engine/contract/definition_reader.h"

namespace twinbill::support {

inline const contract::DefinitionSet& ShippedDefinitions() {
  static const contract::DefinitionSet kDefinitions = [] {
    contract::DefinitionSet definitions;
    const auto read = contract::ReadDefinitions(
        std::string(TWINBILL_SOURCE_DIR) + "/standard_engine/contract/definitions", definitions);
    TWINBILL_CHECK(read.has_value());
    return definitions;
  }();
  return kDefinitions;
}

}  // namespace twinbill::support
