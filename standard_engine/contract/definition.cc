#include "standard_engine/contract/definition.h"

#include <algorithm>
#include <utility>

namespace twinbill::contract {
namespace {

constexpr auto kGeneralKeys =
    std::to_array<std::string_view>({"id", "construct", "clause", "note", "effective", "unless",
                                     "sharing", "line", "rounding", "delivery"});

}  // namespace

const Parameter* Definition::Find(std::string_view parameter) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& one) { return one.name == parameter; });
  return found == parameters.end() ? nullptr : &*found;
}

std::span<const std::string_view> GeneralKeys() { return kGeneralKeys; }

bool DefinitionSet::Add(Definition definition) {
  if (Find(definition.name) != nullptr) return false;
  definitions_.push_back(std::move(definition));
  return true;
}

const Definition* DefinitionSet::Find(std::string_view name) const {
  const auto found = std::find_if(definitions_.begin(), definitions_.end(),
                                  [&](const Definition& one) { return one.name == name; });
  return found == definitions_.end() ? nullptr : &*found;
}

}  // namespace twinbill::contract
