#include <algorithm>
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
  out << "\n`twinbill COMMAND --help` explains one, with examples.\n"
         "exit codes: 0 done, parity; 1 the answer is no; 2 wrong command line; 3 wrong input;\n"
         "            4 the surroundings failed\n";
}

}  // namespace

int Main(std::span<const std::string> arguments, Streams& streams) {
  if (arguments.empty()) {
    PrintHelp(streams.err);
    return kCommandLineWrong;
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    PrintHelp(streams.out);
    streams.out.flush();
    return streams.out ? kDone : kSurroundingsFailed;
  }
  std::vector<std::string_view> names;
  for (const Command& command : Commands()) {
    if (command.name == name) {
      const int code = command.run(arguments.subspan(1), streams);
      streams.out.flush();
      if (streams.out) return code;
      streams.err << "twinbill: output_failed: standard output can't be written\n";
      return kSurroundingsFailed;
    }
    names.push_back(command.name);
  }
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
  }
  return static_cast<int>(failure.kind);
}

}  // namespace twinbill::cli
