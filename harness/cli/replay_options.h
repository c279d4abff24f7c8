// The options that replay and check have in common.
#pragma once

#include <optional>

#include "harness/cli/command_options.h"
#include "harness/replay/replay.h"

namespace twinbill::cli {

void AddReplayOptions(CommandOptions& options);

// Fills the order; the exit code where an option is wrong.
std::optional<int> ReadReplayOptions(const CommandOptions& options, replay::ReplayOrder& order,
                                     Streams& streams);

}  // namespace twinbill::cli
