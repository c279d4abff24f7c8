// twinbill merge: the shards of a replay as the one run that they are.
#include <fmt/format.h>

#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/output_file.h"
#include "harness/replay/run_file.h"

namespace twinbill::cli {

int Run_merge(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "merge", "FILE… -o FILE",
      "Puts the files of `twinbill replay --shard` together: the same bytes as one run's. A file "
      "that is cut, shards of\ndifferent programs or settings, and shards that are missing are "
      "refused.",
      "  twinbill merge shard-1.jsonl shard-2.jsonl -o run.jsonl");
  options.options().add_options()("output,o", boost::program_options::value<std::string>(),
                                  "the file to write");
  options.Positional("file", -1);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  if (!options.Has("file")) return options.Wrong("FILE is needed", streams);
  if (!options.Has("output")) return options.Wrong("-o FILE is needed", streams);
  OutputFile file;
  if (auto opened = file.Open(options.Get<std::string>("output")); !opened) {
    return Report(opened.error(), streams);
  }
  const auto merged =
      replay::MergeRunFiles(options.Get<std::vector<std::string>>("file"), file.stream());
  if (!merged) return Report(merged.error(), streams);
  if (auto kept = file.Keep(); !kept) return Report(kept.error(), streams);
  if (!options.quiet()) {
    std::int64_t contracts = 0;
    for (const auto& [verdict, count] : merged->verdicts) contracts += count;
    streams.out << fmt::format("{} contracts", contracts);
    for (const auto& [verdict, count] : merged->verdicts) {
      streams.out << fmt::format(", {} {}", count, verdict);
    }
    streams.out << '\n';
  }
  return merged->exit_code;
}

}  // namespace twinbill::cli
