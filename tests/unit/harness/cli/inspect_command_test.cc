// twinbill inspect: what it prints, and its exit codes.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/command.h"
#include "tests/support/report_files.h"

namespace twinbill::cli {
namespace {

using nlohmann::json;
using support::Cur2;
using support::Cur2Row;
using support::TemporaryFolder;

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

Outcome Inspect(std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  arguments.insert(arguments.begin(), "inspect");
  const int code = Main(arguments, streams);
  return {code, out.str(), err.str()};
}

std::string Report() {
  return Cur2(Cur2Row("a", "2025-01-05", "1.25", "0.1") + Cur2Row("b", "2025-01-06", "1", "-0.3"));
}

TEST(InspectCommand, PrintsTheObjectOfTheSpecification) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("report.csv", Report());
  const Outcome outcome = Inspect({"--json", path});
  EXPECT_EQ(outcome.code, kDone);
  EXPECT_EQ(outcome.err, "");
  const json expected = {{"file", path},
                         {"kind", "cur-2.0"},
                         {"rows", 2},
                         {"periods", {"2025-01"}},
                         {"payers", 1},
                         {"accounts", 1},
                         {"services", 1},
                         {"regions", 0},
                         {"usage_types", 1},
                         {"line_item_types", {{"Usage", 2}}},
                         {"unblended_cost", "-0.2"},
                         {"currencies", {"USD"}},
                         {"discount_columns", json::array()}};
  EXPECT_EQ(json::parse(outcome.out), expected);
}

TEST(InspectCommand, SeveralFilesAreAnObjectALine) {
  const TemporaryFolder folder;
  const std::string one = folder.Write("one.csv", Report());
  const std::string two = folder.Write("two.csv", support::Gzip(Report()));
  const Outcome outcome = Inspect({one, two, "--json"});
  EXPECT_EQ(outcome.code, kDone);
  std::istringstream lines(outcome.out);
  std::string line;
  std::vector<std::string> files;
  while (std::getline(lines, line)) files.push_back(json::parse(line)["file"]);
  EXPECT_EQ(files, (std::vector<std::string>{one, two}));
}

TEST(InspectCommand, AWrongFileDoesNotHideTheOthers) {
  const TemporaryFolder folder;
  const std::string good = folder.Write("good.csv", Report());
  const std::string bad = folder.Write("bad.csv", Cur2("a\n"));
  const Outcome outcome = Inspect({bad, good, "--json"});
  EXPECT_EQ(outcome.code, kInputWrong);
  EXPECT_EQ(json::parse(outcome.out)["file"], good);
  EXPECT_EQ(outcome.err.substr(0, bad.size() + 20), bad + ":2:2: csv_ragged_row");
}

TEST(InspectCommand, TellsAPersonWhatTheFileIs) {
  const TemporaryFolder folder;
  const Outcome outcome = Inspect({folder.Write("report.csv", Report())});
  EXPECT_EQ(outcome.code, kDone);
  for (const char* part :
       {"kind              cur-2.0, CSV of 11 columns", "periods           2025-01\n",
        "payers            1: 999", "    Usage ", "unblended cost    -0.2\n", "sha256 ",
        "discount lines    none", "discount columns  none", "1 row with a negative amount"})
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\nin\n" << outcome.out;
}

TEST(InspectCommand, ShowsNoControlCharactersOfTheFile) {
  const TemporaryFolder folder;
  std::string report = Report();
  report.replace(report.find("AmazonEC2"), 9, "\x1B[31mRed\x7F");
  const Outcome outcome = Inspect({folder.Write("report.csv", report)});
  EXPECT_EQ(outcome.code, kDone);
  EXPECT_EQ(outcome.out.find('\x1B'), std::string::npos);
  EXPECT_NE(outcome.out.find("\\x1b[31mRed\\x7f"), std::string::npos);
}

TEST(InspectCommand, OfNoRowsThereIsNothingToList) {
  const TemporaryFolder folder;
  const Outcome outcome = Inspect({folder.Write("report.csv", Cur2(""))});
  EXPECT_EQ(outcome.code, kDone);
  for (const char* part : {"rows              0\n", "periods           none\n",
                           "payers            0\n", "currencies        none\n"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\nin\n" << outcome.out;
  }
}

TEST(InspectCommand, AFileMustBeGiven) {
  EXPECT_EQ(Inspect({}).code, kCommandLineWrong);
  EXPECT_EQ(Inspect({"--no-such"}).code, kCommandLineWrong);
  const Outcome help = Inspect({"--help"});
  EXPECT_EQ(help.code, kDone);
  EXPECT_NE(help.out.find("twinbill inspect bill.csv.gz"), std::string::npos);
}

}  // namespace
}  // namespace twinbill::cli
