#include "standard_engine/contract/parameter_value.h"

#include <algorithm>
#include <array>
#include <utility>

#include "standard_engine/contract/benefit_reader.h"
#include "standard_engine/contract/scope_reader.h"

namespace twinbill::contract {
namespace {

void CheckItems(const Parameter& parameter, const JsonValue& value, Findings& findings) {
  for (const JsonValue& item : ReadArray(value, findings)) {
    ObjectReader object(item, findings);
    for (const Parameter& field : parameter.fields) {
      const JsonValue* found =
          field.is_required() ? object.Required(field.name) : object.Optional(field.name);
      if (found != nullptr) CheckValue(field, *found, findings);
    }
    object.Finish();
  }
}

JsonValue OneStep(Rule rule) {
  JsonValue step = JsonValue::Object();
  step.Put("up_to", JsonValue::Null());
  step.Put(std::string(TextOf(rule)), JsonValue::Text("-1.5"));
  return JsonValue::Array({std::move(step)});
}

JsonValue EveryScope() {
  JsonValue scope = JsonValue::Object();
  scope.Put("tag.x", JsonValue::Array({JsonValue::Text("")}));
  return scope;
}

template <std::size_t N>
JsonValue TextOrLast(const std::array<std::string_view, N>& texts, std::size_t number) {
  return JsonValue::Text(std::string(texts[std::min(number, N - 1)]));
}

}  // namespace

void CheckValue(const Parameter& parameter, const JsonValue& value, Findings& findings) {
  switch (parameter.type) {
    case ParameterType::kDecimal:
    case ParameterType::kPercent: ReadDecimal(value, findings); return;
    case ParameterType::kMoney: ReadNonNegative(value, findings); return;
    case ParameterType::kName: ReadNonEmptyText(value, findings); return;
    case ParameterType::kText: ReadText(value, findings); return;
    case ParameterType::kDate: ReadDate(value, findings); return;
    case ParameterType::kBoolean: ReadBool(value, findings); return;
    case ParameterType::kScope: ReadScope(value, findings); return;
    case ParameterType::kWindow: ReadWord<model::WindowKind>(value, findings); return;
    case ParameterType::kSteps: ReadSteps(value, findings); return;
    case ParameterType::kDimensions: ReadPer(value, findings); return;
    case ParameterType::kTexts:
      for (const JsonValue& text : ReadArray(value, findings)) ReadText(text, findings);
      return;
    case ParameterType::kConstructIds:
      for (const JsonValue& id : ReadArray(value, findings)) ReadNonEmptyText(id, findings);
      return;
    case ParameterType::kChoice: {
      const std::vector<std::string_view> choices(parameter.choices.begin(),
                                                  parameter.choices.end());
      ReadChoice(value, choices, findings);
      return;
    }
    case ParameterType::kList: CheckItems(parameter, value, findings); return;
  }
}

std::size_t SpecimenCount(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::kWindow: return Texts<model::WindowKind>::kAll.size();
    case ParameterType::kSteps: return Texts<Rule>::kAll.size();
    case ParameterType::kBoolean: return 2;
    case ParameterType::kChoice: return parameter.choices.size();
    case ParameterType::kList: {
      std::size_t count = 1;
      for (const Parameter& field : parameter.fields) {
        count = std::max(count, SpecimenCount(field));
      }
      return count;
    }
    default: return 1;
  }
}

JsonValue Specimen(const Parameter& parameter, std::size_t number, bool whole_items) {
  switch (parameter.type) {
    case ParameterType::kDecimal:
    case ParameterType::kPercent: return JsonValue::Text("-1.5");
    case ParameterType::kMoney: return JsonValue::Text("1.5");
    case ParameterType::kName: return JsonValue::Text("a name");
    case ParameterType::kText: return JsonValue::Text("");
    case ParameterType::kTexts: return JsonValue::Array({JsonValue::Text("")});
    case ParameterType::kDate: return JsonValue::Text("2025-01-01");
    case ParameterType::kBoolean: return JsonValue::Bool(number == 0);
    case ParameterType::kScope: return EveryScope();
    case ParameterType::kWindow: return TextOrLast(Texts<model::WindowKind>::kAll, number);
    case ParameterType::kSteps:
      return OneStep(
          static_cast<Rule>(std::min<std::size_t>(number, Texts<Rule>::kAll.size() - 1)));
    case ParameterType::kChoice:
      return JsonValue::Text(parameter.choices[std::min(number, parameter.choices.size() - 1)]);
    case ParameterType::kDimensions:
      return JsonValue::Array({JsonValue::Text("operation"), JsonValue::Text("tag.x")});
    case ParameterType::kConstructIds: return JsonValue::Array({JsonValue::Text("an id")});
    case ParameterType::kList: {
      JsonValue item = JsonValue::Object();
      for (const Parameter& field : parameter.fields) {
        if (field.is_optional && !whole_items) continue;
        item.Put(field.name, Specimen(field, number, whole_items));
      }
      return JsonValue::Array({std::move(item)});
    }
  }
  return {};
}

bool IsTextual(ParameterType type) {
  switch (type) {
    case ParameterType::kDecimal:
    case ParameterType::kMoney:
    case ParameterType::kPercent:
    case ParameterType::kName:
    case ParameterType::kText:
    case ParameterType::kDate:
    case ParameterType::kWindow:
    case ParameterType::kChoice: return true;
    default: return false;
  }
}

}  // namespace twinbill::contract
