// Reading one construct: the primitive's keys, and what can't stand together.
#pragma once

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

// A primitive. `id`, `construct`, `clause` and `note` are among its keys.
Construct ReadPrimitive(const JsonValue& value, Findings& findings);

}  // namespace twinbill::contract
