// Random primitives under the names that fit them are the same primitives.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/contract/definition_match.h"
#include "tests/support/random_standard.h"
#include "tests/support/random_usage.h"
#include "tests/support/shipped_definitions.h"

namespace twinbill::contract {
namespace {

bool IsGraduated(const Construct& construct) {
  const auto* tiers = std::get_if<Tiers>(&construct.benefit->form);
  return tiers != nullptr && tiers->mode == TierMode::kGraduated;
}

// The floor and the spread that hold, by the specification's "Benefit" and "Spread".
void SayFloorAndSpread(Construct& construct) {
  if (!construct.benefit || std::holds_alternative<Prepaid>(construct.benefit->form)) return;
  const auto* tiers = std::get_if<Tiers>(&construct.benefit->form);
  const Rule rule = tiers != nullptr ? tiers->rule : std::get<Flat>(construct.benefit->form).rule;
  const bool signed_floor = rule == Rule::kUnitPrice && !IsGraduated(construct);
  if (!construct.benefit->floor) {
    construct.benefit->floor = signed_floor ? Floor::kSigned : Floor::kNone;
  }
  if (construct.spread) return;
  construct.spread = Spread::kOwn;
  if (!IsGraduated(construct)) return;
  const bool quantity = construct.meter->measure == Measure::kQuantity;
  construct.spread = quantity ? Spread::kQuantity : Spread::kBase;
}

bool SaysTheSame(Construct a, Construct b) {
  for (Construct* construct : {&a, &b}) {
    construct->origin.reset();
    if (construct->scope == Scope{}) construct->scope.reset();
    SayFloorAndSpread(*construct);
  }
  return a == b;
}

RC_GTEST_PROP(DefinitionMatchProperty, ANamedContractIsTheSameContract, (std::uint64_t seed)) {
  support::RandomSource source(seed);
  const model::Term term = support::RandomTerm(source);
  const std::string text = support::RandomContract(source, term, 5).dump(1);
  const auto contract = ReadContract(text, "random.json");
  RC_ASSERT(contract.has_value());
  Contract named = *contract;
  for (Construct& construct : named.constructs) {
    construct = NameConstruct(support::ShippedDefinitions(), construct);
    RC_CLASSIFY(construct.origin.has_value());
  }
  const std::string written = WriteContract(named);
  const auto again = ReadContract(written, "named.json", support::ShippedDefinitions());
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == named);
  for (std::size_t i = 0; i < named.constructs.size(); ++i) {
    RC_ASSERT(SaysTheSame(again->constructs[i], contract->constructs[i]));
  }
}

}  // namespace
}  // namespace twinbill::contract
