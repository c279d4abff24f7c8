#include "harness/cli/command.h"

namespace twinbill::cli {

#define TWINBILL_COMMAND(function, name, summary) \
  int Run_##function(std::span<const std::string> arguments, Streams& streams);
#include "harness/cli/registered.def"
#undef TWINBILL_COMMAND

std::span<const Command> Commands() {
  static constexpr Command kCommands[] = {
#define TWINBILL_COMMAND(function, name, summary) {name, summary, Run_##function},
#include "harness/cli/registered.def"
#undef TWINBILL_COMMAND
      {"", "", nullptr},
  };
  return std::span(kCommands).first(std::size(kCommands) - 1);
}

}  // namespace twinbill::cli
