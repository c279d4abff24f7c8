#include "standard_engine/contract/expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "standard_engine/contract/construct_reader.h"
#include "standard_engine/contract/contract_tree.h"
#include "standard_engine/contract/parameter_value.h"
#include "standard_engine/contract/template_text.h"

namespace twinbill::contract {

using Kind = JsonValue::Kind;
using model::Code;

namespace {

// What a construct says over its template, in canonical order.
constexpr auto kMerged = std::to_array<std::string_view>(
    {"effective", "unless", "sharing", "line", "rounding", "delivery"});

// Asks for all keys that a construct of the definition may have.
void CheckKeys(const Definition& definition, const JsonValue& construct, Findings& findings) {
  ObjectReader object(construct, findings);
  for (const std::string_view key : GeneralKeys()) {
    if (key == "id") {
      if (const JsonValue* id = object.Required(key)) ReadNonEmptyText(*id, findings);
    } else if (key == "clause") {
      if (const JsonValue* clause = object.Required(key)) ReadText(*clause, findings);
    } else {
      object.Optional(key);
    }
  }
  for (const Parameter& parameter : definition.parameters) {
    const JsonValue* value =
        parameter.is_required() ? object.Required(parameter.name) : object.Optional(parameter.name);
    if (value != nullptr) CheckValue(parameter, *value, findings);
  }
  object.Finish();
}

JsonMember* FindMember(JsonValue& object, std::string_view key) {
  const auto found = std::find_if(object.members.begin(), object.members.end(),
                                  [&](const JsonMember& member) { return member.key == key; });
  return found == object.members.end() ? nullptr : &*found;
}

void Replace(JsonValue& object, const JsonMember& member) {
  if (JsonMember* there = FindMember(object, member.key)) {
    *there = member;
  } else {
    object.members.push_back(member);
  }
}

// Adds what the construct says at a general key to what the template says there: the ids of
// `unless` to the template's, the keys of an object over the template's, else in its place.
void Merge(JsonValue& primitive, const JsonMember& member) {
  JsonMember* there = FindMember(primitive, member.key);
  if (there == nullptr || there->value.kind != member.value.kind) {
    Replace(primitive, member);
    return;
  }
  if (member.key == "unless" && member.value.kind == Kind::kArray) {
    there->value.elements.insert(there->value.elements.end(), member.value.elements.begin(),
                                 member.value.elements.end());
    return;
  }
  if (member.key == "sharing" || member.value.kind != Kind::kObject) {
    Replace(primitive, member);
    return;
  }
  for (const JsonMember& inner : member.value.members) Replace(there->value, inner);
  there->value.position = member.value.position;
}

void DropRepeated(std::size_t from, Findings& findings) {
  for (std::size_t i = from; i < findings.size();) {
    const auto at = findings.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(findings.begin(), at, *at) == at) {
      ++i;
    } else {
      findings.erase(at);
    }
  }
}

}  // namespace

Values::Values(const Definition& definition, const JsonValue& construct) {
  defaults_.reserve(definition.parameters.size());  // bindings point there
  bindings_.push_back({"id", construct.Find("id")});
  const auto bound = [&](std::string_view name) {
    return std::find_if(bindings_.begin(), bindings_.end(),
                        [&](const Binding& binding) { return binding.name == name; })
        ->value;
  };
  for (const Parameter& parameter : definition.parameters) {
    const JsonValue* value = construct.Find(parameter.name);
    if (value == nullptr && parameter.otherwise) {
      const JsonValue& otherwise = *parameter.otherwise;
      if (otherwise.kind == Kind::kString && otherwise.text.starts_with('$')) {
        value = bound(std::string_view(otherwise.text).substr(1));
      } else {
        defaults_.push_back(otherwise);
        Relocate(construct.position, defaults_.back());
        value = &defaults_.back();
      }
    }
    bindings_.push_back({parameter.name, value});
  }
}

JsonValue PrimitiveOf(const JsonValue& construct, const FilledPart& part) {
  JsonValue primitive = JsonValue::Object();
  primitive.position = construct.position;
  for (const JsonMember& member : construct.members) {
    if (member.key == "id" || member.key == "clause" || member.key == "note") {
      primitive.members.push_back(member);
    }
  }
  if (JsonMember* id = FindMember(primitive, "id")) id->value.text += part.suffix;
  primitive.Put("construct", JsonValue::Text("primitive"));
  for (const JsonMember& member : part.value.members) primitive.members.push_back(member);
  for (const std::string_view key : kMerged) {
    for (const JsonMember& member : construct.members) {
      if (member.key == key) Merge(primitive, member);
    }
  }
  return primitive;
}

std::optional<std::vector<JsonValue>> Expand(const Definition& definition,
                                             const JsonValue& construct, Findings& findings) {
  const std::size_t before = findings.size();
  CheckKeys(definition, construct, findings);
  if (findings.size() > before) return std::nullopt;
  const Values values(definition, construct);
  TemplateFiller filler(definition, values.bindings(), Places::kContract, construct.position,
                        false);
  std::vector<JsonValue> primitives;
  for (const FilledPart& part : filler.Fill()) primitives.push_back(PrimitiveOf(construct, part));
  if (primitives.empty()) {
    findings.emplace_back(Code{"contract_expands_to_nothing"}, construct.position,
                          fmt::format("with these parameters \"{}\" has no part", definition.name),
                          "parameters that give something");
    return std::nullopt;
  }
  return primitives;
}

JsonValue CanonicalConstruct(const Definition& definition, const JsonValue& construct) {
  JsonValue canonical = JsonValue::Object();
  const auto put = [&](std::string_view key) {
    if (const JsonValue* value = construct.Find(key)) canonical.Put(std::string(key), *value);
  };
  for (const std::string_view key : {"id", "construct", "clause", "note"}) put(key);
  for (const Parameter& parameter : definition.parameters) put(parameter.name);
  for (const std::string_view key : kMerged) put(key);
  return canonical;
}

std::vector<Construct> ReadNamed(const Definition& definition, const JsonValue& value,
                                 std::vector<JsonValue>& trees, Findings& findings) {
  const std::size_t before = findings.size();
  auto expanded = Expand(definition, value, findings);
  std::vector<Construct> constructs;
  if (!expanded) return constructs;
  Origin origin{definition.name,
                value.Find("id")->text,
                WriteJson(CanonicalConstruct(definition, value)),
                {}};
  JsonValue expansion = JsonValue::Array();
  for (const JsonValue& tree : *expanded) {
    constructs.push_back(ReadPrimitive(tree, findings));
    expansion.elements.push_back(TreeOf(constructs.back(), Defaults::kLeftOut));
  }
  DropRepeated(before, findings);
  origin.expansion = WriteJson(expansion);
  for (Construct& construct : constructs) construct.origin = origin;
  trees = std::move(*expanded);
  return constructs;
}

}  // namespace twinbill::contract
