#include "standard_engine/contract/contract_writer.h"

#include <cstddef>
#include <utility>

#include "standard_engine/contract/contract_tree.h"

namespace twinbill::contract {

namespace {

// How many constructs from `from` on are just what one named construct expands to; else 0.
std::size_t NamedLength(const std::vector<Construct>& constructs, std::size_t from) {
  const std::optional<Origin>& origin = constructs[from].origin;
  if (!origin) return 0;
  JsonValue expansion = JsonValue::Array();
  std::size_t end = from;
  for (; end < constructs.size() && constructs[end].origin == origin; ++end) {
    expansion.elements.push_back(TreeOf(constructs[end], Defaults::kLeftOut));
  }
  return WriteJson(expansion) == origin->expansion ? end - from : 0;
}

}  // namespace

std::string WriteContract(const Contract& contract, NamedConstructs named) {
  JsonValue document = JsonValue::Object();
  document.Put("twinbill", JsonValue::Number(1));
  document.Put("contract", HeadTreeOf(contract));
  JsonValue written = JsonValue::Array();
  const std::vector<Construct>& constructs = contract.constructs;
  for (std::size_t i = 0; i < constructs.size();) {
    const std::size_t length = named == NamedConstructs::kAsRead ? NamedLength(constructs, i) : 0;
    model::Result<JsonValue> as_read = JsonValue();
    if (length > 0) as_read = ParseJson(constructs[i].origin->written, "");
    if (length > 0 && as_read) {
      written.elements.push_back(std::move(*as_read));
      i += length;
    } else {
      written.elements.push_back(TreeOf(constructs[i], Defaults::kLeftOut));
      ++i;
    }
  }
  document.Put("constructs", std::move(written));
  return WriteJson(document) + "\n";
}

Contract AsPrimitives(Contract contract) {
  for (Construct& construct : contract.constructs) construct.origin.reset();
  return contract;
}

}  // namespace twinbill::contract
