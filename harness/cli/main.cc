#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/interruption.h"

int main(int argc, char** argv) {
  // A file that grows beyond its limit is a write that fails, and is said, not a sudden end.
  std::signal(SIGXFSZ, SIG_IGN);
  twinbill::cli::EndCleanlyOnInterruption();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool colour = std::getenv("NO_COLOR") == nullptr;
  twinbill::cli::Streams streams{std::cout, std::cerr, colour && isatty(STDOUT_FILENO) == 1,
                                 colour && isatty(STDERR_FILENO) == 1};
  return twinbill::cli::Main(arguments, streams);
}
