// Random constructs of each shipped definition: what they expand to is found again under their
// name, and a contract of them is written as it was read.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/contract/definition_match.h"
#include "standard_engine/contract/expansion.h"
#include "tests/support/random_source.h"
#include "tests/support/shipped_definitions.h"

namespace twinbill::contract {
namespace {

JsonValue Text(std::string text) { return JsonValue::Text(std::move(text)); }

class ConstructMaker {
 public:
  explicit ConstructMaker(support::RandomSource& source) : source_(source) {}

  JsonValue Construct(const Definition& definition) {
    JsonValue construct = JsonValue::Object();
    construct.Put("id", Text("c"));
    construct.Put("construct", Text(definition.name));
    construct.Put("clause", Text("1"));
    for (const Parameter& parameter : definition.parameters) {
      if (parameter.is_required() || source_.OneIn(3)) {
        construct.Put(parameter.name, Value(parameter));
      }
    }
    if (source_.OneIn(3)) {
      JsonValue line = JsonValue::Object();
      if (source_.OneIn(2)) line.Put("description", Text("mine"));
      if (source_.OneIn(2)) line.Put("by", JsonValue::Array({Text("account")}));
      construct.Put("line", std::move(line));
    }
    if (source_.OneIn(4)) construct.Put("delivery", Text("out_of_cycle"));
    return construct;
  }

 private:
  JsonValue Value(const Parameter& parameter) {
    switch (parameter.type) {
      case ParameterType::kDecimal:
      case ParameterType::kPercent: return Text(source_.OneOf({"5", "7.5", "-1", "0", "1"}));
      case ParameterType::kMoney: return Text(source_.OneOf({"0", "100", "12.34"}));
      case ParameterType::kName:
      case ParameterType::kText: return Text(source_.OneOf({"Fee", "words"}));
      case ParameterType::kBoolean: return JsonValue::Bool(source_.OneIn(2));
      case ParameterType::kScope: return Scope();
      case ParameterType::kWindow:
        return Text(source_.OneOf({"month", "contract_quarter", "contract_year", "term"}));
      case ParameterType::kSteps: return Steps();
      case ParameterType::kChoice: return Text(source_.OneOf(parameter.choices));
      case ParameterType::kDimensions:
        return source_.OneIn(2) ? JsonValue::Array() : JsonValue::Array({Text("region")});
      case ParameterType::kConstructIds:
        return source_.OneIn(2) ? JsonValue::Array() : JsonValue::Array({Text("other")});
      case ParameterType::kList: return Items(parameter);
      case ParameterType::kTexts:
      case ParameterType::kDate: break;  // no shipped definition has one
    }
    TWINBILL_CHECK(false);
  }

  JsonValue Scope() {
    JsonValue scope = JsonValue::Object();
    if (source_.OneIn(4)) return scope;
    scope.Put("service", JsonValue::Array({Text(source_.OneOf({"S3", "EC2", "*"}))}));
    if (source_.OneIn(3)) scope.Put("tag.team", JsonValue::Array({Text("x")}));
    return scope;
  }

  JsonValue Steps() {
    const std::string rule = source_.OneOf({"percent_off", "unit_price", "unit_discount"});
    JsonValue steps = JsonValue::Array();
    for (const char* up_to : {"10", "2000", ""}) {
      const bool last = *up_to == '\0';
      if (!last && source_.OneIn(2)) continue;
      JsonValue step = JsonValue::Object();
      step.Put("up_to", last ? JsonValue::Null() : Text(up_to));
      step.Put(rule, Text(source_.OneOf({"1", "2.5", "0"})));
      steps.elements.push_back(std::move(step));
    }
    return steps;
  }

  JsonValue Items(const Parameter& parameter) {
    JsonValue items = JsonValue::Array();
    for (std::int64_t i = source_.Between(0, 2); i > 0; --i) {
      JsonValue item = JsonValue::Object();
      for (const Parameter& field : parameter.fields) item.Put(field.name, Value(field));
      items.elements.push_back(std::move(item));
    }
    return items;
  }

  support::RandomSource& source_;
};

std::string ContractOf(const JsonValue& construct) {
  return R"({"twinbill": 1, "contract": {"id": "K", "payer": "1", "currency": "USD",
    "term": {"start": "2025-01-01", "end": "2027-01-01"}}, "constructs": [
    {"id": "other", "construct": "primitive", "clause": "0", "benefit": {"percent_off": "1"},
     "line": {"type": "T", "description": ""}}, )" +
         WriteJson(construct) + "]}";
}

RC_GTEST_PROP(RandomNamed, AreFoundAgainUnderTheirName, (std::uint64_t seed)) {
  support::RandomSource source(seed);
  const DefinitionSet& definitions = support::ShippedDefinitions();
  const Definition& definition = source.OneOf(definitions.all());
  const JsonValue construct = ConstructMaker(source).Construct(definition);
  const auto contract = ReadContract(ContractOf(construct), "random.json", definitions);
  RC_CLASSIFY(contract.has_value(), definition.name);
  if (!contract) {
    // Parameters that can't stand together are told by rules, never by what the template lacks.
    for (const model::Diagnostic& finding : contract.error().diagnostics) {
      RC_ASSERT(finding.code != "contract_missing_key");
      RC_ASSERT(finding.code != "contract_unknown_key");
      RC_ASSERT(finding.code != "contract_wrong_form");
      RC_ASSERT(finding.position.line > 0);
    }
    return;
  }
  const auto again = ReadContract(WriteContract(*contract), "again.json", definitions);
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == *contract);
  contract::Construct primitive = contract->constructs.back();
  primitive.origin.reset();
  RC_LOG() << WriteJson(construct);
  const auto form = MatchDefinition(definition, primitive);
  RC_ASSERT(form.has_value());
  RC_ASSERT(form->construct.origin->definition == definition.name);
}

}  // namespace
}  // namespace twinbill::contract
