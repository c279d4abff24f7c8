// SharedCauses: what is wrong in many contracts at once, and what mending it would bring.
//
// A cause of one contract names a place of that contract; the same knob with the same two positions
// in another contract is the same mistake. Derived from evidence, not kept.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/evidence/evidence.h"

namespace twinbill::evidence {

struct SharedCause {
  std::string kind;
  std::string text;                    // of the first contract
  std::vector<std::string> contracts;  // that have it, each once, in the order given
  std::size_t turns_green = 0;         // of them: nothing else differs there
  std::int64_t differences = 0;
  std::map<std::string, MoneyMoved> money;
};

// By how many contracts mending it turns green, then by money (amounts of several currencies are
// added as numbers, which only orders), then by the number of contracts, kind and text.
std::vector<SharedCause> SharedCauses(const std::vector<const ContractEvidence*>& contracts);

}  // namespace twinbill::evidence
