// The demo's second half: two contracts, both sides of each, and a mistake that is caught.
#pragma once

#include <string>

#include "harness/cli/command.h"

namespace twinbill::cli {

// In a workspace that has the sample's usage: the rule book `rule_book` is translated for two
// customers, the second one's contract is edited wrong, both are replayed, the difference is
// shrunk, both are fuzzed, and faults are seeded into the first. Each step is a command of the
// program, shown as one would type it. Gives 0 where the first contract is at parity and the
// mistake was found.
int ShowParity(const std::string& rule_book, const std::string& workspace, Streams& streams);

// Shows the command and runs it.
int DemoStep(const std::vector<std::string>& arguments, Streams& streams);

}  // namespace twinbill::cli
