// The options --period, --from and --to, which say what periods a command is about.
#pragma once

#include <optional>

#include "corpus/model/calendar.h"
#include "harness/cli/command_options.h"

namespace twinbill::cli {

void AddPeriodOptions(CommandOptions& options);

// The periods given, both inclusive; none where none is. An exit code where they are wrong (said on
// err).
std::optional<int> ReadPeriodOptions(const CommandOptions& options,
                                     std::optional<model::Period>& from,
                                     std::optional<model::Period>& to, Streams& streams);

}  // namespace twinbill::cli
