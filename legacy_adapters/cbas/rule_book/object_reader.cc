#include "legacy_adapters/cbas/rule_book/object_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "legacy_adapters/cbas/rule_book/text_fault.h"

namespace twinbill::rule_book {

using Kind = JsonValue::Kind;
using model::Code;
using model::Decimal;

namespace {

constexpr auto kLineDimensions =
    std::to_array<std::string_view>({"account", "service", "region", "usage_type"});
constexpr auto kAllDimensions =
    std::to_array<std::string_view>({"account", "service", "region", "usage_type", "operation",
                                     "line_item_type", "unit", "product.KEY", "tag.KEY"});

}  // namespace

ObjectReader::ObjectReader(const JsonValue& value, Findings& findings)
    : value_(value), findings_(findings), is_object_(value.kind == Kind::kObject) {
  if (!is_object_) WrongForm(value, "an object", findings);
}

const JsonValue* ObjectReader::Optional(std::string_view key) {
  asked_.push_back(key);
  return value_.Find(key);
}

const JsonValue* ObjectReader::Required(std::string_view key) {
  const JsonValue* found = Optional(key);
  if (found == nullptr && is_object_) {
    findings_.emplace_back(Code{"cbas_missing_key"}, value_.position,
                           fmt::format("the key \"{}\" is missing", key));
  }
  return found;
}

void ObjectReader::Finish() {
  std::vector<std::string_view> absent;
  for (const std::string_view key : asked_) {
    if (value_.Find(key) == nullptr) absent.push_back(key);
  }
  for (const JsonMember& member : value_.members) {
    if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
    findings_.emplace_back(Code{"cbas_unknown_key"}, member.key_position,
                           fmt::format("the key \"{}\" is unknown here", member.key),
                           ListOf(asked_), Guess(member.key, absent));
  }
}

std::string ListOf(std::span<const std::string_view> texts) {
  std::string list;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) list += i + 1 == texts.size() ? " or " : ", ";
    list += fmt::format("\"{}\"", texts[i]);
  }
  return list;
}

bool IsName(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

void WrongForm(const JsonValue& value, std::string_view allowed, Findings& findings) {
  findings.emplace_back(Code{"cbas_wrong_form"}, value.position,
                        fmt::format("{} does not belong here", value.Describe()),
                        std::string(allowed));
}

std::string ReadText(const JsonValue& value, Findings& findings) {
  if (value.IsText()) return value.text;
  WrongForm(value, "a text", findings);
  return {};
}

std::string ReadNonEmptyText(const JsonValue& value, Findings& findings) {
  if (value.IsText() && !value.text.empty()) return value.text;
  WrongForm(value, "a text that is not empty", findings);
  return {};
}

Decimal ReadDecimal(const JsonValue& value, Findings& findings) {
  if (value.kind == Kind::kNumber) {
    findings.emplace_back(Code{"cbas_bare_number"}, value.position,
                          fmt::format("{} is no text, so readers may round it", value.Describe()),
                          "a decimal in quotes", fmt::format("write \"{}\"", value.text));
    return {};
  }
  if (!value.IsText()) {
    WrongForm(value, "a decimal in quotes", findings);
    return {};
  }
  const auto decimal = Decimal::Parse(value.text);
  if (decimal) return *decimal;
  findings.emplace_back(Code{"cbas_bad_decimal"}, value.position,
                        fmt::format("{}: {}", value.Describe(), model::Describe(decimal.error())),
                        "a decimal of at most 38 digits, 28 of them after the point");
  return {};
}

std::optional<model::Date> ReadDate(const JsonValue& value, Findings& findings) {
  if (value.IsText()) {
    if (const auto date = model::Date::Parse(value.text)) return date;
  }
  findings.emplace_back(Code{"cbas_bad_date"}, value.position,
                        fmt::format("{} is no date", value.Describe()),
                        "a day that exists, as \"YYYY-MM-DD\"");
  return std::nullopt;
}

bool ReadBool(const JsonValue& value, Findings& findings) {
  if (value.kind != Kind::kTrue && value.kind != Kind::kFalse) {
    WrongForm(value, "true or false, without quotes", findings);
  }
  return value.kind == Kind::kTrue;
}

int ReadInteger(const JsonValue& value, int from, int to, Findings& findings) {
  const std::string allowed =
      from == to ? std::to_string(from)
                 : fmt::format("a whole number from {} to {}, without quotes", from, to);
  if (value.kind != Kind::kNumber) {
    WrongForm(value, allowed, findings);
    return from;
  }
  for (int number = from; number <= to; ++number) {
    if (value.text == std::to_string(number)) return number;
  }
  findings.emplace_back(Code{"cbas_integer_range"}, value.position,
                        fmt::format("{} is out of range", value.Describe()), allowed);
  return from;
}

std::span<const JsonValue> ReadArray(const JsonValue& value, Findings& findings) {
  if (value.kind != Kind::kArray) WrongForm(value, "an array", findings);
  return value.elements;
}

std::size_t ReadChoice(const JsonValue& value, std::span<const std::string_view> choices,
                       Findings& findings) {
  if (value.IsText()) {
    const auto found = std::find(choices.begin(), choices.end(), value.text);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  }
  findings.emplace_back(Code{"cbas_unknown_choice"}, value.position,
                        fmt::format("{} is none of the choices", value.Describe()), ListOf(choices),
                        Guess(value.text, {choices.begin(), choices.end()}));
  return 0;
}

std::vector<model::Dimension> ReadDimensions(const JsonValue& value, bool of_lines,
                                             Findings& findings) {
  const auto allowed = of_lines ? std::span<const std::string_view>(kLineDimensions)
                                : std::span<const std::string_view>(kAllDimensions);
  std::vector<model::Dimension> dimensions;
  for (const JsonValue& element : ReadArray(value, findings)) {
    const std::string name = ReadText(element, findings);
    if (!element.IsText()) continue;
    const auto dimension = model::Dimension::Parse(name);
    if (!dimension ||
        (of_lines && std::find(allowed.begin(), allowed.end(), name) == allowed.end())) {
      findings.emplace_back(Code{"cbas_unknown_dimension"}, element.position,
                            fmt::format("{} is no dimension here", element.Describe()),
                            ListOf(allowed), Guess(name, {allowed.begin(), allowed.end()}));
    } else if (std::find(dimensions.begin(), dimensions.end(), *dimension) != dimensions.end()) {
      findings.emplace_back(Code{"cbas_repeated_dimension"}, element.position,
                            fmt::format("{} stands twice", element.Describe()),
                            "each dimension once");
    } else {
      dimensions.push_back(*dimension);
    }
  }
  return dimensions;
}

}  // namespace twinbill::rule_book
