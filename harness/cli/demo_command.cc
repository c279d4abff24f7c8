// twinbill demo: the job on the real sample that comes with the program.
//
// It runs the program's own commands and shows each as one would type it, so that whoever has seen
// the demo can do the same with their own report.
#include <ostream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/data_files.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kSample = "wal_Oct2018-WorkshopCUR-00001.snappy.parquet";

// Shows the command and runs it.
int Step(const std::vector<std::string>& arguments, Streams& streams) {
  streams.out << "$ twinbill";
  for (const std::string& argument : arguments) streams.out << ' ' << argument;
  streams.out << '\n';
  const int code = Main(arguments, streams);
  streams.out << '\n';
  return code;
}

}  // namespace

int Run_demo(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options("demo", "[--out DIR]",
                         "Takes the cost and usage report that comes with the program (one month "
                         "of a real account, published\n"
                         "by AWS: share/twinbill/ATTRIBUTION.md) into a new workspace, and shows "
                         "what it is and what is there.",
                         "  twinbill demo\n"
                         "  twinbill demo --out my_first_workspace");
  options.options().add_options()("out", po::value<std::string>()->default_value("twinbill-demo"),
                                  "the workspace to make; a new folder");
  options.Positional("none", 0);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  const auto& workspace = options.Get<std::string>("out");
  const auto sample = FindDataFile(kSample);
  if (!sample) return Report(sample.error(), streams);
  for (const auto& step : std::vector<std::vector<std::string>>{
           {"init", workspace},
           {"inspect", *sample},
           {"import", "--workspace", workspace, *sample},
           {"history", "--workspace", workspace},
       }) {
    if (const int code = Step(step, streams); code != kDone) return code;
  }
  return kDone;
}

}  // namespace twinbill::cli
