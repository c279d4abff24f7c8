#include "translators/cbas/construct_parts.h"

#include <algorithm>

#include "translators/cbas/rule_lines.h"

namespace twinbill::translators {

using arithmetic::RoundingMode;
using model::Dimension;
using rule_book::Rule;
using rule_book::Settings;

namespace {

// A credit's amount is rounded before its sign is turned, a line's after.
RoundingMode ModeOf(rule_book::RoundingMode mode, bool is_credit) {
  switch (mode) {
    case rule_book::RoundingMode::kUp: return RoundingMode::kUp;
    case rule_book::RoundingMode::kDown: return RoundingMode::kDown;
    case rule_book::RoundingMode::kCeiling:
      return is_credit ? RoundingMode::kFloor : RoundingMode::kCeiling;
    case rule_book::RoundingMode::kFloor:
      return is_credit ? RoundingMode::kCeiling : RoundingMode::kFloor;
    case rule_book::RoundingMode::kHalfUp: return RoundingMode::kHalfUp;
    case rule_book::RoundingMode::kHalfDown: return RoundingMode::kHalfDown;
    case rule_book::RoundingMode::kHalfEven: return RoundingMode::kHalfEven;
  }
  return RoundingMode::kHalfUp;
}

RuleCondition SignCondition(Assumption assumption, const std::string& key) {
  const auto condition = [&](const char* name, const char* what, const char* relation) {
    return RuleCondition{std::string("sign_of_sums"),
                         key,
                         std::string("No group's ") + what + ".",
                         {{"sum", name}, {"is", relation}}};
  };
  switch (assumption) {
    case Assumption::kUsageNotNegative:
      return condition("usage", "usage is below 0, in the period or the window before", ">= 0");
    case Assumption::kUsageAboveZero: return condition("usage", "usage is 0 or below", "> 0");
    case Assumption::kCostNotNegative:
      return condition("cost", "cost is below 0, in the period or the window before", ">= 0");
    case Assumption::kRatedNotNegative: return condition("rated", "rated cost is below 0", ">= 0");
    case Assumption::kNetNotNegative: return condition("net", "net cost is below 0", ">= 0");
    case Assumption::kInputsNotNegative: return condition("inputs", "input is below 0", ">= 0");
  }
  return {};
}

std::string NameOf(RecordValue value) {
  switch (value) {
    case RecordValue::kUsage: return "usage";
    case RecordValue::kCost: return "cost";
    case RecordValue::kRated: return "rated";
  }
  return {};
}

// Each value of a record has at most 28 digits after the point; of a product the sum.
bool AlwaysHolds(RecordValue value, int digits_max) {
  return value != RecordValue::kRated && digits_max >= model::Decimal::kScaleMax;
}

void AddDecimal(const Settings& settings, const Exactness& exactness, const std::string& key,
                std::vector<RuleCondition>& conditions) {
  const std::string scale = std::to_string(settings.scale);
  if (!exactness.can_be_exact) {
    conditions.push_back(
        {"decimal_steps",
         key,
         "Rounding each of the formula's steps to " + scale +
             " digits moves no result over a point where rounding to " +
             std::to_string(settings.amount_digits) +
             " digits changes, and no sum over a tier's edge.",
         {{"scale", scale}, {"operations", std::to_string(exactness.operations)}}});
    return;
  }
  RuleCondition condition{"decimal_digits", key, {}, {{"scale", scale}}};
  for (const auto& [value, digits] : exactness.digits_max) {
    if (AlwaysHolds(value, digits)) continue;
    condition.condition += (condition.condition.empty() ? "No record's " : ", no record's ") +
                           NameOf(value) +
                           (value == RecordValue::kRated ? " (rate and quantity together)" : "") +
                           " has more than " + std::to_string(digits) + " digits after the point";
    condition.parameters.emplace_back(NameOf(value), std::to_string(digits));
  }
  if (condition.condition.empty()) return;
  condition.condition += ": then nothing is rounded on the way.";
  conditions.push_back(std::move(condition));
}

void AddBinary(const Settings& settings, const Exactness& exactness, const std::string& key,
               std::vector<RuleCondition>& conditions) {
  const std::string digits = std::to_string(settings.amount_digits);
  const std::string operations = std::to_string(exactness.operations + 2);
  conditions.push_back(
      {"binary64",
       key,
       "Sums and products are binary64 on the legacy side. Equal where every exact result is "
       "farther from a point where rounding to " +
           digits +
           " digits changes, and every counted sum farther from a tier's edge, than (records + " +
           operations + ") · 2^-52 · the absolute values added up.",
       {{"amount_digits", digits}, {"operations", operations}, {"distance", "2^-52"}}});
}

}  // namespace

arithmetic::RemainderTo RemainderOf(rule_book::Remainder remainder) {
  switch (remainder) {
    case rule_book::Remainder::kLast: return arithmetic::RemainderTo::kLast;
    case rule_book::Remainder::kFirst: return arithmetic::RemainderTo::kFirst;
    case rule_book::Remainder::kLargest: return arithmetic::RemainderTo::kLargest;
  }
  return arithmetic::RemainderTo::kLargest;
}

void FillFrame(const RuleSituation& situation, contract::Construct& construct) {
  const Rule& rule = *situation.surroundings.rule;
  const Settings& settings = situation.surroundings.edition->settings;
  construct.id = rule.id;
  construct.clause = rule.clause;
  construct.effective.from = rule.active.from;
  construct.effective.to = rule.active.to;
  construct.line.type = rule.line_type;
  construct.line.description = rule.line_text;
  construct.line.emit_zero = settings.zero_lines;
  construct.rounding.rule.mode = ModeOf(settings.amount_rounding, rule.is_credit);
  construct.rounding.rule.digits = settings.amount_digits;
  construct.delivery = rule.bill;
}

void SetScope(const contract::Scope& scope, contract::Construct& construct) {
  if (scope.keys.empty() && !scope.excluded) return;
  construct.scope = scope;
}

RuleFault FaultOf(const MatchFault& fault, std::string key) {
  return {fault.code, std::move(key), fault.text, fault.reason, fault.needed};
}

InputRecords RecordsOf(std::size_t input, const Clauses& part, const std::vector<Dimension>& per,
                       const RuleSituation& situation) {
  InputRecords records;
  Clauses clauses = situation.input_clauses[input];
  const auto& asked = situation.surroundings.rule->inputs[input].per;
  for (const Dimension& dimension : contract::LineDimensions()) {
    if (Contains(asked, dimension) && Contains(per, dimension)) records.per.push_back(dimension);
  }
  for (const Dimension& dimension : asked) {
    if (Contains(records.per, dimension)) continue;
    // The rule's records agree in it, so the input counts those that have the same text there.
    const auto texts = OnlyTexts(part, dimension);
    if (texts && texts->size() == 1) {
      clauses.push_back({{{dimension, *texts, true}}, {}});
    } else {
      records.fault = MatchFault{"input_groups", dimension.Name(),
                                 "the input counts for each " + dimension.Name() +
                                     " by itself, which the lines don't show",
                                 "a meter per dimensions that the lines don't show"};
    }
  }
  auto scope = SelectScope(Reduced(clauses));
  if (const auto* fault = std::get_if<MatchFault>(&scope)) {
    if (!records.fault) records.fault = *fault;
  } else {
    records.scope = std::get<contract::Scope>(scope);
  }
  return records;
}

void AddConditions(const RuleSituation& situation, const FoundShape& found,
                   const FormulaMeaning& meaning, std::vector<RuleCondition>& conditions) {
  const Settings& settings = situation.surroundings.edition->settings;
  const std::string key = FormulaKey(*situation.surroundings.rule);
  for (const Assumption assumption : found.assumptions) {
    conditions.push_back(SignCondition(assumption, key));
  }
  if (found.divides) {
    conditions.push_back({"division_by_zero",
                          key,
                          "The formula divides by 0 for no group: where it does, the legacy bill "
                          "stops with an error.",
                          {}});
  }
  if (settings.arithmetic == rule_book::ArithmeticKind::kDecimal) {
    AddDecimal(settings, meaning.exactness, key, conditions);
  } else {
    AddBinary(settings, meaning.exactness, key, conditions);
  }
}

}  // namespace twinbill::translators
