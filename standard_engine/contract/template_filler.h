// TemplateFiller: a template with values in the place of its parameters' names.
//
// The template is one that a definition's check let through: every name in it is bound.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "standard_engine/contract/definition.h"

namespace twinbill::contract {

// What a name stands for; null: it was not given, and what needs it is dropped.
struct Binding {
  std::string name;
  const JsonValue* value = nullptr;
};

// Where what comes out is said to stand.
enum class Places {
  // Values where they stand, the rest at `construct`, with the place in the template in words:
  // what a contract's author is told.
  kContract,
  // All of it in the template, values where their names stand: what a definition's author is told.
  kDefinition,
};

struct FilledPart {
  std::string suffix;  // "/PART" or "/PART/NUMBER" after the construct's id; may be empty
  JsonValue value;
};

class TemplateFiller {
 public:
  // `conditions_hold`: what has a condition is there whether it holds or not.
  TemplateFiller(const Definition& definition, std::vector<Binding> bindings, Places places,
                 model::Position construct, bool conditions_hold);

  std::vector<FilledPart> Fill();

 private:
  std::optional<JsonValue> Fill(const JsonValue& pattern);
  std::optional<JsonValue> FillText(const JsonValue& pattern);
  std::optional<JsonValue> FillObject(const JsonValue& pattern);
  JsonValue FillArray(const JsonValue& pattern);
  bool Holds(const JsonValue& object) const;
  bool IsMet(const JsonValue& condition) const;
  const JsonValue* ValueOf(std::string_view name) const;
  // The items that "$each" of `element` names, none where it has none; each is bound while `fill`
  // runs, with its number from 1.
  template <class FillItem>
  void ForEachItem(const JsonValue& element, FillItem fill);
  JsonValue Empty(const JsonValue& pattern) const;
  void Place(const model::Position& pattern, model::Position& position) const;

  const Definition& definition_;
  std::vector<Binding> bindings_;
  Places places_;
  model::Position construct_;
  bool conditions_hold_;
};

// Moves the value and all in it to one place.
void Relocate(const model::Position& position, JsonValue& value);

}  // namespace twinbill::contract
