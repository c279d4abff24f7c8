// Definition: a named construct as data: typed parameters, and a template that makes primitives of
// them.
//
// A value that ReadDefinition() gave obeys every rule of docs/formats/constructs.md, so that it
// expands without surprises. Nothing in the program knows a definition by its name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "standard_engine/contract/choices.h"
#include "standard_engine/contract/json_value.h"

namespace twinbill::contract {

enum class ParameterType : std::uint8_t {
  kDecimal,
  kMoney,    // a decimal of 0 or more
  kPercent,  // a decimal, per cent
  kName,     // a text that is not empty
  kText,
  kTexts,
  kDate,
  kBoolean,
  kScope,
  kWindow,
  kSteps,  // of tiers
  kChoice,
  kDimensions,  // that a meter can be per
  kConstructIds,
  kList,  // of objects with `fields`
};

template <>
struct Texts<ParameterType> {
  static constexpr auto kAll = std::to_array<std::string_view>(
      {"decimal", "money", "percent", "name", "text", "texts", "date", "boolean", "scope", "window",
       "steps", "choice", "dimensions", "construct_ids", "list"});
};

struct Parameter {
  std::string name;
  ParameterType type = ParameterType::kDecimal;
  std::string about;
  bool is_optional = false;            // may be left out, and is then not given
  std::optional<JsonValue> otherwise;  // what it is where it is left out; "$NAME": as that one
  std::vector<std::string> choices;    // of a choice
  std::vector<Parameter> fields;       // of a list; none has a default
  model::Position position;

  bool is_required() const { return !is_optional && !otherwise; }
};

struct Example {
  std::string about;
  JsonValue construct;
};

struct Definition {
  std::string name;
  std::string title;
  std::string about;                       // one sentence
  std::vector<std::string> documentation;  // paragraphs
  std::vector<Parameter> parameters;
  JsonValue pattern;  // the template: a part, or an array of named parts
  std::vector<Example> examples;
  std::string file;  // where it was read

  const Parameter* Find(std::string_view parameter) const;  // null where there is none
};

// The keys that every named construct has besides its parameters, in canonical order.
std::span<const std::string_view> GeneralKeys();

// Definitions by name.
class DefinitionSet {
 public:
  // False where one of that name is there; then nothing changed.
  bool Add(Definition definition);
  const Definition* Find(std::string_view name) const;  // null where there is none
  // In the order they were added.
  const std::vector<Definition>& all() const { return definitions_; }

 private:
  std::vector<Definition> definitions_;
};

}  // namespace twinbill::contract
