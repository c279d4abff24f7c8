// JsonValue: the JSON of a rule book as a tree in which everything knows where it stands.
//
// JSON with `//` comments, in UTF-8. Numbers keep their text, so nothing becomes a binary float.
// Duplicate keys, more than 64 levels, other comments and text that is no JSON are refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::rule_book {

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kTrue, kFalse, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;                 // a string's content, a number as it is written
  std::string source;               // a string as it is written, with quotes and escapes
  std::vector<JsonValue> elements;  // of an array
  std::vector<JsonMember> members;  // of an object, in the order of the text
  model::Position position;         // of its first byte; with its JSON pointer

  const JsonValue* Find(std::string_view key) const;  // null where there is none
  JsonValue* Find(std::string_view key);
  bool IsText() const { return kind == Kind::kString; }
  // "the number 5", "the text \"x\"": for messages.
  std::string Describe() const;
  // The place in the file of the byte `at` of a string's content, escapes counted as written.
  model::Position PlaceWithin(std::size_t at) const;
};

struct JsonMember {
  std::string key;
  model::Position key_position;  // of the key; its pointer is the value's
  JsonValue value;
};

struct JsonDocument {
  JsonValue root;
  std::vector<Comment> comments;  // in the order of the text
};

// Reads `text`; `file` is what positions are named after. All duplicate keys are reported, not the
// first only.
model::Result<JsonDocument> ParseJson(std::string_view text, const std::string& file);

// A key as a reference token of a JSON pointer (RFC 6901).
std::string PointerToken(std::string_view key);

// Appends `text` as a JSON string with its quotes: `"`, `\` and control characters escaped.
void AppendJsonString(std::string_view text, std::string& out);

}  // namespace twinbill::rule_book
