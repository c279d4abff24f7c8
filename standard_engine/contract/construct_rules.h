// What can't stand together in a construct.
#pragma once

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

// Findings for `construct`, which was read from `value`; each at the key that could go.
void CheckConstruct(const Construct& construct, const JsonValue& value, Findings& findings);

}  // namespace twinbill::contract
