#include <algorithm>
#include <new>
#include <ostream>

#include "harness/cli/command.h"

namespace twinbill::cli {
namespace {

void PrintHelp(std::ostream& out) {
  out << "twinbill - proves that a discount contract bills the same bytes on both engines\n\n"
         "usage: twinbill COMMAND [ARGUMENT...]\n\ncommands:\n";
  std::size_t width = 0;
  for (const Command& command : Commands()) width = std::max(width, command.name.size());
  for (const Command& command : Commands()) {
    out << "  " << command.name << std::string(width + 2 - command.name.size(), ' ')
        << command.summary << '\n';
  }
  out << "\n`twinbill COMMAND --help` explains one, with examples; `twinbill --version` says "
         "which\n"
         "program this is.\n"
         "exit codes: 0 done, parity; 1 the answer is no; 2 wrong command line; 3 wrong input;\n"
         "            4 the surroundings failed\n";
}

// Commands that are no command of the list: help and version.
constexpr Command kHelp = {"help", "", [](std::span<const std::string>, Streams& streams) {
                             PrintHelp(streams.out);
                             return static_cast<int>(kDone);
                           }};
constexpr Command kVersion = {"version", "", [](std::span<const std::string>, Streams& streams) {
                                streams.out << "twinbill " TWINBILL_VERSION "\n";
                                return static_cast<int>(kDone);
                              }};

const Command* FindCommand(std::string_view name) {
  if (name == "--help" || name == "-h" || name == "help") return &kHelp;
  if (name == "--version") return &kVersion;
  for (const Command& command : Commands()) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

}  // namespace

int RunCommand(const Command& command, std::span<const std::string> arguments, Streams& streams) {
  try {
    const int code = command.run(arguments, streams);
    streams.out.flush();
    if (streams.out) return code;
    return Report(
        model::SurroundingsFailure(
            {model::Code{"output_failed"}, {"standard output", 0, 0, "", ""}, "can't be written"}),
        streams);
  } catch (const std::bad_alloc&) {
    return Report(model::SurroundingsFailure({model::Code{"out_of_memory"},
                                              {},
                                              "this machine has no more memory for `twinbill " +
                                                  std::string(command.name) + "`"}),
                  streams);
  }
}

int Main(std::span<const std::string> arguments, Streams& streams) {
  if (arguments.empty()) {
    PrintHelp(streams.err);
    return kCommandLineWrong;
  }
  const std::string& name = arguments.front();
  if (const Command* command = FindCommand(name)) {
    return RunCommand(*command, arguments.subspan(1), streams);
  }
  std::vector<std::string_view> names;
  for (const Command& command : Commands()) names.push_back(command.name);
  streams.err << "twinbill: no command '" << name << "'";
  if (const std::string_view near = model::NearMiss(name, names); !near.empty()) {
    streams.err << "; did you mean '" << near << "'?";
  }
  streams.err << " (`twinbill --help` lists them)\n";
  return kCommandLineWrong;
}

int Report(const model::Failure& failure, Streams& streams) {
  for (const model::Diagnostic& diagnostic : failure.diagnostics) {
    streams.err << model::Format(diagnostic) << '\n';
    if (!diagnostic.excerpt.empty()) streams.err << diagnostic.excerpt << '\n';
  }
  return static_cast<int>(failure.kind);
}

}  // namespace twinbill::cli
