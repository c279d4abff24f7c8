// JsonValue: a JSON text as a tree in which everything knows where it stands.
//
// Numbers keep their text, so nothing becomes a binary float. Duplicate keys, more than 64 levels
// and text that is no JSON or no UTF-8 are refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"

namespace twinbill::contract {

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kTrue, kFalse, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;                 // a string's content, a number as it is written
  std::vector<JsonValue> elements;  // of an array
  std::vector<JsonMember> members;  // of an object, in the order of the text
  model::Position position;         // of its first byte; with its JSON pointer

  static JsonValue Null();
  static JsonValue Bool(bool value);
  static JsonValue Number(std::int64_t value);
  static JsonValue Text(std::string text);
  static JsonValue Array();
  static JsonValue Array(std::vector<JsonValue> elements);
  static JsonValue Object();
  // Adds a member at the end of an object; the key is not there yet.
  void Put(std::string key, JsonValue value);

  const JsonValue* Find(std::string_view key) const;  // null where there is none
  // Whether both say the same, places and the order of keys aside.
  bool Equals(const JsonValue& other) const;
  // "a number", "the text \"x\"": for messages.
  std::string Describe() const;
};

struct JsonMember {
  std::string key;
  model::Position key_position;  // of the key; its pointer is the value's
  JsonValue value;
};

// Reads `text`; `file` is what positions are named after. All duplicate keys are reported, not the
// first only.
model::Result<JsonValue> ParseJson(std::string_view text, const std::string& file);

// The value as JSON: two spaces a level, what fits into 100 columns on one line, no line end after
// it. Reading it gives an equal value, with keys in the same order.
std::string WriteJson(const JsonValue& value);

// Appends `text` as a JSON string with its quotes: `"`, `\` and control characters escaped.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace twinbill::contract
