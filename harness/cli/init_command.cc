// twinbill init: a new workspace.
#include <ostream>

#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"

namespace twinbill::cli {

int Run_init(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options("init", "DIR",
                         "Makes DIR a workspace: twinbill.json with the settings, a folder for "
                         "contracts, and the lines "
                         "of\n.gitignore that keep out what the program makes. A folder that is a "
                         "workspace is left as "
                         "it is.",
                         "  twinbill init parity\n"
                         "  twinbill init .");
  options.Positional("directory", 1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("directory")) return options.Wrong("DIR is needed", streams);
  const std::string& directory = options.Get<std::vector<std::string>>("directory").front();
  if (const auto made = store::InitWorkspace(directory); !made) {
    return Report(made.error(), streams);
  }
  if (!options.quiet()) streams.err << directory << " is a workspace now\n";
  return kDone;
}

}  // namespace twinbill::cli
