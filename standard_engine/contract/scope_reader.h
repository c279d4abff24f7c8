// Reading the parts of a contract that name dimensions: scopes, `per` and `by`.
#pragma once

#include <vector>

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

Scope ReadScope(const JsonValue& value, Findings& findings);
// A meter's `per`, in the order of the file.
std::vector<model::Dimension> ReadPer(const JsonValue& value, Findings& findings);
// A line's `by`, in the order of LineDimensions().
std::vector<model::Dimension> ReadBy(const JsonValue& value, Findings& findings);

}  // namespace twinbill::contract
