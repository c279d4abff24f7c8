#include "standard_engine/contract/object_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinbill::contract {

using Kind = JsonValue::Kind;
using model::Code;
using model::Decimal;

namespace {

void WrongForm(const JsonValue& value, std::string_view allowed, Findings& findings) {
  findings.emplace_back(Code{"contract_wrong_form"}, value.position,
                        fmt::format("{} can't stand here", value.Describe()), std::string(allowed));
}

std::string Guess(std::string_view found, const std::vector<std::string_view>& candidates) {
  const std::string_view near = model::NearMiss(found, candidates);
  return near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near);
}

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
    findings_.emplace_back(Code{"contract_missing_key"}, value_.position,
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
    findings_.emplace_back(Code{"contract_unknown_key"}, member.key_position,
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

std::string ReadText(const JsonValue& value, Findings& findings) {
  if (value.kind == Kind::kString) return value.text;
  WrongForm(value, "a text", findings);
  return {};
}

std::string ReadNonEmptyText(const JsonValue& value, Findings& findings) {
  if (value.kind == Kind::kString && !value.text.empty()) return value.text;
  WrongForm(value, "a text that is not empty", findings);
  return {};
}

Decimal ReadDecimal(const JsonValue& value, Findings& findings) {
  if (value.kind == Kind::kNumber) {
    findings.emplace_back(Code{"contract_bare_number"}, value.position,
                          fmt::format("{} is no text, so readers may round it", value.Describe()),
                          "a decimal in quotes", fmt::format("write \"{}\"", value.text));
    return {};
  }
  if (value.kind != Kind::kString) {
    WrongForm(value, "a decimal in quotes", findings);
    return {};
  }
  const auto decimal = Decimal::Parse(value.text);
  if (decimal) return *decimal;
  findings.emplace_back(Code{"contract_bad_decimal"}, value.position,
                        fmt::format("{}: {}", value.Describe(), model::Describe(decimal.error())),
                        "a decimal of at most 38 digits, 28 of them after the point");
  return {};
}

Decimal ReadNonNegative(const JsonValue& value, Findings& findings) {
  const Decimal decimal = ReadDecimal(value, findings);
  if (decimal.is_negative()) {
    findings.emplace_back(Code{"contract_negative_amount"}, value.position,
                          fmt::format("{} is negative", value.Describe()), "0 or more");
  }
  return decimal;
}

std::optional<model::Date> ReadDate(const JsonValue& value, Findings& findings) {
  if (value.kind == Kind::kString) {
    if (const auto date = model::Date::Parse(value.text)) return date;
  }
  findings.emplace_back(Code{"contract_bad_date"}, value.position,
                        fmt::format("{} is no date", value.Describe()),
                        "a day that exists, as \"YYYY-MM-DD\"");
  return std::nullopt;
}

bool ReadBool(const JsonValue& value, Findings& findings) {
  if (value.kind != Kind::kTrue && value.kind != Kind::kFalse) {
    WrongForm(value, "true or false", findings);
  }
  return value.kind == Kind::kTrue;
}

int ReadInteger(const JsonValue& value, int from, int to, Findings& findings) {
  const std::string allowed = fmt::format("a whole number from {} to {}, without quotes", from, to);
  if (value.kind != Kind::kNumber) {
    WrongForm(value, allowed, findings);
    return from;
  }
  for (int number = from; number <= to; ++number) {
    if (value.text == std::to_string(number)) return number;
  }
  findings.emplace_back(Code{"contract_integer_range"}, value.position,
                        fmt::format("{} is out of range", value.Describe()), allowed);
  return from;
}

std::span<const JsonValue> ReadArray(const JsonValue& value, Findings& findings) {
  if (value.kind != Kind::kArray) WrongForm(value, "an array", findings);
  return value.elements;
}

std::size_t ReadChoice(const JsonValue& value, std::span<const std::string_view> choices,
                       Findings& findings) {
  if (value.kind == Kind::kString) {
    const auto found = std::find(choices.begin(), choices.end(), value.text);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  }
  findings.emplace_back(Code{"contract_unknown_choice"}, value.position,
                        fmt::format("{} is none of the choices", value.Describe()), ListOf(choices),
                        Guess(value.text, {choices.begin(), choices.end()}));
  return 0;
}

}  // namespace twinbill::contract
