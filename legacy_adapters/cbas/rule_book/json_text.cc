#include "legacy_adapters/cbas/rule_book/json_text.h"

namespace twinbill::rule_book {

void AppendFlat(const JsonValue& value, std::string& out) {
  using Kind = JsonValue::Kind;
  switch (value.kind) {
    case Kind::kNull: out += "null"; return;
    case Kind::kTrue: out += "true"; return;
    case Kind::kFalse: out += "false"; return;
    case Kind::kNumber: out += value.text; return;
    case Kind::kString: AppendJsonString(value.text, out); return;
    case Kind::kArray:
      out += '[';
      for (const JsonValue& element : value.elements) {
        if (&element != &value.elements.front()) out += ", ";
        AppendFlat(element, out);
      }
      out += ']';
      return;
    case Kind::kObject:
      out += '{';
      for (const JsonMember& member : value.members) {
        if (&member != &value.members.front()) out += ", ";
        AppendJsonString(member.key, out);
        out += ": ";
        AppendFlat(member.value, out);
      }
      out += '}';
  }
}

}  // namespace twinbill::rule_book
