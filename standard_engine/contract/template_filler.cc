#include "standard_engine/contract/template_filler.h"

#include <fmt/format.h>

#include <algorithm>

#include "standard_engine/contract/template_text.h"

namespace twinbill::contract {

using Kind = JsonValue::Kind;

namespace {

bool IsOneOf(const JsonValue& value, const JsonValue& choices) {
  if (choices.kind != Kind::kArray) return value.text == choices.text;
  return std::any_of(choices.elements.begin(), choices.elements.end(),
                     [&](const JsonValue& choice) { return value.text == choice.text; });
}

}  // namespace

TemplateFiller::TemplateFiller(const Definition& definition, std::vector<Binding> bindings,
                               Places places, model::Position construct, bool conditions_hold)
    : definition_(definition),
      bindings_(std::move(bindings)),
      places_(places),
      construct_(std::move(construct)),
      conditions_hold_(conditions_hold) {}

const JsonValue* TemplateFiller::ValueOf(std::string_view name) const {
  // The innermost of that name.
  const auto found = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                  [&](const Binding& binding) { return binding.name == name; });
  TWINBILL_CHECK(found != bindings_.rend());
  return found->value;
}

void TemplateFiller::Place(const model::Position& pattern, model::Position& position) const {
  if (places_ == Places::kDefinition) {
    position = pattern;
    return;
  }
  position = construct_;
  position.part = fmt::format("in what \"{}\" expands to, {}", definition_.name, pattern.pointer);
}

JsonValue TemplateFiller::Empty(const JsonValue& pattern) const {
  JsonValue value;
  value.kind = pattern.kind;
  Place(pattern.position, value.position);
  return value;
}

bool TemplateFiller::IsMet(const JsonValue& condition) const {
  if (condition.kind == Kind::kString) {
    const JsonValue* value = ValueOf(condition.text);
    return value != nullptr && value->kind != Kind::kFalse;
  }
  return std::all_of(condition.members.begin(), condition.members.end(),
                     [&](const JsonMember& member) {
                       const JsonValue* value = ValueOf(member.key);
                       return value != nullptr && IsOneOf(*value, member.value);
                     });
}

bool TemplateFiller::Holds(const JsonValue& object) const {
  if (conditions_hold_) return true;
  const JsonValue* when = object.Find(kWhen);
  const JsonValue* unless = object.Find(kUnless);
  return (when == nullptr || IsMet(*when)) && (unless == nullptr || !IsMet(*unless));
}

std::optional<JsonValue> TemplateFiller::FillText(const JsonValue& pattern) {
  const auto text = ParseTemplateText(pattern.text);
  TWINBILL_CHECK(text.has_value());
  if (text->is_value) {
    const JsonValue* value = ValueOf(text->pieces.front().text);
    if (value == nullptr) return std::nullopt;
    JsonValue filled = *value;
    if (places_ == Places::kDefinition) Relocate(pattern.position, filled);
    return filled;
  }
  JsonValue filled = Empty(pattern);
  for (const TextPiece& piece : text->pieces) {
    const JsonValue* value = piece.is_reference ? ValueOf(piece.text) : nullptr;
    if (piece.is_reference && value == nullptr) return std::nullopt;
    filled.text += piece.is_reference ? value->text : piece.text;
    if (piece.is_reference && places_ == Places::kContract) filled.position = value->position;
  }
  return filled;
}

std::optional<JsonValue> TemplateFiller::FillObject(const JsonValue& pattern) {
  if (!Holds(pattern)) return std::nullopt;
  JsonValue filled = Empty(pattern);
  for (const JsonMember& member : pattern.members) {
    if (member.key.starts_with('$')) continue;
    auto value = Fill(member.value);
    if (!value) continue;
    filled.Put(member.key, std::move(*value));
    Place(member.key_position, filled.members.back().key_position);
  }
  return filled;
}

template <class FillItem>
void TemplateFiller::ForEachItem(const JsonValue& element, FillItem fill) {
  const std::string& list = element.Find(kEach)->text;
  const JsonValue* items = ValueOf(list);
  if (items == nullptr || !Holds(element)) return;
  std::size_t number = 0;
  const Parameter* parameter = definition_.Find(list);
  for (const JsonValue& item : items->elements) {
    const std::size_t outer = bindings_.size();
    for (const Parameter& field : parameter->fields) {
      bindings_.push_back({list + "." + field.name, item.Find(field.name)});
    }
    fill(*element.Find(kAs), ++number);
    bindings_.resize(outer);
  }
}

JsonValue TemplateFiller::FillArray(const JsonValue& pattern) {
  JsonValue filled = Empty(pattern);
  const auto add = [&](std::optional<JsonValue> value) {
    if (value) filled.elements.push_back(std::move(*value));
  };
  for (const JsonValue& element : pattern.elements) {
    if (element.Find(kEach) == nullptr) {
      add(Fill(element));
    } else {
      ForEachItem(element, [&](const JsonValue& item, std::size_t) { add(Fill(item)); });
    }
  }
  return filled;
}

std::optional<JsonValue> TemplateFiller::Fill(const JsonValue& pattern) {
  switch (pattern.kind) {
    case Kind::kString: return FillText(pattern);
    case Kind::kObject: return FillObject(pattern);
    case Kind::kArray: return FillArray(pattern);
    default: {
      JsonValue filled = Empty(pattern);
      filled.text = pattern.text;
      return filled;
    }
  }
}

std::vector<FilledPart> TemplateFiller::Fill() {
  std::vector<FilledPart> parts;
  const auto add = [&](const JsonValue& pattern, std::string suffix) {
    auto value = FillObject(pattern);
    if (!value) return;
    std::erase_if(value->members, [](const JsonMember& member) { return member.key == kPart; });
    parts.push_back({std::move(suffix), std::move(*value)});
  };
  if (definition_.pattern.kind == Kind::kObject) {
    add(definition_.pattern, {});
    return parts;
  }
  for (const JsonValue& element : definition_.pattern.elements) {
    if (element.Find(kEach) == nullptr) {
      add(element, "/" + element.Find(kPart)->text);
      continue;
    }
    ForEachItem(element, [&](const JsonValue& item, std::size_t number) {
      add(item, fmt::format("/{}/{}", item.Find(kPart)->text, number));
    });
  }
  return parts;
}

void Relocate(const model::Position& position, JsonValue& value) {
  value.position = position;
  for (JsonValue& element : value.elements) Relocate(position, element);
  for (JsonMember& member : value.members) {
    member.key_position = position;
    Relocate(position, member.value);
  }
}

}  // namespace twinbill::contract
