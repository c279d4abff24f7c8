#include "standard_engine/contract/contract_writer.h"

#include <utility>

#include "standard_engine/contract/contract_tree.h"

namespace twinbill::contract {

std::string WriteContract(const Contract& contract) {
  JsonValue document = JsonValue::Object();
  document.Put("twinbill", JsonValue::Number(1));
  document.Put("contract", HeadTreeOf(contract));
  JsonValue constructs = JsonValue::Array();
  for (const Construct& construct : contract.constructs) {
    constructs.elements.push_back(TreeOf(construct, Defaults::kLeftOut));
  }
  document.Put("constructs", std::move(constructs));
  return WriteJson(document) + "\n";
}

}  // namespace twinbill::contract
