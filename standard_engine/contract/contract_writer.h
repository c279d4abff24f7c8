// Writing a standard contract: the same value gives the same bytes.
//
// Keys in the order of the specification, defaults left out, two spaces a level, what fits into 100
// columns on one line, one line end at the end. ReadContract() of the text of a contract that obeys
// the rules gives an equal contract.
#pragma once

#include <string>

#include "standard_engine/contract/contract.h"

namespace twinbill::contract {

enum class NamedConstructs {
  kAsRead,      // named where they were and nothing was changed since, else as primitives
  kPrimitives,  // written out as primitives
};

std::string WriteContract(const Contract& contract,
                          NamedConstructs named = NamedConstructs::kAsRead);

// The contract with nothing of its named constructs but the primitives.
Contract AsPrimitives(Contract contract);

}  // namespace twinbill::contract
