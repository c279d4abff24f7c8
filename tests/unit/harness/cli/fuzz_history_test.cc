// twinbill fuzz in a workspace with a history: cases of real records.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/cli/command.h"
#include "tests/support/report_files.h"
#include "tests/support/workspace_ground.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::Cur2;
using support::Cur2Row;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRules = R"book({"cbas": 1,
  "contract": {"id": "F-1", "payer": "999", "currency": "USD", "start": "2025-01-01", "end": "2025-07-01"},
  "settings": {"arithmetic": "decimal", "scale": 18},
  "rules": [{"id": "R", "clause": "1", "match": "usage_type like '%BoxUsage%'",
             "credit": "cost * 0.125", "line": {"type": "T", "text": "D"}}]})book";
// What one side leaves out no drawn text is both of: BoxUsage, and of the EU's t3.
constexpr const char* kStandard = R"({"twinbill": 1,
  "contract": {"id": "F-1", "payer": "999", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [{"id": "R", "construct": "primitive", "clause": "1",
    "scope": {"usage_type": ["*BoxUsage*"], "not": {"usage_type": ["EU*:t3.*"]}},
    "benefit": {"percent_off": "12.5"}, "line": {"type": "T", "description": "D", "by": []}}]})";

class FuzzHistory : public support::WorkspaceGround {
 protected:
  FuzzHistory() {
    folder_.Write("workspace/contracts/F-1/legacy.json", kRules);
    folder_.Write("workspace/contracts/F-1/standard.json", kStandard);
  }

  int Fuzz(std::vector<std::string> more) {
    more.insert(more.begin(), {"fuzz", "-w", workspace_, "--seed", "3"});
    return Run(more);
  }
  // Many records of one usage type, and one of another.
  void Import(const std::string& rare_type) {
    std::string rows;
    for (int i = 0; i < 200; ++i) {
      std::string row = Cur2Row("r" + std::to_string(i), "2025-01-05", "1", std::to_string(i));
      rows += row.replace(row.find("BoxUsage"), 8, i == 150 ? rare_type : "USE1-BoxUsage");
    }
    ASSERT_EQ(Run({"import", "-w", workspace_, folder_.Write("a.csv", Cur2(rows)), "-q"}), kDone)
        << err_;
  }
};

TEST_F(FuzzHistory, FindsWhatOnlyARealTextShows) {
  Import("EUC1-BoxUsage:t3.micro");
  EXPECT_EQ(Fuzz({"--cases", "5000", "--no-history"}), kDone) << out_;
  EXPECT_EQ(Fuzz({"--cases", "5000", "--json"}), kAnswerIsNo);
  EXPECT_EQ(json::parse(out_)[0]["verdict"], "different");
  fs::remove_all(workspace_ + "/contracts/F-1/counterexamples");
  EXPECT_EQ(Fuzz({"--cases", "5000", "--from-history", "--json"}), kAnswerIsNo);
  const auto found = json::parse(out_)[0];
  const auto path = found["counterexample"].get<std::string>();
  ASSERT_TRUE(fs::exists(path));
  EXPECT_EQ(Run({"reproduce", path}), kAnswerIsNo) << err_;
  EXPECT_THAT(support::ReadBytes(path), HasSubstr("EUC1-BoxUsage:t3.micro"));
  // It is named by its seed: the same again, with other jobs.
  fs::remove(path);
  EXPECT_EQ(Fuzz({"--cases", "5000", "--from-history", "--json", "--jobs", "3"}), kAnswerIsNo);
  EXPECT_EQ(json::parse(out_)[0], found);
}

TEST_F(FuzzHistory, CountsItsCasesAndChanges) {
  Import("USE1-BoxUsage");
  ASSERT_EQ(Fuzz({"--cases", "1000"}), kDone) << out_;
  EXPECT_THAT(out_, HasSubstr("  generated cases that show\n"));
  EXPECT_THAT(out_, HasSubstr(" slots of 200 rows; changed in them\n"));
  EXPECT_THAT(out_, Not(HasSubstr("warning")));
  ASSERT_EQ(Fuzz({"--cases", "1000", "--json"}), kDone);
  const json some = json::parse(out_)[0]["history"];
  EXPECT_EQ(some["rows"], 200);
  EXPECT_EQ(some["slots"], 1);
  EXPECT_EQ(some["digest"].get<std::string>().size(), 64U);
  EXPECT_GT(some["cases"], 100);
  EXPECT_LT(some["cases"], 300);
  EXPECT_GT(some["changed"]["edge"].get<int>() + some["changed"]["number"].get<int>(), 10);
  ASSERT_EQ(Fuzz({"--cases", "1000", "--from-history", "--json"}), kDone);
  EXPECT_GT(json::parse(out_)[0]["history"]["cases"], 800);
}

TEST_F(FuzzHistory, WithoutItNothingDependsOnTheHistory) {
  ASSERT_EQ(Fuzz({"--cases", "500", "--json"}), kDone);
  const std::string without = out_;
  EXPECT_EQ(json::parse(without)[0]["history"], nullptr);
  Import("EUC1-BoxUsage:t3.micro");
  ASSERT_EQ(Fuzz({"--cases", "500", "--no-history", "--json"}), kDone);
  EXPECT_EQ(out_, without);
  const std::string contract = workspace_ + "/contracts/F-1/";
  ASSERT_EQ(Run({"fuzz", "--legacy", contract + "legacy.json", "--standard",
                 contract + "standard.json", "--seed", "3", "--cases", "500", "--json"}),
            kDone);
  EXPECT_EQ(out_, without);
}

TEST_F(FuzzHistory, AskedForAHistoryThatIsNotThereItSaysSo) {
  EXPECT_EQ(Fuzz({"--from-history"}), kInputWrong);
  EXPECT_THAT(err_, HasSubstr("no_history_to_fuzz"));
  EXPECT_EQ(Fuzz({"--from-history", "--no-history"}), kCommandLineWrong);
}

TEST_F(FuzzHistory, CheckMakesCasesOfItToo) {
  Import("EUC1-BoxUsage:t3.micro");
  folder_.Write("workspace/twinbill.json", R"({"twinbill": 1, "fuzz": {"cases": 5000}})");
  EXPECT_EQ(Run({"check", "-w", workspace_, "--seed", "3", "--to", "2024-12", "--allow-gaps"}),
            kAnswerIsNo);
  EXPECT_THAT(out_, HasSubstr("F-1: different, "));
}

}  // namespace
}  // namespace twinbill::cli
