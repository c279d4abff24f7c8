// twinbill replay: the history through both sides, compared.
#include <algorithm>
#include <ostream>

#include "corpus/store/workspace.h"
#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/replay_options.h"
#include "harness/cli/replay_text.h"
#include "harness/replay/run_file.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

// `i/n` with 1 <= i <= n.
std::optional<replay::Shard> ShardOf(const std::string& text) {
  const std::size_t slash = text.find('/');
  const auto number = [](std::string_view digits) -> int {
    if (digits.empty() || digits.size() > 6) return 0;
    int value = 0;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') return 0;
      value = 10 * value + (digit - '0');
    }
    return value;
  };
  if (slash == std::string::npos) return std::nullopt;
  const replay::Shard shard{number(std::string_view(text).substr(0, slash)),
                            number(std::string_view(text).substr(slash + 1))};
  if (shard.index < 1 || shard.index > shard.count) return std::nullopt;
  return shard;
}

int WriteOutput(const CommandOptions& options, replay::ReplayOutcome& outcome, Streams& streams) {
  OutputFile file;
  if (auto opened = file.Open(options.Get<std::string>("output")); !opened) {
    return Report(opened.error(), streams);
  }
  if (auto written = replay::WriteRunFile(outcome, file.stream()); !written) {
    return Report(written.error(), streams);
  }
  if (auto kept = file.Keep(); !kept) return Report(kept.error(), streams);
  return kDone;
}

}  // namespace

int Run_replay(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "replay", "[CONTRACT…] [--from PERIOD] [--to PERIOD] [--jobs N] [--shard I/N -o FILE]",
      "Bills the history of a workspace by both sides of each contract, and compares the line "
      "items byte for byte.\nWhat has not changed since an earlier replay is taken from there; a "
      "replay that was stopped goes on where it was.\nExit code 0: every contract is identical, "
      "and something was compared; 1: it is not so.",
      "  twinbill replay\n"
      "  twinbill replay NORTHWIND-2025 --from 2025-01 --to 2025-06\n"
      "  twinbill replay --json -o run.jsonl\n"
      "  twinbill replay --shard 2/8 -o shard-2.jsonl");
  AddReplayOptions(options);
  options.options().add_options()("shard", po::value<std::string>(),
                                  "do the I-th of N parts, by itself: nothing is taken from or "
                                  "kept in the workspace's database")(
      "output,o", po::value<std::string>(), "write every result and difference to this file")(
      "show", po::value<int>()->default_value(10),
      "how many periods that differ, and how many causes, are shown first");
  options.Positional("contract", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  replay::ReplayOrder order;
  if (const auto code = ReadReplayOptions(options, order, streams)) return *code;
  if (options.Has("shard")) {
    order.shard = ShardOf(options.Get<std::string>("shard"));
    if (!order.shard) return options.Wrong("--shard takes I/N, I from 1 to N", streams);
    if (!options.Has("output")) return options.Wrong("--shard needs -o FILE", streams);
  }
  const int show_max = std::max(0, options.Get<int>("show"));
  auto outcome = [&] {
    ShownReplay shown(streams, options.quiet(), show_max);
    return replay::Replay(order, shown);
  }();
  if (!outcome) return Report(outcome.error(), streams);
  if (options.Has("output")) {
    if (const int code = WriteOutput(options, *outcome, streams); code != kDone) return code;
  }
  if (options.Has("json")) {
    PrintReplayJson(*outcome, streams.out);
  } else if (!options.quiet()) {
    PrintReplay(*outcome, show_max, streams.out);
  }
  return outcome->exit_code;
}

}  // namespace twinbill::cli
