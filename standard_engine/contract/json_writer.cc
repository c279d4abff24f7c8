#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "standard_engine/contract/json_value.h"

namespace twinbill::contract {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 2;

void AppendOnOneLine(const JsonValue& value, std::string& out) {
  switch (value.kind) {
    case Kind::kNull: out += "null"; return;
    case Kind::kTrue: out += "true"; return;
    case Kind::kFalse: out += "false"; return;
    case Kind::kNumber: out += value.text; return;
    case Kind::kString: AppendJsonString(value.text, out); return;
    case Kind::kArray:
      out += '[';
      for (std::size_t i = 0; i < value.elements.size(); ++i) {
        if (i > 0) out += ", ";
        AppendOnOneLine(value.elements[i], out);
      }
      out += ']';
      return;
    case Kind::kObject:
      out += '{';
      for (std::size_t i = 0; i < value.members.size(); ++i) {
        if (i > 0) out += ", ";
        AppendJsonString(value.members[i].key, out);
        out += ": ";
        AppendOnOneLine(value.members[i].value, out);
      }
      out += '}';
      return;
  }
}

// Appends `value`, on one line where it fits; `taken` is how many columns of the line are gone,
// with one for a comma after it.
void AppendLaidOut(const JsonValue& value, std::size_t indent, std::size_t taken,
                   std::string& out) {
  std::string line;
  AppendOnOneLine(value, line);
  const bool is_array = value.kind == Kind::kArray;
  const std::size_t count = is_array ? value.elements.size() : value.members.size();
  const bool is_root = indent == 0;
  if (count == 0 || (!is_root && taken + line.size() <= kColumns)) {
    out += line;
    return;
  }
  const std::size_t inner = indent + kIndent;
  out += is_array ? '[' : '{';
  for (std::size_t i = 0; i < count; ++i) {
    out += i > 0 ? ",\n" : "\n";
    out.append(inner, ' ');
    std::string key;
    if (!is_array) {
      AppendJsonString(value.members[i].key, key);
      key += ": ";
    }
    out += key;
    AppendLaidOut(is_array ? value.elements[i] : value.members[i].value, inner,
                  inner + key.size() + 1, out);
  }
  out += '\n';
  out.append(indent, ' ');
  out += is_array ? ']' : '}';
}

bool SameMembers(const JsonValue& a, const JsonValue& b) {
  return a.members.size() == b.members.size() &&
         std::all_of(a.members.begin(), a.members.end(), [&](const JsonMember& member) {
           const JsonValue* other = b.Find(member.key);
           return other != nullptr && member.value.Equals(*other);
         });
}

}  // namespace

JsonValue JsonValue::Null() { return {}; }

JsonValue JsonValue::Bool(bool value) {
  JsonValue made;
  made.kind = value ? Kind::kTrue : Kind::kFalse;
  return made;
}

JsonValue JsonValue::Number(std::int64_t value) {
  JsonValue made;
  made.kind = Kind::kNumber;
  made.text = std::to_string(value);
  return made;
}

JsonValue JsonValue::Text(std::string text) {
  JsonValue made;
  made.kind = Kind::kString;
  made.text = std::move(text);
  return made;
}

JsonValue JsonValue::Array() { return Array(std::vector<JsonValue>()); }

JsonValue JsonValue::Array(std::vector<JsonValue> elements) {
  JsonValue made;
  made.kind = Kind::kArray;
  made.elements = std::move(elements);
  return made;
}

JsonValue JsonValue::Object() {
  JsonValue made;
  made.kind = Kind::kObject;
  return made;
}

void JsonValue::Put(std::string key, JsonValue value) {
  members.push_back({std::move(key), {}, std::move(value)});
}

bool JsonValue::Equals(const JsonValue& other) const {
  return kind == other.kind && text == other.text &&
         std::equal(elements.begin(), elements.end(), other.elements.begin(), other.elements.end(),
                    [](const JsonValue& a, const JsonValue& b) { return a.Equals(b); }) &&
         SameMembers(*this, other);
}

std::string WriteJson(const JsonValue& value) {
  std::string out;
  AppendLaidOut(value, 0, 0, out);
  return out;
}

}  // namespace twinbill::contract
