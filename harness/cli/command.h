// A command of the program: what it is called, what it does, and how it talks.
//
// Results go to `out`, messages and progress to `err`. Exit codes: specification, command_line.md.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

#include "corpus/model/diagnostic.h"

namespace twinbill::cli {

enum ExitCode : int {
  kDone = 0,
  kAnswerIsNo = 1,
  kCommandLineWrong = 2,
  kInputWrong = 3,
  kSurroundingsFailed = 4,
};

struct Streams {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;  // and colour is wanted (no NO_COLOR)
  bool err_is_terminal = false;
};

struct Command {
  std::string_view name;
  std::string_view summary;  // one line for `twinbill --help`
  int (*run)(std::span<const std::string> arguments, Streams& streams);
};

// All commands, in the order of `--help`: registered.def.
std::span<const Command> Commands();

// Runs one command and sees that its results went out: the command's exit code, or 4 where standard
// output took not all of it or memory ran out (both are said on `err`).
int RunCommand(const Command& command, std::span<const std::string> arguments, Streams& streams);

// The program: finds the command and runs it. `arguments` has no program name.
int Main(std::span<const std::string> arguments, Streams& streams);

// Prints every diagnostic on `err`, a line each, and gives the exit code of the failure's kind.
int Report(const model::Failure& failure, Streams& streams);

}  // namespace twinbill::cli
