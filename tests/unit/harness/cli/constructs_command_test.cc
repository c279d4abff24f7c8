#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "harness/cli/standard_contract.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;

const std::string kSample = std::string(TWINBILL_SOURCE_DIR) + "/docs/samples/own_constructs";

class ConstructsCommand : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    arguments.insert(arguments.begin(), "constructs");
    return Main(arguments, streams);
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ConstructsCommand, ListsTheShippedOnes) {
  const support::TemporaryFolder elsewhere;
  ASSERT_EQ(Run({}), kDone);
  for (const char* name :
       {"csd ", "edp ", "flat_prc ", "prepayment ", "tiered_ubtd ", "ubd ", "vpa "}) {
    EXPECT_NE(out_.str().find(name), std::string::npos) << name;
  }
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ConstructsCommand, ListsAWorkspacesOwnAsWell) {
  ASSERT_EQ(Run({"--workspace", kSample, "--json"}), kDone);
  const auto list = nlohmann::json::parse(out_.str());
  ASSERT_EQ(list.size(), 9U);
  EXPECT_EQ(list[0]["name"], "csd");
  EXPECT_EQ(list[7]["name"], "ai_model_deal");
  EXPECT_EQ(list[8]["name"], "marketplace_private_offer");
  EXPECT_EQ(list[7]["title"], "AI model deal");
  EXPECT_TRUE(list[7]["file"].get<std::string>().ends_with("constructs/ai_model_deal.json"));
}

TEST_F(ConstructsCommand, ShowsParametersTemplateAndExamples) {
  ASSERT_EQ(Run({"show", "edp"}), kDone);
  for (const char* part :
       {"edp: Discount with commitment (EDP)\n", "Parameters\n",
        "  commitment          money, needed\n", "window, default: contract_year\n",
        "                      scope  scope, needed\n", "Expands to\n",
        "\"amount\": \"$commitment\"", "which is\n", "\"construct\": \"primitive\""}) {
    EXPECT_NE(out_.str().find(part), std::string::npos) << part << "in\n" << out_.str();
  }
}

TEST_F(ConstructsCommand, ShowsTheSameToAMachine) {
  ASSERT_EQ(Run({"show", "prepayment", "--json"}), kDone);
  const auto shown = nlohmann::json::parse(out_.str());
  EXPECT_EQ(shown["name"], "prepayment");
  EXPECT_EQ(shown["parameters"][0]["name"], "amount");
  EXPECT_EQ(shown["parameters"][0]["needed"], true);
  EXPECT_EQ(shown["parameters"][1]["default"], "$amount");
  EXPECT_EQ(shown["template"]["benefit"]["prepaid"]["grant"], "$grant");
  EXPECT_EQ(shown["examples"][1]["expansion"][0]["benefit"]["prepaid"]["grant"], "250000");
}

TEST_F(ConstructsCommand, AnUnknownNameIsAWrongCommandLineWithAGuess) {
  EXPECT_EQ(Run({"show", "tiered_utbd"}), kCommandLineWrong);
  EXPECT_NE(err_.str().find("did you mean \"tiered_ubtd\"?"), std::string::npos) << err_.str();
  EXPECT_EQ(Run({"show"}), kCommandLineWrong);
  EXPECT_EQ(Run({"list", "edp"}), kCommandLineWrong);
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ConstructsCommand, AWorkspacesBadDefinitionIsWrongInputWithItsPlace) {
  const support::TemporaryFolder workspace;
  workspace.Write("twinbill.json", "{}");
  workspace.Write("constructs/mine.json", "{\"twinbill_definition\": 1}");
  EXPECT_EQ(Run({"--workspace", workspace.path()}), kInputWrong);
  EXPECT_NE(err_.str().find("constructs/mine.json:1:1: contract_missing_key"), std::string::npos)
      << err_.str();
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ConstructsCommand, AFolderThatIsNoWorkspaceIsSaid) {
  const support::TemporaryFolder folder;
  EXPECT_EQ(Run({"--workspace", folder.path()}), kCommandLineWrong);
  EXPECT_NE(err_.str().find("no_workspace"), std::string::npos) << err_.str();
}

TEST_F(ConstructsCommand, AWorkspacesTextsCantSteerTheTerminal) {
  const support::TemporaryFolder workspace;
  workspace.Write("twinbill.json", "{}");
  workspace.Write("constructs/mine.json", R"({"twinbill_definition": 1, "name": "mine",
    "title": "\u001b[2J", "about": "\u202eabout", "documentation": [], "parameters": {},
    "template": {"benefit": {"percent_off": "1"}, "line": {"type": "T", "description": ""}},
    "examples": [{"about": "\u001b", "construct": {"id": "a", "construct": "mine",
    "clause": ""}}]})");
  ASSERT_EQ(Run({"--workspace", workspace.path()}), kDone);
  EXPECT_EQ(out_.str().find('\x1b'), std::string::npos);
  ASSERT_EQ(Run({"--workspace", workspace.path(), "show", "mine"}), kDone);
  EXPECT_EQ(out_.str().find('\x1b'), std::string::npos);
  EXPECT_EQ(out_.str().find("\u202e"), std::string::npos);
}

TEST(StandardContract, SeesTheConstructsOfTheWorkspaceItLiesIn) {
  EXPECT_EQ(WorkspaceAbove(kSample + "/contracts/NIMBUS-2025/standard.json"),
            fs::canonical(kSample).string());
  const support::TemporaryFolder folder;
  EXPECT_EQ(WorkspaceAbove(folder.Write("contract.json", "{}")), std::nullopt);
  EXPECT_EQ(WorkspaceAbove("no_such_file.json"), std::nullopt);
}

}  // namespace
}  // namespace twinbill::cli
