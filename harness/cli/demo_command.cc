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
  CommandOptions options("demo", "",
                         "Looks into the cost and usage report that comes with the program: one "
                         "month of a real account,\n"
                         "published by AWS (share/twinbill/ATTRIBUTION.md).",
                         "  twinbill demo");
  options.Positional("none", 0);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  const auto sample = FindDataFile(kSample);
  if (!sample) return Report(sample.error(), streams);
  return Step({"inspect", *sample}, streams);
}

}  // namespace twinbill::cli
