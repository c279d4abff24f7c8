#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/command.h"
#include "harness/cli/duration.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kRules = R"({"cbas": 1,
  "contract": {"id": "F-1", "payer": "1", "currency": "USD", "start": "2025-01-01", "end": "2025-07-01"},
  "settings": {"arithmetic": "decimal", "scale": 18},
  "rules": [{"id": "R", "clause": "1", "credit": "cost * 0.125", "line": {"type": "T", "text": "D"}}]})";
constexpr const char* kStandard = R"({"twinbill": 1,
  "contract": {"id": "F-1", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [{"id": "R", "construct": "primitive", "clause": "1",
    "benefit": {"percent_off": "12.5"}, "rounding": {"mode": "MODE"},
    "line": {"type": "T", "description": "D", "by": []}}]})";

// A workspace of one contract, whose standard side rounds by a mode.
class FuzzCommand : public ::testing::Test {
 protected:
  FuzzCommand() : workspace_(folder_.path() + "/w") {
    EXPECT_EQ(RunProgram({"init", workspace_}), kDone);
    fs::create_directories(workspace_ + "/contracts/F-1");
    std::ofstream(workspace_ + "/contracts/F-1/legacy.json") << kRules;
    RoundBy("HALF_UP");
  }

  void RoundBy(const std::string& mode) {
    std::string text = kStandard;
    text.replace(text.find("MODE"), 4, mode);
    std::ofstream(workspace_ + "/contracts/F-1/standard.json") << text;
  }

  // The rule's formula, and how its round() and its amounts round.
  void Bill(const std::string& formula, const std::string& mode) {
    std::string text = kRules;
    text.replace(text.find("cost * 0.125"), 12, formula);
    text.replace(text.find("18}"), 2, R"(18, "amount_rounding": ")" + mode + '"');
    std::ofstream(workspace_ + "/contracts/F-1/legacy.json") << text;
    RoundBy(mode);
  }

  int RunProgram(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }

  support::TemporaryFolder folder_;
  std::string workspace_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(FuzzCommand, EqualSidesAreIdenticalWithTheirDistribution) {
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--cases", "1000", "--seed", "3"}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("identical  F-1  1000 cases"));
  EXPECT_THAT(out_.str(), HasSubstr("tricky_double"));
  EXPECT_THAT(out_.str(), HasSubstr("reached "));
}

TEST_F(FuzzCommand, ADifferenceIsSavedAsACounterexampleThatReproduceShows) {
  RoundBy("HALF_EVEN");
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--seed", "3", "--json"}), kAnswerIsNo);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_EQ(json[0]["verdict"], "different");
  const auto path = json[0]["counterexample"].get<std::string>();
  ASSERT_TRUE(fs::exists(path));
  EXPECT_EQ(RunProgram({"reproduce", path}), kAnswerIsNo) << err_.str();
  RoundBy("HALF_UP");
  EXPECT_EQ(RunProgram({"reproduce", path}), kDone) << out_.str() << err_.str();
}

// A rule book's own rounding points: how often each was met is told, and what differs there is
// found.
TEST_F(FuzzCommand, TiesWithinAFormulaAreAimedAt) {
  Bill("cost * 0.125 + round(usage * 0.037, 2) * 0", "HALF_EVEN");
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--cases", "4000", "--seed", "3"}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("inner_round "));
  EXPECT_THAT(out_.str(), HasSubstr("rule_amount "));
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--cases", "4000", "--seed", "3", "--json"}),
            kDone);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_GT(json[0]["aimed"]["inner_round"][1].get<int>(), 0);
  EXPECT_EQ(json[0]["aimed"]["scale_rounding"][1].get<int>(), 0);  // never so many digits
  // Half even against half up, within the formula alone.
  Bill(
      "cost * 0.125 + "
      "(floor(usage * 3.7321709 + 0.5) / 100 - round(usage * 0.037321709, 2)) * 100",
      "HALF_EVEN");
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--cases", "4000", "--seed", "3"}), kAnswerIsNo);
}

TEST_F(FuzzCommand, WrongCommandLinesAreSaid) {
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--time", "soon"}), kCommandLineWrong);
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "--cases", "0"}), kCommandLineWrong);
  EXPECT_EQ(RunProgram({"fuzz", "--legacy", "a"}), kCommandLineWrong);
  EXPECT_THAT(err_.str(), HasSubstr("pair_incomplete"));
  EXPECT_EQ(RunProgram({"fuzz", "-w", workspace_, "NOBODY"}), kCommandLineWrong);
}

TEST_F(FuzzCommand, MutateListsWhatNothingCatches) {
  EXPECT_EQ(RunProgram({"mutate", "-w", workspace_, "--fuzz-cases", "1", "--json"}), kAnswerIsNo);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_GT(json[0]["score"]["of"].get<int>(), 20);
  EXPECT_LT(json[0]["score"]["killed"].get<int>(), json[0]["score"]["of"].get<int>());
  RunProgram({"mutate", "-w", workspace_, "--fuzz-cases", "1"});
  EXPECT_THAT(out_.str(), HasSubstr("survived: "));
  EXPECT_EQ(RunProgram({"mutate", "--operators"}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("tier_bound"));
}

TEST(ParseDuration, TakesANumberAndAUnit) {
  EXPECT_EQ(ParseDuration("90s")->count(), 90'000);
  EXPECT_EQ(ParseDuration("500ms")->count(), 500);
  EXPECT_EQ(ParseDuration("2m")->count(), 120'000);
  EXPECT_EQ(ParseDuration("1h")->count(), 3'600'000);
  for (const char* wrong : {"", "s", "5", "-1s", "1d", "99999999999h", "1 s"}) {
    EXPECT_FALSE(ParseDuration(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace twinbill::cli
