#include "legacy_adapters/foreign/key_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace twinbill::foreign {

using Kind = JsonTree::Kind;
using model::Code;

namespace {

std::string Guess(std::string_view found, const std::vector<std::string_view>& candidates) {
  const std::string_view near = model::NearMiss(found, candidates);
  return near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near);
}

}  // namespace

void WrongForm(const JsonTree& value, std::string_view allowed, Findings& findings) {
  findings.emplace_back(Code{"foreign_wrong_form"}, value.position,
                        fmt::format("{} can't stand here", value.Describe()), std::string(allowed));
}

std::optional<std::int64_t> WholeNumber(const JsonTree& value) {
  if (value.kind != Kind::kNumber) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [behind, error] = std::from_chars(value.text.data(), end, number);
  if (error != std::errc() || behind != end) return std::nullopt;
  return number;
}

std::string ListOf(const std::vector<std::string_view>& texts) {
  std::string list;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) list += i + 1 == texts.size() ? " or " : ", ";
    list += fmt::format("\"{}\"", texts[i]);
  }
  return list;
}

KeyReader::KeyReader(const JsonTree& tree, Findings& findings) : tree_(tree), findings_(findings) {
  if (tree.kind != Kind::kObject) WrongForm(tree, "an object", findings);
}

const JsonTree* KeyReader::Optional(std::string_view key) {
  asked_.push_back(key);
  return tree_.Find(key);
}

const JsonTree* KeyReader::Required(std::string_view key) {
  const JsonTree* found = Optional(key);
  if (found == nullptr && tree_.kind == Kind::kObject) {
    findings_.emplace_back(Code{"foreign_missing_key"}, tree_.position,
                           fmt::format("the key \"{}\" is missing", key));
  }
  return found;
}

void KeyReader::Finish() {
  std::vector<std::string_view> absent;
  for (const std::string_view key : asked_) {
    if (tree_.Find(key) == nullptr) absent.push_back(key);
  }
  for (const JsonMember& member : tree_.members) {
    if (std::find(asked_.begin(), asked_.end(), member.key) != asked_.end()) continue;
    findings_.emplace_back(Code{"foreign_unknown_key"}, member.key_position,
                           fmt::format("the key \"{}\" is unknown here", member.key),
                           ListOf(asked_), Guess(member.key, absent));
  }
}

std::string KeyReader::Text(std::string_view key) {
  const JsonTree* value = Required(key);
  if (value == nullptr) return {};
  if (value->kind == Kind::kString && !value->text.empty()) return value->text;
  WrongForm(*value, "a text that is not empty", findings_);
  return {};
}

std::string KeyReader::TextOr(std::string_view key, std::string otherwise) {
  const JsonTree* value = Optional(key);
  if (value == nullptr) return otherwise;
  if (value->kind == Kind::kString) return value->text;
  WrongForm(*value, "a text", findings_);
  return otherwise;
}

std::optional<model::Date> KeyReader::Date(std::string_view key) {
  const JsonTree* value = Required(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::kString) {
    if (const auto date = model::Date::Parse(value->text)) return date;
  }
  WrongForm(*value, "a day that exists, as \"YYYY-MM-DD\"", findings_);
  return std::nullopt;
}

bool KeyReader::BoolOr(std::string_view key, bool otherwise) {
  const JsonTree* value = Optional(key);
  if (value == nullptr) return otherwise;
  if (value->kind == Kind::kTrue || value->kind == Kind::kFalse) return value->kind == Kind::kTrue;
  WrongForm(*value, "true or false", findings_);
  return otherwise;
}

std::int64_t KeyReader::IntegerOr(std::string_view key, std::int64_t from, std::int64_t to,
                                  std::int64_t otherwise) {
  const JsonTree* value = Optional(key);
  if (value == nullptr) return otherwise;
  const auto number = WholeNumber(*value);
  if (number && *number >= from && *number <= to) return *number;
  WrongForm(*value, fmt::format("a whole number from {} to {}, without quotes", from, to),
            findings_);
  return otherwise;
}

std::size_t KeyReader::ChoiceOr(std::string_view key, const std::vector<std::string_view>& choices,
                                std::size_t otherwise) {
  const JsonTree* value = Optional(key);
  if (value == nullptr) return otherwise;
  const auto found = std::find(choices.begin(), choices.end(), value->text);
  if (value->kind == Kind::kString && found != choices.end()) {
    return static_cast<std::size_t>(found - choices.begin());
  }
  findings_.emplace_back(Code{"foreign_unknown_choice"}, value->position,
                         fmt::format("{} is none of the choices", value->Describe()),
                         ListOf(choices), Guess(value->text, choices));
  return otherwise;
}

std::vector<std::string> KeyReader::TextsOr(std::string_view key,
                                            std::vector<std::string> otherwise) {
  const JsonTree* value = Optional(key);
  if (value == nullptr) return otherwise;
  std::vector<std::string> texts;
  if (value->kind != Kind::kArray) WrongForm(*value, "an array of texts", findings_);
  for (const JsonTree& element : value->elements) {
    if (element.kind != Kind::kString) WrongForm(element, "a text", findings_);
    texts.push_back(element.text);
  }
  return texts;
}

const std::vector<JsonTree>& KeyReader::Elements(std::string_view key) {
  static const std::vector<JsonTree> kNone;
  const JsonTree* value = Optional(key);
  if (value == nullptr) return kNone;
  if (value->kind != Kind::kArray) WrongForm(*value, "an array", findings_);
  return value->elements;
}

}  // namespace twinbill::foreign
