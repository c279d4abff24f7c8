// What a nightly check says to a CI system: Markdown for its page, JUnit for its list of tests.
#pragma once

#include <string>
#include <vector>

#include "harness/replay/replay.h"

namespace twinbill::cli {

// One step of a check: what it looked at, and what it found.
struct CheckStep {
  std::string name;                 // "history gaps"
  int exit_code = 0;                // 0: nothing to complain about
  std::string summary;              // one line
  std::vector<std::string> faults;  // one line each
};

std::string CheckMarkdown(const std::vector<CheckStep>& steps, const replay::ReplayOutcome& outcome,
                          int exit_code);
// A test suite of the steps, and one of the contracts: a test a contract and period.
std::string CheckJunit(const std::vector<CheckStep>& steps, const replay::ReplayOutcome& outcome);

}  // namespace twinbill::cli
