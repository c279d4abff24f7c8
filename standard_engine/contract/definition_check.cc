#include "standard_engine/contract/definition_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "standard_engine/contract/construct_reader.h"
#include "standard_engine/contract/expansion.h"
#include "standard_engine/contract/parameter_value.h"
#include "standard_engine/contract/template_text.h"

namespace twinbill::contract {

using Kind = JsonValue::Kind;
using model::Code;

namespace {

// Walks over a template: what its names are, and where they stand.
class NameCheck {
 public:
  NameCheck(const Definition& definition, Findings& findings)
      : definition_(definition), findings_(findings) {}

  void Check() {
    const JsonValue& pattern = definition_.pattern;
    if (pattern.kind == Kind::kObject) {
      CheckPart(pattern, false);
    } else if (pattern.kind == Kind::kArray) {
      CheckParts(pattern);
    } else {
      Refuse(Code{"definition_template_form"}, pattern.position,
             fmt::format("{} is no template", pattern.Describe()),
             "an object, or an array of parts");
    }
    CheckUsed();
  }

 private:
  void Refuse(Code code, const model::Position& at, std::string what, std::string allowed,
              std::string hint = {}) {
    findings_.emplace_back(code, at, std::move(what), std::move(allowed), std::move(hint));
  }

  void CheckParts(const JsonValue& pattern) {
    if (pattern.elements.empty()) {
      Refuse(Code{"definition_template_form"}, pattern.position, "a template without a part",
             "one part or more");
    }
    std::set<std::string> names;
    for (const JsonValue& element : pattern.elements) {
      const bool repeats = element.Find(kEach) != nullptr;
      const JsonValue* part = repeats ? element.Find(kAs) : &element;
      if (repeats) EnterEach(element);
      if (part != nullptr && part->kind == Kind::kObject) {
        CheckPart(*part, true);
        const JsonValue* name = part->Find(kPart);
        if (name != nullptr && !names.insert(name->text).second) {
          Refuse(Code{"definition_part_name"}, name->position,
                 fmt::format("a second part is called {}", name->Describe()), "each name once");
        }
      } else if (part != nullptr) {
        Refuse(Code{"definition_template_form"}, part->position,
               fmt::format("{} is no part", part->Describe()), "an object");
      }
      each_ = nullptr;
    }
  }

  void CheckPart(const JsonValue& part, bool is_named) {
    for (const JsonMember& member : part.members) {
      if (member.key == "id" || member.key == "construct" || member.key == "clause" ||
          member.key == "note" || (member.key == kPart && !is_named)) {
        Refuse(Code{"definition_part_key"}, member.key_position,
               fmt::format("the key \"{}\" in a part", member.key),
               is_named ? "the primitive's keys but id, construct, clause and note"
                        : "the primitive's keys but id, construct, clause and note; \"part\" where "
                          "there are several");
      }
    }
    const JsonValue* name = part.Find(kPart);
    const bool is_text = name != nullptr && name->kind == Kind::kString && !name->text.empty() &&
                         name->text.find_first_of("$/") == std::string::npos;
    if (is_named && !is_text) {
      Refuse(Code{"definition_part_name"}, name == nullptr ? part.position : name->position,
             "a part of several without a name", "\"part\": a name without \"$\" and \"/\"");
    }
    Walk(part);
  }

  void Walk(const JsonValue& node) {
    switch (node.kind) {
      case Kind::kString: CheckText(node); return;
      case Kind::kArray:
        for (const JsonValue& element : node.elements) WalkElement(element);
        return;
      case Kind::kObject: WalkObject(node); return;
      default: return;
    }
  }

  void WalkElement(const JsonValue& element) {
    if (element.Find(kEach) == nullptr) {
      Walk(element);
      return;
    }
    const Parameter* outer = each_;
    EnterEach(element);
    if (const JsonValue* body = element.Find(kAs)) Walk(*body);
    each_ = outer;
  }

  void WalkObject(const JsonValue& node) {
    for (const JsonMember& member : node.members) {
      if (member.key == kWhen || member.key == kUnless) {
        CheckCondition(member.value);
      } else if (member.key.starts_with('$')) {
        Refuse(Code{"definition_template_key"}, member.key_position,
               fmt::format("the key \"{}\" has no meaning here", member.key),
               "\"$when\" and \"$unless\"; \"$each\" with \"$as\" in an element of an array");
      } else {
        Walk(member.value);
      }
    }
  }

  // Checks the keys of an element with "$each", whose fields are names from then on.
  void EnterEach(const JsonValue& element) {
    for (const JsonMember& member : element.members) {
      if (member.key == kWhen || member.key == kUnless) {
        CheckCondition(member.value);
      } else if (member.key != kEach && member.key != kAs) {
        Refuse(Code{"definition_template_key"}, member.key_position,
               fmt::format("the key \"{}\" beside \"$each\"", member.key),
               "\"$each\", \"$as\", \"$when\" and \"$unless\"");
      }
    }
    if (element.Find(kAs) == nullptr) {
      Refuse(Code{"definition_each"}, element.position, "\"$each\" without \"$as\"",
             "\"$as\": what stands there for each item");
    }
    const JsonValue& named = *element.Find(kEach);
    const Parameter* list = named.kind == Kind::kString ? definition_.Find(named.text) : nullptr;
    if (list == nullptr || list->type != ParameterType::kList) {
      Refuse(Code{"definition_each"}, named.position,
             fmt::format("{} is no parameter of type \"list\"", named.Describe()),
             "the name of a list");
    } else {
      used_.insert(list->name);
      each_ = list;
    }
  }

  // The parameter or field of that name; `id` counts as a text where `id` is given.
  const Parameter* Named(std::string_view name) {
    used_.insert(std::string(name));
    if (const Parameter* parameter = definition_.Find(name)) return parameter;
    if (each_ == nullptr || !name.starts_with(each_->name + ".")) return nullptr;
    const std::string_view field = name.substr(each_->name.size() + 1);
    const auto found =
        std::find_if(each_->fields.begin(), each_->fields.end(),
                     [&](const Parameter& candidate) { return candidate.name == field; });
    return found == each_->fields.end() ? nullptr : &*found;
  }

  void RefuseName(std::string_view name, const model::Position& at) {
    std::vector<std::string> names;
    for (const Parameter& parameter : definition_.parameters) names.push_back(parameter.name);
    if (each_ != nullptr) {
      for (const Parameter& field : each_->fields) names.push_back(each_->name + "." + field.name);
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string_view near = model::NearMiss(name, views);
    used_.insert(std::string(near));  // it was meant
    Refuse(Code{"definition_unknown_parameter"}, at,
           fmt::format("there is no parameter \"{}\"", name), ListOf(views),
           near.empty() ? std::string() : fmt::format("did you mean \"{}\"?", near));
  }

  void CheckText(const JsonValue& node) {
    const auto text = ParseTemplateText(node.text);
    if (!text) {
      Refuse(Code{"definition_dollar"}, node.position,
             fmt::format("{} has a \"$\" that names nothing", node.Describe()),
             "\"$NAME\" alone, \"${NAME}\" inside of a text, \"$$\" for the sign itself");
      return;
    }
    for (const TextPiece& piece : text->pieces) {
      if (!piece.is_reference || piece.text == "id") continue;
      const Parameter* parameter = Named(piece.text);
      if (parameter == nullptr) {
        RefuseName(piece.text, node.position);
      } else if (text->is_value) {
        for (const Parameter& field : parameter->fields) {
          used_.insert(parameter->name + "." + field.name);
        }
      } else if (!IsTextual(parameter->type)) {
        Refuse(Code{"definition_no_text"}, node.position,
               fmt::format("\"{}\" is of type \"{}\", which is no text", parameter->name,
                           TextOf(parameter->type)),
               "a parameter that is a text, inside of a text");
      }
    }
  }

  // A name, or an object of names with the texts that they may have.
  void CheckCondition(const JsonValue& condition) {
    if (condition.kind == Kind::kString) {
      if (Named(condition.text) == nullptr) RefuseName(condition.text, condition.position);
      return;
    }
    if (condition.kind != Kind::kObject || condition.members.empty()) {
      Refuse(Code{"definition_condition"}, condition.position,
             fmt::format("{} is no condition", condition.Describe()),
             "a parameter's name, or an object of names and the texts that they may have");
      return;
    }
    for (const JsonMember& member : condition.members) {
      const Parameter* parameter = Named(member.key);
      if (parameter == nullptr) {
        RefuseName(member.key, member.key_position);
        continue;
      }
      if (member.value.kind == Kind::kArray && !member.value.elements.empty()) {
        for (const JsonValue& value : member.value.elements) CheckMet(*parameter, value);
      } else {
        CheckMet(*parameter, member.value);
      }
    }
  }

  void CheckMet(const Parameter& parameter, const JsonValue& value) {
    Findings wrong;
    if (IsTextual(parameter.type)) CheckValue(parameter, value, wrong);
    if (IsTextual(parameter.type) && wrong.empty()) return;
    Refuse(Code{"definition_condition"}, value.position,
           fmt::format("\"{}\", of type \"{}\", is never {}", parameter.name,
                       TextOf(parameter.type), value.Describe()),
           parameter.choices.empty() ? "a text that it can be"
                                     : ListOf(std::vector<std::string_view>(
                                           parameter.choices.begin(), parameter.choices.end())));
  }

  void CheckUsed() {
    const bool has_parts =
        std::none_of(findings_.begin(), findings_.end(), [](const model::Diagnostic& finding) {
          return finding.code == "definition_template_form";
        });
    if (!has_parts) return;
    for (const Parameter& parameter : definition_.parameters) {
      const auto refuse = [&](const std::string& name, const model::Position& at) {
        if (used_.contains(name)) return;
        Refuse(Code{"definition_unused_parameter"}, at,
               fmt::format("the template never has \"{}\"", name), "a parameter that is used");
      };
      refuse(parameter.name, parameter.position);
      for (const Parameter& field : parameter.fields) {
        refuse(parameter.name + "." + field.name, field.position);
      }
    }
  }

  const Definition& definition_;
  Findings& findings_;
  const Parameter* each_ = nullptr;  // whose items the place is repeated for
  std::set<std::string, std::less<>> used_;
};

// The places of all values in the template that are a parameter's name, and which.
void CollectReferences(const JsonValue& node,
                       std::vector<std::pair<model::Position, std::string>>& references) {
  if (node.kind == Kind::kString) {
    const auto text = ParseTemplateText(node.text);
    if (text && text->is_value) references.emplace_back(node.position, text->pieces[0].text);
  }
  for (const JsonValue& element : node.elements) CollectReferences(element, references);
  for (const JsonMember& member : node.members) CollectReferences(member.value, references);
}

// What is wrong with the form of a value, not with its company: only that can be said of a template
// without knowing its parameters.
bool IsOfForm(const model::Diagnostic& finding) {
  static constexpr auto kForms = std::to_array<std::string_view>(
      {"contract_bad_date", "contract_bad_decimal", "contract_bare_number",
       "contract_integer_range", "contract_missing_key", "contract_negative_amount",
       "contract_repeated_dimension", "contract_unknown_choice", "contract_unknown_dimension",
       "contract_unknown_key", "contract_wrong_form"});
  return std::find(kForms.begin(), kForms.end(), finding.code) != kForms.end();
}

// Fills the template with specimens and reads what comes out.
class FormCheck {
 public:
  FormCheck(const Definition& definition, Findings& findings)
      : definition_(definition), findings_(findings) {
    CollectReferences(definition.pattern, references_);
  }

  void Check() {
    std::size_t rounds = 1;
    for (const Parameter& parameter : definition_.parameters) {
      rounds = std::max(rounds, SpecimenCount(parameter));
    }
    for (std::size_t round = 0; round < rounds; ++round) Try(round, {}, true);
    if (!findings_.empty()) return;
    // Conditions as they are, with each optional parameter missing alone and given alone.
    std::vector<std::string_view> optional;
    for (const Parameter& parameter : definition_.parameters) {
      if (parameter.is_optional) optional.push_back(parameter.name);
    }
    Try(0, {}, false);
    whole_lists_ = false;
    Try(0, {}, false);
    whole_lists_ = true;
    Try(0, {optional.begin(), optional.end()}, false);
    for (const std::string_view name : optional) {
      Try(0, {name}, false);
      std::set<std::string_view> others(optional.begin(), optional.end());
      others.erase(name);
      Try(0, others, false);
    }
  }

 private:
  void Try(std::size_t round, const std::set<std::string_view>& missing, bool conditions_hold) {
    JsonValue construct = JsonValue::Object();
    construct.position = definition_.pattern.position;
    construct.Put("id", JsonValue::Text("an id"));
    construct.Put("clause", JsonValue::Text(""));
    for (const Parameter& parameter : definition_.parameters) {
      if (missing.contains(parameter.name)) continue;
      construct.Put(parameter.name, Specimen(parameter, round, whole_lists_));
    }
    const Values values(definition_, construct);
    TemplateFiller filler(definition_, values.bindings(), Places::kDefinition, {}, conditions_hold);
    for (const FilledPart& part : filler.Fill()) {
      JsonValue primitive = PrimitiveOf(construct, part);
      primitive.position = part.value.position;
      Findings found;
      ReadPrimitive(primitive, found);
      for (model::Diagnostic& finding : found) Take(std::move(finding));
    }
  }

  void Take(model::Diagnostic finding) {
    if (!IsOfForm(finding)) return;
    for (const auto& [position, name] : references_) {
      if (!(position == finding.position) || finding.code == "contract_missing_key") continue;
      finding = model::Diagnostic(
          Code{"definition_type_misfit"}, position,
          fmt::format("\"{}\" can be what can't stand here ({})", name, finding.message),
          std::move(finding.allowed));
      break;
    }
    const auto same = std::find_if(findings_.begin(), findings_.end(), [&](const auto& other) {
      return other.code == finding.code && other.position == finding.position;
    });
    if (same == findings_.end()) findings_.push_back(std::move(finding));
  }

  const Definition& definition_;
  Findings& findings_;
  std::vector<std::pair<model::Position, std::string>> references_;
  bool whole_lists_ = true;  // items have their optional fields
};

}  // namespace

void CheckNames(const Definition& definition, Findings& findings) {
  NameCheck(definition, findings).Check();
}

void CheckForms(const Definition& definition, Findings& findings) {
  FormCheck(definition, findings).Check();
}

void CheckExamples(const Definition& definition, const JsonValue& examples, Findings& findings) {
  if (definition.examples.empty()) {
    findings.emplace_back(Code{"definition_no_example"}, examples.position,
                          "a definition without an example", "one example or more");
  }
  const std::size_t before = findings.size();
  for (const Example& example : definition.examples) {
    const JsonValue* named = example.construct.Find("construct");
    if (named != nullptr && named->text != definition.name) {
      findings.emplace_back(Code{"definition_example_name"}, named->position,
                            fmt::format("{} is another construct", named->Describe()),
                            fmt::format("\"{}\"", definition.name));
    }
    std::vector<JsonValue> trees;
    ReadNamed(definition, example.construct, trees, findings);
  }
  if (findings.size() > before || definition.examples.empty()) return;
  for (const Parameter& parameter : definition.parameters) {
    const bool is_shown = std::any_of(
        definition.examples.begin(), definition.examples.end(),
        [&](const Example& example) { return example.construct.Find(parameter.name) != nullptr; });
    if (!is_shown) {
      findings.emplace_back(Code{"definition_parameter_not_shown"}, parameter.position,
                            fmt::format("no example has \"{}\"", parameter.name),
                            "each parameter in an example");
    }
  }
}

}  // namespace twinbill::contract
