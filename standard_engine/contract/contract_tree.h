// Contracts and constructs as JSON trees: what their primitive form says, key by key.
//
// Keys stand in the order of the specification's table. A reader of a tree gets an equal value
// back.
#pragma once

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/json_value.h"

namespace twinbill::contract {

enum class Defaults {
  kLeftOut,  // what says its default is not there
  kWritten,  // every key that has a default says it
};

// The construct as a primitive.
JsonValue TreeOf(const Construct& construct, Defaults defaults);

JsonValue TreeOf(const Scope& scope);

// The object at "contract": all but the constructs.
JsonValue HeadTreeOf(const Contract& contract);

}  // namespace twinbill::contract
