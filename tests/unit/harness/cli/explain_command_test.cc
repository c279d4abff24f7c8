#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/command.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

using ::testing::HasSubstr;

const std::string kCase =
    std::string(TWINBILL_SOURCE_DIR) + "/tests/conformance/standard/cases/9001";

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

Outcome RunProgram(std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  const int code = Main(arguments, streams);
  return {code, out.str(), err.str()};
}

std::vector<std::string> OverTheCase(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "explain");
  for (const std::string& more : {std::string("--contract"), kCase + "/contract.json",
                                  std::string("--usage"), kCase + "/usage.csv"}) {
    arguments.push_back(more);
  }
  return arguments;
}

// The second row of the case's bill.
std::string ALine() {
  const Outcome bill = RunProgram({"bill", "--model", "standard", "--contract",
                                   kCase + "/contract.json", "--usage", kCase + "/usage.csv"});
  std::istringstream rows(bill.out);
  std::string row;
  std::getline(rows, row);
  std::getline(rows, row);
  return row;
}

TEST(ExplainCommand, ExplainsOneLineAsTextJsonAndStatement) {
  const std::string line = ALine();
  const Outcome text = RunProgram(OverTheCase({line}));
  EXPECT_EQ(text.code, kDone) << text.err;
  EXPECT_THAT(text.out, HasSubstr(line));
  EXPECT_THAT(text.out, HasSubstr("numbers:\n  #1 "));
  EXPECT_THAT(text.out, HasSubstr("records: "));
  const Outcome statement = RunProgram(OverTheCase({line, "--statement"}));
  EXPECT_THAT(statement.out, HasSubstr("Why is this "));
  const auto json = nlohmann::json::parse(RunProgram(OverTheCase({line, "--json"})).out);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["line"], line);
}

TEST(ExplainCommand, ExplainsEveryLine) {
  const auto json = nlohmann::json::parse(RunProgram(OverTheCase({"--all", "--json"})).out);
  EXPECT_GT(json.size(), 3U);
}

TEST(ExplainCommand, ExplainsInAWorkspaceWhatItExplainsFromFiles) {
  const support::TemporaryFolder folder;
  const std::string workspace = folder.path() + "/workspace";
  ASSERT_EQ(RunProgram({"init", workspace}).code, kDone);
  ASSERT_EQ(RunProgram({"import", "-w", workspace, kCase + "/usage.csv"}).code, kDone);
  const std::string line = ALine();
  const auto of_files = nlohmann::json::parse(RunProgram(OverTheCase({line, "--json"})).out);
  const auto contract = std::filesystem::path(workspace) / "contracts" / "S-1";
  std::filesystem::create_directories(contract);
  std::filesystem::copy_file(kCase + "/contract.json", contract / "standard.json");
  const Outcome in_workspace =
      RunProgram({"explain", "--all", "--id", "S-1", "-w", workspace, "--json"});
  ASSERT_EQ(in_workspace.code, kDone) << in_workspace.err;
  const auto all = nlohmann::json::parse(in_workspace.out);
  EXPECT_THAT(all, ::testing::Contains(of_files[0]));
}

TEST(ExplainCommand, ALineThatIsNotOnTheBillIsWrongInput) {
  std::string line = ALine();
  line.replace(line.find("2025-"), 4, "2024");
  const Outcome outcome = RunProgram(OverTheCase({line}));
  EXPECT_EQ(outcome.code, kInputWrong);
  EXPECT_THAT(outcome.err, HasSubstr("explain_no_such_line"));
  EXPECT_EQ(RunProgram(OverTheCase({"not,a,row"})).code, kInputWrong);
  EXPECT_EQ(RunProgram(OverTheCase({})).code, kCommandLineWrong);
}

}  // namespace
}  // namespace twinbill::cli
