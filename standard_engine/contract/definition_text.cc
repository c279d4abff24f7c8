#include "standard_engine/contract/definition_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "standard_engine/contract/contract_tree.h"
#include "standard_engine/contract/expansion.h"

namespace twinbill::contract {
namespace {

constexpr std::size_t kColumns = 100;

JsonValue Text(std::string_view text) { return JsonValue::Text(std::string(text)); }

JsonValue ParameterTree(const Parameter& parameter) {
  JsonValue object = JsonValue::Object();
  object.Put("name", Text(parameter.name));
  object.Put("type", Text(TextOf(parameter.type)));
  object.Put("about", Text(parameter.about));
  object.Put("needed", JsonValue::Bool(parameter.is_required()));
  if (parameter.otherwise) object.Put("default", *parameter.otherwise);
  if (!parameter.choices.empty()) {
    JsonValue choices = JsonValue::Array();
    for (const std::string& choice : parameter.choices) choices.elements.push_back(Text(choice));
    object.Put("choices", std::move(choices));
  }
  if (!parameter.fields.empty()) {
    JsonValue fields = JsonValue::Array();
    for (const Parameter& field : parameter.fields) {
      fields.elements.push_back(ParameterTree(field));
    }
    object.Put("fields", std::move(fields));
  }
  return object;
}

// JSON moved to the right.
std::string Indented(const std::string& json, std::size_t indent) {
  std::string text(indent, ' ');
  for (const char c : json) {
    text += c;
    if (c == '\n') text.append(indent, ' ');
  }
  return text + "\n";
}

void AppendParameters(const std::vector<Parameter>& parameters, std::size_t indent,
                      std::string& out) {
  std::size_t width = 0;
  for (const Parameter& parameter : parameters) width = std::max(width, parameter.name.size());
  for (const Parameter& parameter : parameters) {
    const std::string head = fmt::format("{}, {}", TypeText(parameter), NeedOf(parameter));
    out += fmt::format("{:{}}{:<{}}  {}\n", "", indent, parameter.name, width, head);
    out += Wrapped(parameter.about, indent + width + 2, kColumns);
    AppendParameters(parameter.fields, indent + width + 2, out);
  }
}

}  // namespace

std::string NeedOf(const Parameter& parameter) {
  if (parameter.is_optional) return "optional";
  if (!parameter.otherwise) return "needed";
  const JsonValue& otherwise = *parameter.otherwise;
  if (otherwise.kind == JsonValue::Kind::kString && otherwise.text.starts_with('$')) {
    return "default: as " + otherwise.text.substr(1);
  }
  return "default: " +
         (otherwise.kind == JsonValue::Kind::kString ? otherwise.text : WriteJson(otherwise));
}

std::string TypeText(const Parameter& parameter) {
  std::string text(TextOf(parameter.type));
  for (std::size_t i = 0; i < parameter.choices.size(); ++i) {
    text += (i == 0 ? " of " : ", ") + parameter.choices[i];
  }
  return text;
}

JsonValue ExpansionOf(const Definition& definition, const Example& example) {
  std::vector<JsonValue> trees;
  Findings findings;
  JsonValue expansion = JsonValue::Array();
  for (const Construct& construct : ReadNamed(definition, example.construct, trees, findings)) {
    expansion.elements.push_back(TreeOf(construct, Defaults::kLeftOut));
  }
  return expansion;
}

JsonValue Summary(const Definition& definition) {
  JsonValue object = JsonValue::Object();
  object.Put("name", Text(definition.name));
  object.Put("title", Text(definition.title));
  object.Put("about", Text(definition.about));
  object.Put("file", Text(definition.file));
  return object;
}

JsonValue Description(const Definition& definition) {
  JsonValue object = Summary(definition);
  JsonValue documentation = JsonValue::Array();
  for (const std::string& paragraph : definition.documentation) {
    documentation.elements.push_back(Text(paragraph));
  }
  object.Put("documentation", std::move(documentation));
  JsonValue parameters = JsonValue::Array();
  for (const Parameter& parameter : definition.parameters) {
    parameters.elements.push_back(ParameterTree(parameter));
  }
  object.Put("parameters", std::move(parameters));
  object.Put("template", definition.pattern);
  JsonValue examples = JsonValue::Array();
  for (const Example& example : definition.examples) {
    JsonValue one = JsonValue::Object();
    one.Put("about", Text(example.about));
    one.Put("construct", example.construct);
    one.Put("expansion", ExpansionOf(definition, example));
    examples.elements.push_back(std::move(one));
  }
  object.Put("examples", std::move(examples));
  return object;
}

std::string Wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string out;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) out += std::string(indent, ' ') + line + "\n";
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && indent + line.size() + 1 + word.size() > columns) flush();
    if (!word.empty()) line += (line.empty() ? "" : " ") + std::string(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  flush();
  return out;
}

std::string Explanation(const Definition& definition) {
  std::string out = fmt::format("{}: {}\n\n", definition.name, definition.title);
  out += Wrapped(definition.about, 0, kColumns);
  for (const std::string& paragraph : definition.documentation) {
    out += "\n" + Wrapped(paragraph, 0, kColumns);
  }
  if (!definition.parameters.empty()) out += "\nParameters\n";
  AppendParameters(definition.parameters, 2, out);
  out += "\nAs every construct: ";
  std::string general;
  for (const std::string_view key : GeneralKeys()) {
    general += (general.empty() ? "" : ", ") + std::string(key);
  }
  out += general + "\n\nExpands to\n" + Indented(WriteJson(definition.pattern), 2);
  for (const Example& example : definition.examples) {
    out += "\nExample: " + example.about + "\n" + Indented(WriteJson(example.construct), 2);
    out += "which is\n";
    const JsonValue expansion = ExpansionOf(definition, example);
    for (const JsonValue& primitive : expansion.elements) {
      out += Indented(WriteJson(primitive), 2);
    }
  }
  return out + "\nFile: " + definition.file + "\n";
}

}  // namespace twinbill::contract
