// twinbill demo: the job on the real sample that comes with the program.
//
// It runs the program's own commands and shows each as one would type it, so that whoever has seen
// the demo can do the same with their own report.
#include <filesystem>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/command_options.h"
#include "harness/cli/data_files.h"
#include "harness/cli/demo_parity.h"
#include "harness/cli/output_file.h"
#include "standard_engine/contract/text_file.h"

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

constexpr std::string_view kSample = "wal_Oct2018-WorkshopCUR-00001.snappy.parquet";
constexpr std::string_view kContract = "demo_contract.json";

constexpr std::string_view kRuleBook = "demo_rule_book.json";

// Copies the demo's contract into the workspace, to `copy`, as one would by hand.
int CopyContract(const std::string& contract, const std::string& copy, Streams& streams) {
  streams.out << "$ install -D " << contract << ' ' << copy << "\n\n";
  const auto text = contract::ReadTextFile(contract);
  if (!text) return Report(text.error(), streams);
  std::error_code ignored;  // said when the file can't be written
  std::filesystem::create_directories(std::filesystem::path(copy).parent_path(), ignored);
  OutputFile file;
  if (const auto opened = file.Open(copy); !opened) return Report(opened.error(), streams);
  file.stream() << *text;
  if (const auto kept = file.Keep(); !kept) return Report(kept.error(), streams);
  return kDone;
}

// The workspace with the sample's usage in it.
int TakeIn(const std::string& sample, const std::string& workspace, Streams& streams) {
  for (const auto& step : std::vector<std::vector<std::string>>{
           {"init", workspace},
           {"inspect", sample},
           {"import", "--workspace", workspace, sample},
           {"history", "--workspace", workspace},
       }) {
    if (const int code = DemoStep(step, streams); code != kDone) return code;
  }
  return kDone;
}

// The month under a contract that has one of each construct.
int BillStandardContract(const std::string& contract, const std::string& workspace,
                         Streams& streams) {
  const std::string copy = workspace + "/contracts/DEMO-2018/standard.json";
  if (const int code = CopyContract(contract, copy, streams); code != kDone) return code;
  for (const auto& step : std::vector<std::vector<std::string>>{
           {"constructs"},
           {"plan", "--workspace", workspace},
           {"bill", "--model", "standard", "--workspace", workspace, "DEMO-2018"},
           {"explain", "--all", "--id", "DEMO-2018", "--workspace", workspace, "--statement"},
       }) {
    if (const int code = DemoStep(step, streams); code != kDone) return code;
  }
  return kDone;
}

}  // namespace

int Run_demo(std::span<const std::string> arguments, Streams& streams) {
  CommandOptions options(
      "demo", "[--out DIR]",
      "Takes the cost and usage report that comes with the program (one month "
      "of a real account, published\n"
      "by AWS: share/twinbill/ATTRIBUTION.md) into a new workspace, shows what "
      "it is and what is there,\nand bills it under an invented contract that "
      "has one of each construct. Then a rule book is translated,\nboth sides "
      "bill the month, and a second contract that was edited wrong is caught, "
      "with the cause\nand the smallest usage that shows it, by replay and by fuzzing.",
      "  twinbill demo\n"
      "  twinbill demo --out my_first_workspace");
  options.options().add_options()("out", po::value<std::string>()->default_value("twinbill-demo"),
                                  "the workspace to make; a new folder");
  options.Positional("none", 0);
  if (const auto code = options.Parse(arguments, streams)) return *code;
  const auto& workspace = options.Get<std::string>("out");
  const auto sample = FindDataFile(kSample);
  if (!sample) return Report(sample.error(), streams);
  const auto contract = FindDataFile(kContract);
  if (!contract) return Report(contract.error(), streams);
  const auto rule_book = FindDataFile(kRuleBook);
  if (!rule_book) return Report(rule_book.error(), streams);
  if (const int code = TakeIn(*sample, workspace, streams); code != kDone) return code;
  if (const int code = BillStandardContract(*contract, workspace, streams); code != kDone) {
    return code;
  }
  return ShowParity(*rule_book, workspace, streams);
}

}  // namespace twinbill::cli
