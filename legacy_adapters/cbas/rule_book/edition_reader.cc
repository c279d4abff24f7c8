#include "legacy_adapters/cbas/rule_book/edition_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "legacy_adapters/cbas/rule_book/rule_reader.h"
#include "legacy_adapters/cbas/rule_book/text_fault.h"

namespace twinbill::rule_book {
namespace {

using model::Code;

constexpr int kScaleMax = model::Decimal::kScaleMax;
constexpr int kAmountDigitsMax = model::Amount::kDigitsMax;

// `key` counts in one arithmetic only.
void CheckArithmetic(const JsonValue& settings, std::string_view key, ArithmeticKind own,
                     const Settings& read, Findings& findings) {
  const JsonValue* value = settings.Find(key);
  if (value == nullptr || read.arithmetic == own) return;
  const bool decimal = own == ArithmeticKind::kDecimal;
  findings.emplace_back(
      decimal ? Code{"cbas_decimal_only"} : Code{"cbas_binary64_only"}, value->position,
      fmt::format("\"{}\" beside \"arithmetic\": \"{}\"", key, TextOf(read.arithmetic)),
      fmt::format("with \"arithmetic\": \"{}\" only", TextOf(own)));
}

Settings ReadSettings(const JsonValue& value, Findings& findings) {
  Settings settings;
  ObjectReader object(value, findings);
  const std::size_t found_before = findings.size();
  ReadOptionalWord(object, "arithmetic", settings.arithmetic);
  const bool arithmetic_known = findings.size() == found_before;
  if (const JsonValue* scale = object.Optional("scale")) {
    settings.scale = ReadInteger(*scale, 0, kScaleMax, findings);
  }
  ReadOptionalWord(object, "scale_rounding", settings.scale_rounding);
  if (const JsonValue* digits = object.Optional("amount_digits")) {
    settings.amount_digits = ReadInteger(*digits, 0, kAmountDigitsMax, findings);
  }
  ReadOptionalWord(object, "amount_rounding", settings.amount_rounding);
  ReadOptionalWord(object, "round_how", settings.round_how);
  ReadOptionalWord(object, "tier_edge", settings.tier_edge);
  ReadOptionalWord(object, "remainder", settings.remainder);
  if (const JsonValue* zero_lines = object.Optional("zero_lines")) {
    settings.zero_lines = ReadBool(*zero_lines, findings);
  }
  object.Finish();
  if (!arithmetic_known) return settings;
  CheckArithmetic(value, "scale", ArithmeticKind::kDecimal, settings, findings);
  CheckArithmetic(value, "scale_rounding", ArithmeticKind::kDecimal, settings, findings);
  CheckArithmetic(value, "round_how", ArithmeticKind::kBinary64, settings, findings);
  return settings;
}

Band ReadBand(const JsonValue& value, Findings& findings) {
  Band band;
  if (value.kind != JsonValue::Kind::kArray || value.elements.size() != 3) {
    const std::string found = value.kind == JsonValue::Kind::kArray
                                  ? fmt::format("an array of {} elements", value.elements.size())
                                  : value.Describe();
    findings.emplace_back(
        Code{"cbas_band_form"}, value.position, found + " is no band",
        "[from, to, entry], each a decimal in quotes, `to` null where it is open");
    return band;
  }
  band.from = ReadDecimal(value.elements[0], findings);
  if (value.elements[1].kind != JsonValue::Kind::kNull) {
    band.to = ReadDecimal(value.elements[1], findings);
  }
  band.entry = ReadDecimal(value.elements[2], findings);
  return band;
}

void ReadTables(const JsonValue& value, Edition& edition, Findings& findings) {
  ObjectReader(value, findings);  // a finding where it is no object
  for (const JsonMember& member : value.members) {
    if (!IsName(member.key)) {
      findings.emplace_back(Code{"cbas_bad_name"}, member.key_position,
                            fmt::format("no formula can say the name \"{}\"", member.key),
                            "a letter or `_`, then letters, digits and `_`");
    }
    std::vector<Band>& bands = edition.tables[member.key];
    for (const JsonValue& band : ReadArray(member.value, findings)) {
      bands.push_back(ReadBand(band, findings));
    }
    if (member.value.kind == JsonValue::Kind::kArray && bands.empty()) {
      findings.emplace_back(Code{"cbas_table_empty"}, member.value.position,
                            fmt::format("the table \"{}\" has no band", member.key),
                            "a band or more");
    }
  }
}

// Ids are unique, and those of `unless` are there. `values` are the rules' own.
void CheckIds(const std::vector<Rule>& rules, std::span<const JsonValue> values,
              Findings& findings) {
  std::vector<std::string_view> ids;
  bool all_known = true;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string_view id = rules[i].id;
    all_known = all_known && !id.empty();  // else it may be the one that is meant below
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) != ids.end()) {
      findings.emplace_back(Code{"cbas_repeated_id"}, values[i].Find("id")->position,
                            fmt::format("a second rule has the id \"{}\"", id), "each id once");
    }
    ids.push_back(id);
  }
  if (!all_known) return;
  for (const JsonValue& value : values) {
    const JsonValue* unless = value.Find("unless");
    if (unless == nullptr) continue;
    std::vector<std::string_view> named;
    for (const JsonValue& element : unless->elements) {
      if (!element.IsText()) continue;
      if (std::find(ids.begin(), ids.end(), element.text) == ids.end()) {
        findings.emplace_back(Code{"cbas_unknown_id"}, element.position,
                              fmt::format("no rule has the id \"{}\"", element.text), ListOf(ids),
                              Guess(element.text, ids));
      } else if (std::find(named.begin(), named.end(), element.text) != named.end()) {
        findings.emplace_back(Code{"cbas_unless_twice"}, element.position,
                              fmt::format("the rule \"{}\" stands twice", element.text),
                              "each rule once");
      }
      named.push_back(element.text);
    }
  }
}

}  // namespace

Edition ReadEdition(ObjectReader& object) {
  Findings& findings = object.findings();
  Edition edition;
  if (const JsonValue* settings = object.Optional("settings")) {
    edition.settings = ReadSettings(*settings, findings);
  }
  if (const JsonValue* tables = object.Optional("tables")) {
    ReadTables(*tables, edition, findings);
  }
  if (const JsonValue* rules = object.Required("rules")) {
    std::vector<std::string_view> names;
    for (const auto& [name, bands] : edition.tables) names.push_back(name);
    const std::span<const JsonValue> values = ReadArray(*rules, findings);
    for (const JsonValue& value : values) {
      edition.rules.push_back(ReadRule(value, names, findings));
    }
    CheckIds(edition.rules, values, findings);
  }
  return edition;
}

}  // namespace twinbill::rule_book
