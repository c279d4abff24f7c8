#include "standard_engine/contract/benefit_reader.h"

#include <fmt/format.h>

namespace twinbill::contract {

using model::Code;
using model::Decimal;

namespace {

// The rules given in `object`, each with its value; at most three.
struct GivenRule {
  Rule rule = Rule::kPercentOff;
  const JsonValue* value = nullptr;
};

std::vector<GivenRule> GivenRules(ObjectReader& object) {
  std::vector<GivenRule> given;
  for (const Rule rule : {Rule::kPercentOff, Rule::kUnitPrice, Rule::kUnitDiscount}) {
    if (const JsonValue* value = object.Optional(TextOf(rule))) given.push_back({rule, value});
  }
  return given;
}

struct ReadStep {
  Step step;
  std::optional<Rule> rule;
  const JsonValue* source = nullptr;
  bool is_open = false;
};

ReadStep ReadOneStep(const JsonValue& value, Findings& findings) {
  ReadStep read;
  read.source = &value;
  ObjectReader object(value, findings);
  if (const JsonValue* up_to = object.Required("up_to")) {
    read.is_open = up_to->kind == JsonValue::Kind::kNull;
    const std::size_t wrong = findings.size();
    if (!read.is_open) read.step.up_to = ReadDecimal(*up_to, findings);
    if (findings.size() > wrong) read.step.up_to.reset();  // not to be compared
  }
  const std::vector<GivenRule> given = GivenRules(object);
  if (given.size() == 1) {
    read.rule = given.front().rule;
    read.step.value = ReadDecimal(*given.front().value, findings);
  } else if (value.kind == JsonValue::Kind::kObject) {
    findings.emplace_back(Code{"contract_step_benefit"}, value.position,
                          fmt::format("a step with {} benefits", given.size()),
                          "one of " + ListOf(Texts<Rule>::kAll));
  }
  object.Finish();
  return read;
}

void CheckSteps(const std::vector<ReadStep>& steps, const JsonValue& array, Findings& findings) {
  if (steps.empty() && array.kind == JsonValue::Kind::kArray) {
    findings.emplace_back(Code{"contract_no_steps"}, array.position, "tiers without a step",
                          "one step or more");
  }
  Decimal below;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ReadStep& read = steps[i];
    const bool last = i + 1 == steps.size();
    const JsonValue* up_to = read.source->Find("up_to");
    if (up_to == nullptr) continue;
    if (read.is_open != last) {
      findings.emplace_back(Code{"contract_open_step"}, up_to->position,
                            last ? "the last step has an end" : "a step before the last is open",
                            "\"up_to\": null in the last step and nowhere else");
    }
    if (!read.step.up_to) continue;
    if (*read.step.up_to <= below) {
      findings.emplace_back(Code{"contract_steps_rising"}, up_to->position,
                            fmt::format("{} is not above {}", up_to->Describe(), below.ToString()),
                            "\"up_to\" strictly rising and above 0");
    }
    below = *read.step.up_to;
  }
  for (const ReadStep& read : steps) {
    if (!read.rule || !steps.front().rule || *read.rule == *steps.front().rule) continue;
    findings.emplace_back(Code{"contract_steps_mixed"}, read.source->position,
                          fmt::format("a step with \"{}\" after one with \"{}\"",
                                      TextOf(*read.rule), TextOf(*steps.front().rule)),
                          "the same kind of benefit in every step");
  }
}

Tiers ReadTiers(const JsonValue& value, Findings& findings) {
  Tiers tiers;
  ObjectReader object(value, findings);
  if (const JsonValue* mode = object.Required("mode")) {
    tiers.mode = ReadWord<TierMode>(*mode, findings);
  }
  ReadOptionalWord(object, "bound", tiers.bound);
  ReadOptionalWord(object, "below_zero", tiers.below_zero);
  if (const JsonValue* array = object.Required("steps")) {
    StepsRead read = ReadSteps(*array, findings);
    tiers.rule = read.rule;
    tiers.steps = std::move(read.steps);
  }
  object.Finish();
  return tiers;
}

Prepaid ReadPrepaid(const JsonValue& value, Findings& findings) {
  Prepaid prepaid;
  ObjectReader object(value, findings);
  if (const JsonValue* amount = object.Required("amount")) {
    prepaid.amount = ReadDecimal(*amount, findings);
  }
  if (const JsonValue* grant = object.Required("grant")) {
    prepaid.grant = ReadNonNegative(*grant, findings);
  }
  ReadOptionalWord(object, "window", prepaid.window);
  if (const JsonValue* fee = object.Required("fee")) prepaid.fee = ReadChargeText(*fee, findings);
  object.Finish();
  return prepaid;
}

constexpr auto kForms = std::to_array<std::string_view>(
    {"percent_off", "unit_price", "unit_discount", "tiers", "prepaid"});

}  // namespace

StepsRead ReadSteps(const JsonValue& value, Findings& findings) {
  std::vector<ReadStep> steps;
  for (const JsonValue& element : ReadArray(value, findings)) {
    steps.push_back(ReadOneStep(element, findings));
  }
  CheckSteps(steps, value, findings);
  StepsRead read;
  for (const ReadStep& one : steps) read.steps.push_back(one.step);
  if (!steps.empty()) read.rule = steps.front().rule.value_or(Rule::kPercentOff);
  return read;
}

ChargeText ReadChargeText(const JsonValue& value, Findings& findings) {
  ChargeText charge;
  ObjectReader object(value, findings);
  if (const JsonValue* type = object.Required("type")) {
    charge.type = ReadNonEmptyText(*type, findings);
  }
  if (const JsonValue* description = object.Required("description")) {
    charge.description = ReadText(*description, findings);
  }
  object.Finish();
  return charge;
}

Benefit ReadBenefit(const JsonValue& value, Findings& findings) {
  Benefit benefit;
  ObjectReader object(value, findings);
  const std::vector<GivenRule> given = GivenRules(object);
  const JsonValue* tiers = object.Optional("tiers");
  const JsonValue* prepaid = object.Optional("prepaid");
  const std::size_t forms =
      given.size() + (tiers != nullptr ? 1U : 0U) + (prepaid != nullptr ? 1U : 0U);
  if (forms != 1 && value.kind == JsonValue::Kind::kObject) {
    findings.emplace_back(Code{"contract_benefit_form"}, value.position,
                          fmt::format("a benefit of {} forms", forms), "one of " + ListOf(kForms));
  }
  if (!given.empty()) {
    benefit.form = Flat{given.front().rule, ReadDecimal(*given.front().value, findings)};
  }
  if (tiers != nullptr) benefit.form = ReadTiers(*tiers, findings);
  if (prepaid != nullptr) benefit.form = ReadPrepaid(*prepaid, findings);
  if (const JsonValue* floor = object.Optional("floor")) {
    benefit.floor = ReadWord<Floor>(*floor, findings);
    if (prepaid != nullptr) {
      findings.emplace_back(Code{"contract_floor_prepaid"}, floor->position,
                            "\"floor\" beside \"prepaid\"",
                            "a floor beside a percent, a price, a unit discount or tiers");
    }
  }
  object.Finish();
  return benefit;
}

}  // namespace twinbill::contract
