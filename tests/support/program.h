// Programs run as children, as a user runs them: what they say on which stream, and how they end.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace twinbill::support {

struct ProgramOptions {
  std::string folder = {};                    // where it runs; the caller's where empty
  std::string standard_input = {};            // all of it
  std::vector<std::string> environment = {};  // `NAME=text`, over what the caller has
  // Where it runs longer, it is killed at once, as by a lost machine.
  std::chrono::milliseconds time_limit = std::chrono::minutes(2);
};

struct ProgramRun {
  int exit_code = 0;  // 128 + the signal where one ended it, as a shell has it
  bool timed_out = false;
  std::string standard_output;
  std::string standard_error;
};

// Runs the program at `path` to its end. No shell reads the arguments. A program that cannot be
// started is a programmer's error.
ProgramRun RunProgram(const std::string& path, const std::vector<std::string>& arguments,
                      const ProgramOptions& options = {});

// The same for the twinbill of this build.
ProgramRun RunTwinbill(const std::vector<std::string>& arguments,
                       const ProgramOptions& options = {});

}  // namespace twinbill::support
