// twinbill constructs: the definitions of named constructs, and what they make.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/shown_text.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/contract/definition_text.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;
using contract::Definition;
using contract::DefinitionSet;
using contract::JsonValue;

constexpr std::size_t kColumns = 100;

// A terminal is shown no control characters of a workspace's texts.
void Print(std::string_view text, std::ostream& out) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out << Shown(text.substr(0, end)) << '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void PrintList(const DefinitionSet& definitions, std::ostream& out) {
  std::size_t width = 0;
  for (const Definition& definition : definitions.all()) {
    width = std::max(width, definition.name.size());
  }
  for (const Definition& definition : definitions.all()) {
    Print(fmt::format("{:<{}}  {}\n", definition.name, width, definition.title) +
              contract::Wrapped(definition.about, width + 2, kColumns),
          out);
  }
}

void PrintListAsJson(const DefinitionSet& definitions, std::ostream& out) {
  JsonValue list = JsonValue::Array();
  for (const Definition& definition : definitions.all()) {
    list.elements.push_back(contract::Summary(definition));
  }
  out << contract::WriteJson(list) << '\n';
}

int Show(const DefinitionSet& definitions, const std::string& name, bool as_json,
         const CommandOptions& options, Streams& streams) {
  const Definition* definition = definitions.Find(name);
  if (definition == nullptr) {
    std::vector<std::string_view> names;
    for (const Definition& one : definitions.all()) names.push_back(one.name);
    const std::string_view near = model::NearMiss(name, names);
    return options.Wrong(
        "there is no construct \"" + name + "\"" +
            (near.empty() ? std::string() : "; did you mean \"" + std::string(near) + "\"?"),
        streams);
  }
  if (as_json) {
    streams.out << contract::WriteJson(contract::Description(*definition)) << '\n';
  } else {
    Print(contract::Explanation(*definition), streams.out);
  }
  return kDone;
}

}  // namespace

int Run_constructs(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "constructs", "[show NAME] [-w DIR] [--json]",
      "Lists the named constructs that a standard contract can use, or shows one: its parameters,\n"
      "what it expands to, and examples. Each is a data file; a workspace's own are in its folder\n"
      "constructs/, and a new file there is a new construct.",
      "  twinbill constructs\n"
      "  twinbill constructs show edp\n"
      "  twinbill constructs --workspace deals --json");
  options.options().add_options()("workspace,w", po::value<std::string>(),
                                  "whose own constructs are there, too; else the workspace that "
                                  "this folder lies in")("json", "for a machine");
  options.Positional("words", 2);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  std::vector<std::string> words;
  if (options.Has("words")) words = options.Get<std::vector<std::string>>("words");
  if (!words.empty() && (words.front() != "show" || words.size() != 2)) {
    return options.Wrong("takes nothing, or \"show\" and a name", streams);
  }
  const auto workspace = options.Has("workspace")
                             ? std::optional(options.Get<std::string>("workspace"))
                             : WorkspaceAbove(".");
  if (options.Has("workspace")) {
    if (const auto is_one = store::RequireWorkspace(*workspace); !is_one) {
      return Report(is_one.error(), streams);
    }
  }
  const auto definitions = LoadDefinitions(workspace);
  if (!definitions) return Report(definitions.error(), streams);
  if (!words.empty()) {
    return Show(*definitions, words.back(), options.Has("json"), options, streams);
  }
  if (options.Has("json")) {
    PrintListAsJson(*definitions, streams.out);
  } else {
    PrintList(*definitions, streams.out);
  }
  return kDone;
}

}  // namespace twinbill::cli
