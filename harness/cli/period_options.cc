#include "harness/cli/period_options.h"

#include <string>

namespace twinbill::cli {

namespace po = boost::program_options;

namespace {

// The period given as `name`, if it is; false, and said, where it is none.
bool ReadPeriod(const CommandOptions& options, const char* name, std::optional<model::Period>& to,
                Streams& streams) {
  if (!options.Has(name)) return true;
  const std::string text = options.Get<std::string>(name);
  to = model::Period::Parse(text);
  if (to) return true;
  options.Wrong("--" + std::string(name) + " takes a period as YYYY-MM, not \"" + text + "\"",
                streams);
  return false;
}

}  // namespace

void AddPeriodOptions(CommandOptions& options) {
  options.options().add_options()("period", po::value<std::string>(),
                                  "this period only, as 2025-01")(
      "from", po::value<std::string>(), "the first period")("to", po::value<std::string>(),
                                                            "the last period");
}

std::optional<int> ReadPeriodOptions(const CommandOptions& options,
                                     std::optional<model::Period>& from,
                                     std::optional<model::Period>& to, Streams& streams) {
  std::optional<model::Period> period;
  if (!ReadPeriod(options, "period", period, streams) ||
      !ReadPeriod(options, "from", from, streams) || !ReadPeriod(options, "to", to, streams)) {
    return kCommandLineWrong;
  }
  if (period && (from || to)) {
    return options.Wrong("--period goes with neither --from nor --to", streams);
  }
  if (from && to && *to < *from) return options.Wrong("--from is after --to", streams);
  if (period) from = to = period;
  return std::nullopt;
}

}  // namespace twinbill::cli
