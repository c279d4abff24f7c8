// JsonTree: a JSON text, `//` comments allowed, as values that know where they stand.
//
// Numbers keep their text, so that nothing becomes a binary float. Duplicate keys, more than 64
// levels, and text that is no JSON or no UTF-8 are refused. The standard side has its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"

namespace twinbill::foreign {

struct JsonMember;

struct JsonTree {
  enum class Kind : std::uint8_t { kNull, kTrue, kFalse, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  std::string text;                 // a string's content, a number as it is written
  std::vector<JsonTree> elements;   // of an array
  std::vector<JsonMember> members;  // of an object, in the order of the text
  model::Position position;         // of its first byte; with its JSON pointer

  const JsonTree* Find(std::string_view key) const;  // null where there is none
  // "the number 5", "the text \"x\"": for messages.
  std::string Describe() const;
};

struct JsonMember {
  std::string key;
  model::Position key_position;
  JsonTree value;
};

// `file` is what positions are named after.
model::Result<JsonTree> ParseJson(std::string_view text, const std::string& file);

// Appends `text` as a JSON string with its quotes. What is not UTF-8 becomes U+FFFD.
void AppendJsonText(std::string_view text, std::string& out);
std::string JsonText(std::string_view text);

}  // namespace twinbill::foreign
