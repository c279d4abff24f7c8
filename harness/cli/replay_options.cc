#include "harness/cli/replay_options.h"

#include <string>
#include <utility>
#include <vector>

#include "harness/cli/standard_contract.h"

namespace twinbill::cli {

namespace po = boost::program_options;

void AddReplayOptions(CommandOptions& options) {
  options.options().add_options()("workspace,w", po::value<std::string>()->default_value("."),
                                  "the workspace")("from", po::value<std::string>(),
                                                   "the first period to compare, as 2025-01")(
      "to", po::value<std::string>(), "the last period to bill")(
      "jobs,j", po::value<int>(),
      "threads; they change nothing in the result (default: the settings, else all cores)")(
      "fresh", "do all again, and take every digest anew")("json", "the result as one JSON object");
}

std::optional<int> ReadReplayOptions(const CommandOptions& options, replay::ReplayOrder& order,
                                     Streams& streams) {
  order.workspace = options.Get<std::string>("workspace");
  if (options.Has("contract")) order.contracts = options.Get<std::vector<std::string>>("contract");
  order.plan.fresh = options.Has("fresh");
  auto definitions = LoadDefinitions(order.workspace);
  if (!definitions) return Report(definitions.error(), streams);
  order.plan.definitions = std::move(*definitions);
  for (const auto& [name, period] :
       {std::pair{"from", &order.plan.from}, std::pair{"to", &order.plan.to}}) {
    if (!options.Has(name)) continue;
    *period = model::Period::Parse(options.Get<std::string>(name));
    if (!*period) {
      return options.Wrong(std::string("--") + name + " takes a period, as 2025-01", streams);
    }
  }
  if (order.plan.from && order.plan.to && *order.plan.to < *order.plan.from) {
    return options.Wrong("--to lies before --from", streams);
  }
  if (!options.Has("jobs")) return std::nullopt;
  order.jobs = options.Get<int>("jobs");
  if (order.jobs < 1 || order.jobs > 256) {
    return options.Wrong("--jobs takes a number from 1 to 256", streams);
  }
  return std::nullopt;
}

}  // namespace twinbill::cli
