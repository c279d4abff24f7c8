#include "standard_engine/contract/definition_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "corpus/model/sha256.h"
#include "standard_engine/contract/definition_check.h"
#include "standard_engine/contract/parameter_value.h"
#include "standard_engine/contract/text_file.h"

namespace twinbill::contract {

namespace fs = std::filesystem;
using Kind = JsonValue::Kind;
using model::Code;

namespace {

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

void CheckPlainName(std::string_view name, const model::Position& at, Findings& findings) {
  if (IsPlainName(name)) return;
  findings.emplace_back(Code{"definition_bad_name"}, at, fmt::format("\"{}\" is no name", name),
                        "small letters, digits and \"_\", a letter first");
}

std::string ReadAbout(ObjectReader& object, std::string_view key) {
  const JsonValue* value = object.Required(key);
  return value == nullptr ? std::string() : ReadNonEmptyText(*value, object.findings());
}

std::vector<std::string> ReadChoices(const JsonValue& value, Findings& findings) {
  std::vector<std::string> choices;
  for (const JsonValue& choice : ReadArray(value, findings)) {
    choices.push_back(ReadNonEmptyText(choice, findings));
  }
  if (choices.empty() && value.kind == Kind::kArray) {
    findings.emplace_back(Code{"definition_no_choices"}, value.position, "a choice of nothing",
                          "one choice or more");
  }
  return choices;
}

Parameter ReadParameter(const JsonMember& member, bool is_field, Findings& findings);

std::vector<Parameter> ReadParameters(const JsonValue& value, bool are_fields, Findings& findings) {
  std::vector<Parameter> parameters;
  ObjectReader(value, findings);  // a finding where it is no object
  for (const JsonMember& member : value.members) {
    parameters.push_back(ReadParameter(member, are_fields, findings));
  }
  return parameters;
}

void ReadWhetherNeeded(ObjectReader& object, Parameter& parameter) {
  const JsonValue* optional = object.Optional("optional");
  const JsonValue* otherwise = object.Optional("default");
  if (optional != nullptr) parameter.is_optional = ReadBool(*optional, object.findings());
  if (otherwise != nullptr) parameter.otherwise = *otherwise;
  if (parameter.is_optional && otherwise != nullptr) {
    object.findings().emplace_back(Code{"definition_optional_default"}, optional->position,
                                   "an optional parameter that has a default",
                                   "either of them: what has a default is always given");
  }
}

Parameter ReadParameter(const JsonMember& member, bool is_field, Findings& findings) {
  Parameter parameter;
  parameter.name = member.key;
  parameter.position = member.key_position;
  CheckPlainName(member.key, member.key_position, findings);
  const auto general = GeneralKeys();
  if (!is_field && std::find(general.begin(), general.end(), member.key) != general.end()) {
    findings.emplace_back(Code{"definition_reserved_name"}, member.key_position,
                          fmt::format("every construct has the key \"{}\"", member.key),
                          "a name that is none of " + ListOf(general));
  }
  ObjectReader object(member.value, findings);
  std::optional<ParameterType> type;
  if (const JsonValue* named = object.Required("type")) {
    const std::size_t before = findings.size();
    const auto read = ReadWord<ParameterType>(*named, findings);
    if (findings.size() == before) type = read;
  }
  parameter.type = type.value_or(ParameterType::kText);
  parameter.about = ReadAbout(object, "about");
  if (is_field) {
    if (const JsonValue* optional = object.Optional("optional")) {
      parameter.is_optional = ReadBool(*optional, findings);
    }
  } else {
    ReadWhetherNeeded(object, parameter);
  }
  if (type == ParameterType::kChoice) {
    if (const JsonValue* choices = object.Required("choices")) {
      parameter.choices = ReadChoices(*choices, findings);
    }
  }
  if (type == ParameterType::kList) {
    if (is_field) {
      findings.emplace_back(Code{"definition_nested_list"}, member.value.position,
                            "a list inside of a list", "a field of another type");
    } else if (const JsonValue* fields = object.Required("fields")) {
      parameter.fields = ReadParameters(*fields, true, findings);
    }
  }
  if (type) object.Finish();  // else other types' keys would be unknown
  return parameter;
}

// A default is a value of its type, or the name of an earlier parameter of that type.
void CheckDefault(const Definition& definition, std::size_t place, Findings& findings) {
  const Parameter& parameter = definition.parameters[place];
  const bool can_be_told = parameter.type != ParameterType::kChoice || !parameter.choices.empty();
  if (!parameter.otherwise || !can_be_told) return;
  const JsonValue& otherwise = *parameter.otherwise;
  if (otherwise.kind != Kind::kString || !otherwise.text.starts_with('$')) {
    CheckValue(parameter, otherwise, findings);
    return;
  }
  const Parameter* named = definition.Find(std::string_view(otherwise.text).substr(1));
  const bool is_earlier = named != nullptr && named < &parameter;
  if (!is_earlier || named->type != parameter.type || named->choices != parameter.choices) {
    findings.emplace_back(Code{"definition_default_reference"}, otherwise.position,
                          fmt::format("{} is no earlier parameter of type \"{}\"",
                                      otherwise.Describe(), TextOf(parameter.type)),
                          "\"$\" and the name of an earlier parameter of the same type");
  }
}

std::vector<Example> ReadExamples(const JsonValue& value, Findings& findings) {
  std::vector<Example> examples;
  for (const JsonValue& element : ReadArray(value, findings)) {
    ObjectReader object(element, findings);
    Example example;
    example.about = ReadAbout(object, "about");
    if (const JsonValue* construct = object.Required("construct")) example.construct = *construct;
    object.Finish();
    examples.push_back(std::move(example));
  }
  return examples;
}

void ReadHead(ObjectReader& object, Definition& definition) {
  Findings& findings = object.findings();
  if (const JsonValue* version = object.Required("twinbill_definition")) {
    ReadInteger(*version, 1, 1, findings);
  }
  if (const JsonValue* name = object.Required("name")) {
    definition.name = ReadText(*name, findings);
    if (name->kind == Kind::kString) CheckPlainName(definition.name, name->position, findings);
    const std::string expected = fs::path(definition.file).stem().string();
    if (name->kind == Kind::kString && definition.name != expected) {
      findings.emplace_back(
          Code{"definition_file_name"}, name->position,
          fmt::format("{} is not the name of the file", name->Describe()),
          fmt::format("\"{}\", or a file \"{}.json\"", expected, definition.name));
    }
    if (definition.name == "primitive") {
      findings.emplace_back(Code{"definition_repeated_name"}, name->position,
                            "\"primitive\" is no definition's name", "another name");
    }
  }
  definition.title = ReadAbout(object, "title");
  definition.about = ReadAbout(object, "about");
  if (const JsonValue* documentation = object.Required("documentation")) {
    for (const JsonValue& paragraph : ReadArray(*documentation, findings)) {
      definition.documentation.push_back(ReadNonEmptyText(paragraph, findings));
    }
  }
}

Definition ReadDocument(const JsonValue& document, const std::string& file, DefinitionCheck check,
                        Findings& findings) {
  Definition definition;
  definition.file = file;
  ObjectReader object(document, findings);
  ReadHead(object, definition);
  if (const JsonValue* parameters = object.Required("parameters")) {
    definition.parameters = ReadParameters(*parameters, false, findings);
    for (std::size_t i = 0; i < definition.parameters.size(); ++i) {
      CheckDefault(definition, i, findings);
    }
  }
  const JsonValue* pattern = object.Required("template");
  const JsonValue* examples = object.Required("examples");
  if (examples != nullptr) definition.examples = ReadExamples(*examples, findings);
  object.Finish();
  if (pattern == nullptr) return definition;
  definition.pattern = *pattern;
  // What follows fills the template, so it needs all that came before.
  if (findings.empty()) CheckNames(definition, findings);
  if (check == DefinitionCheck::kForm) return definition;
  if (findings.empty()) CheckForms(definition, findings);
  if (findings.empty()) CheckExamples(definition, *examples, findings);
  return definition;
}

}  // namespace

model::Result<Definition> ReadDefinition(std::string_view text, const std::string& file,
                                         DefinitionCheck check) {
  TWINBILL_ASSIGN(document, ParseJson(text, file));
  Findings findings;
  Definition definition = ReadDocument(document, file, check, findings);
  if (!findings.empty()) {
    return model::Fail({model::FailureKind::kInput, std::move(findings)});
  }
  return definition;
}

model::Result<void> ReadDefinitions(const std::string& folder, DefinitionSet& definitions,
                                    const std::vector<std::string_view>& checked) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path().string());
  }
  if (error && fs::exists(folder)) {
    return model::Fail(model::SurroundingsFailure(
        model::Diagnostic(Code{"definition_folder"}, {folder, 0, 0, {}, {}},
                          "the folder can't be read: " + error.message())));
  }
  std::sort(files.begin(), files.end());
  Findings findings;
  for (const std::string& file : files) {
    TWINBILL_ASSIGN(text, ReadTextFile(file));
    const bool is_checked =
        !checked.empty() &&
        std::find(checked.begin(), checked.end(), model::Sha256::Of(text).ToHex()) != checked.end();
    auto read =
        ReadDefinition(text, file, is_checked ? DefinitionCheck::kForm : DefinitionCheck::kAll);
    if (!read) {
      std::move(read.error().diagnostics.begin(), read.error().diagnostics.end(),
                std::back_inserter(findings));
      continue;
    }
    const Definition* there = definitions.Find(read->name);
    if (there != nullptr) {
      findings.emplace_back(
          Code{"definition_repeated_name"}, model::Position{file, 0, 0, {}, {}},
          fmt::format("there is a definition \"{}\" already, from {}", read->name, there->file),
          "another name");
      continue;
    }
    definitions.Add(std::move(*read));
  }
  if (!findings.empty()) return model::Fail({model::FailureKind::kInput, std::move(findings)});
  return {};
}

}  // namespace twinbill::contract
