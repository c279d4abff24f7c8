// Sample contracts: twenty small ones that together use every mechanism of standard contracts, each
// the file samples/NAME.json. Each stands on both sides of a pair: the fault is put into one.
#pragma once

#include <string>
#include <vector>

#include "standard_engine/contract/contract.h"

namespace twinbill::mutate {

struct SampleContract {
  std::string name;  // of its file
  contract::Contract contract;
};

// All of them, sorted by name.
std::vector<SampleContract> SampleContracts();

}  // namespace twinbill::mutate
