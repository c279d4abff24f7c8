#include "legacy_adapters/cbas/rule_book/rule_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "legacy_adapters/cbas/rule_book/formula_parser.h"
#include "legacy_adapters/cbas/rule_book/match_parser.h"

namespace twinbill::rule_book {
namespace {

using model::Code;
using model::Dimension;

constexpr auto kLineKinds = std::to_array<model::DimensionKind>(
    {model::DimensionKind::kAccount, model::DimensionKind::kService, model::DimensionKind::kRegion,
     model::DimensionKind::kUsageType});

// `fault` of the text that `value` is, at its place in the file.
void AddFault(const TextFault& fault, const JsonValue& value, std::string_view kind,
              Findings& findings) {
  findings.push_back(DiagnosticOf(fault, value.text, kind, value.PlaceWithin(fault.span.begin)));
}

std::optional<Match> ReadMatch(const JsonValue& value, Findings& findings) {
  const std::string text = ReadText(value, findings);
  if (!value.IsText()) return std::nullopt;
  auto match = ParseMatchText(text);
  if (match) return std::move(match).value();
  AddFault(match.error(), value, "match", findings);
  return std::nullopt;
}

Active ReadActive(const JsonValue& value, Findings& findings) {
  Active active;
  if (value.kind == JsonValue::Kind::kNull) return active;
  ObjectReader object(value, findings);
  const auto read_date = [&](std::string_view key, std::optional<model::Date>& date) {
    const JsonValue* found = object.Optional(key);
    if (found != nullptr && found->kind != JsonValue::Kind::kNull) {
      date = ReadDate(*found, findings);
    }
  };
  read_date("from", active.from);
  read_date("to", active.to);
  object.Finish();
  return active;
}

void CheckInputName(const JsonMember& member, Findings& findings) {
  const std::string_view name = member.key;
  if (!IsName(name)) {
    findings.emplace_back(Code{"cbas_bad_name"}, member.key_position,
                          fmt::format("no formula can say the name \"{}\"", name),
                          "a letter or `_`, then letters, digits and `_`");
    return;
  }
  const bool variable = VariableNamed(name).has_value();
  if (!variable && !FunctionNamed(name)) return;
  findings.emplace_back(
      Code{"cbas_input_name"}, member.key_position,
      fmt::format("\"{}\" is the name of a {}", name, variable ? "variable" : "function"),
      "a name of its own");
}

Input ReadInput(const JsonMember& member, const std::vector<Dimension>& rule_per,
                Findings& findings) {
  Input input;
  input.name = member.key;
  CheckInputName(member, findings);
  ObjectReader object(member.value, findings);
  if (const JsonValue* match = object.Optional("match")) input.match = ReadMatch(*match, findings);
  if (const JsonValue* of = object.Required("of")) {
    input.of = static_cast<InputOf>(ReadChoice(*of, Texts<InputOf>::kAll, findings));
  }
  ReadOptionalWord(object, "window", input.window);
  if (const JsonValue* per = object.Optional("per")) {
    input.per = ReadDimensions(*per, false, findings);
    for (const Dimension& dimension : input.per) {
      if (std::find(rule_per.begin(), rule_per.end(), dimension) != rule_per.end()) continue;
      findings.emplace_back(
          Code{"cbas_input_per"}, per->position,
          fmt::format("the rule is not per \"{}\", so its input can't be", dimension.Name()),
          "dimensions of the rule's own \"per\"");
    }
  }
  object.Finish();
  return input;
}

// Names in the formula that nothing stands for.
void CheckNames(const Rule& rule, const JsonValue& value,
                const std::vector<std::string_view>& tables, Findings& findings) {
  std::vector<std::string_view> names = VariableNames();
  std::vector<std::string_view> inputs;
  for (const Input& input : rule.inputs) inputs.push_back(input.name);
  names.insert(names.end(), inputs.begin(), inputs.end());
  for (const FormulaNode& node : rule.formula.nodes) {
    if (node.kind == NodeKind::kInput &&
        std::find(inputs.begin(), inputs.end(), node.name) == inputs.end()) {
      AddFault({Code{"cbas_unknown_variable"}, node.span,
                fmt::format("`{}` is no variable and no input of this rule", node.name),
                fmt::format("{}", fmt::join(names, ", ")), Guess(node.name, names)},
               value, "formula", findings);
    }
    if (node.kind == NodeKind::kCall && !node.name.empty() &&
        std::find(tables.begin(), tables.end(), node.name) == tables.end()) {
      AddFault({Code{"cbas_unknown_table"}, node.table_span,
                fmt::format("there is no table `{}`", node.name),
                tables.empty() ? "a table of \"tables\", which has none"
                               : fmt::format("{}", fmt::join(tables, ", ")),
                Guess(node.name, tables)},
               value, "formula", findings);
    }
  }
}

// The formula at `credit` or `charge`; null where there is none.
const JsonValue* ReadFormula(ObjectReader& object, const JsonValue& value, Rule& rule,
                             Findings& findings) {
  const JsonValue* credit = object.Optional("credit");
  const JsonValue* charge = object.Optional("charge");
  if (credit != nullptr && charge != nullptr) {
    findings.emplace_back(Code{"cbas_two_formulas"}, charge->position,
                          "a \"charge\" beside a \"credit\"", "one of the two");
  }
  if (credit == nullptr && charge == nullptr) {
    if (value.kind == JsonValue::Kind::kObject) {
      findings.emplace_back(Code{"cbas_no_formula"}, value.position,
                            "the rule has neither \"credit\" nor \"charge\"", "one of the two");
    }
    return nullptr;
  }
  rule.is_credit = credit != nullptr;
  const JsonValue& found = rule.is_credit ? *credit : *charge;
  const std::string text = ReadText(found, findings);
  if (!found.IsText()) return nullptr;
  auto formula = ParseFormulaText(text);
  if (!formula) {
    AddFault(formula.error(), found, "formula", findings);
    return nullptr;
  }
  rule.formula = std::move(formula).value();
  return &found;
}

void ReadSpread(ObjectReader& object, Rule& rule, Findings& findings) {
  if (const JsonValue* spread = object.Optional("spread")) {
    rule.spread_listed = ReadDimensions(*spread, true, findings);
    rule.spread.emplace();
    for (const model::DimensionKind kind : kLineKinds) {
      const Dimension dimension{kind, {}};
      if (std::find(rule.spread_listed.begin(), rule.spread_listed.end(), dimension) !=
          rule.spread_listed.end()) {
        rule.spread->push_back(dimension);
      }
    }
  }
  ReadOptionalWord(object, "spread_on", rule.spread_on);
  if (const JsonValue* cut = object.Optional("spread_cut")) {
    rule.spread_cut = static_cast<SpreadCut>(ReadChoice(*cut, Texts<SpreadCut>::kAll, findings));
    if (rule.spread_cut == SpreadCut::kLine && rule.each == Each::kEvent) {
      findings.emplace_back(Code{"cbas_event_cut"}, cut->position,
                            "\"spread_cut\": \"line\" beside \"each\": \"event\"",
                            "\"amount\": an event's result is an amount already");
    }
  }
}

void ReadWithoutUsage(ObjectReader& object, Rule& rule, Findings& findings) {
  const JsonValue* value = object.Optional("without_usage");
  if (value == nullptr) return;
  rule.without_usage = ReadBool(*value, findings);
  if (!rule.without_usage) return;
  if (!rule.per.empty()) {
    findings.emplace_back(Code{"cbas_without_usage_per"}, value->position,
                          "\"without_usage\" in a rule that runs for each group of records",
                          "\"per\": []");
  }
  if (rule.spread) {
    findings.emplace_back(
        Code{"cbas_without_usage_spread"}, value->position,
        "\"without_usage\" beside \"spread\": there may be nothing to spread over",
        "one of the two");
  }
}

void ReadLine(const JsonValue& value, Rule& rule, Findings& findings) {
  ObjectReader object(value, findings);
  if (const JsonValue* type = object.Required("type")) {
    rule.line_type = ReadNonEmptyText(*type, findings);
  }
  if (const JsonValue* text = object.Required("text")) rule.line_text = ReadText(*text, findings);
  object.Finish();
}

}  // namespace

Rule ReadRule(const JsonValue& value, const std::vector<std::string_view>& tables,
              Findings& findings) {
  Rule rule;
  ObjectReader object(value, findings);
  if (const JsonValue* id = object.Required("id")) rule.id = ReadNonEmptyText(*id, findings);
  if (const JsonValue* clause = object.Required("clause"))
    rule.clause = ReadText(*clause, findings);
  ReadOptionalWord(object, "bill", rule.bill);
  if (const JsonValue* match = object.Optional("match")) rule.match = ReadMatch(*match, findings);
  if (const JsonValue* unless = object.Optional("unless")) {
    for (const JsonValue& element : ReadArray(*unless, findings)) {
      rule.unless.push_back(ReadText(element, findings));
    }
  }
  if (const JsonValue* active = object.Optional("active")) {
    rule.active = ReadActive(*active, findings);
  }
  if (const JsonValue* per = object.Optional("per")) {
    rule.per = ReadDimensions(*per, false, findings);
  }
  ReadOptionalWord(object, "each", rule.each);
  ReadOptionalWord(object, "window", rule.window);
  if (const JsonValue* inputs = object.Optional("inputs")) {
    ObjectReader(*inputs, findings);  // a finding where it is no object
    for (const JsonMember& member : inputs->members) {
      rule.inputs.push_back(ReadInput(member, rule.per, findings));
    }
  }
  ReadOptionalWord(object, "when", rule.when);
  const JsonValue* formula = ReadFormula(object, value, rule, findings);
  if (formula != nullptr) CheckNames(rule, *formula, tables, findings);
  ReadSpread(object, rule, findings);
  ReadWithoutUsage(object, rule, findings);
  if (const JsonValue* line = object.Required("line")) ReadLine(*line, rule, findings);
  object.Finish();
  return rule;
}

}  // namespace twinbill::rule_book
