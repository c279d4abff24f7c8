// twinbill coverage: who reached what, and that nothing stale is shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/command.h"
#include "harness/cli/fuzz_text.h"
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
  "rules": [{"id": "R", "clause": "7.1", "credit": "if(cost > 1000000000000, cost, cost * 0.125)",
             "line": {"type": "T", "text": "D"}}]})book";
constexpr const char* kStandard = R"({"twinbill": 1,
  "contract": {"id": "F-1", "payer": "999", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [{"id": "R", "construct": "primitive", "clause": "7.1",
    "meter": {"measure": "list_cost"},
    "benefit": {"tiers": {"mode": "volume", "steps": [
      {"up_to": "1000000000000", "percent_off": "12.5"}, {"up_to": null, "percent_off": "100"}]}},
    "line": {"type": "T", "description": "D", "by": []}}]})";

class CoverageCommand : public support::WorkspaceGround {
 protected:
  CoverageCommand() {
    fs::create_directories(workspace_ + "/contracts/F-1");
    folder_.Write("workspace/contracts/F-1/legacy.json", kRules);
    folder_.Write("workspace/contracts/F-1/standard.json", kStandard);
  }

  // A record of that cost in that month.
  void Import(const std::string& month, const std::string& cost) {
    std::string row = Cur2Row("r" + month, month + "-05", "1", cost);
    row.replace(row.find("2025-01-01"), 10, month + "-01");
    ASSERT_EQ(Run({"import", "-w", workspace_, folder_.Write(month + ".csv", Cur2(row)), "-q"}),
              kDone)
        << err_;
  }
  json Coverage(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"coverage", "-w", workspace_, "--json"});
    EXPECT_EQ(Run(more), kDone) << err_;
    return json::parse(out_)[0];
  }
  static json Cell(const json& coverage, const std::string& side, const std::string& what) {
    for (const json& cell : coverage["cells"]) {
      if (cell["side"] == side && cell["cell"] == what) return cell;
    }
    ADD_FAILURE() << "no cell " << what;
    return {};
  }
};

TEST_F(CoverageCommand, SaysOfEachCellWhoReachedIt) {
  Import("2025-01", "100");
  ASSERT_EQ(Run({"fuzz", "-w", workspace_, "--cases", "1000", "--seed", "3"}), kDone) << out_;
  const json coverage = Coverage();
  EXPECT_EQ(coverage["contract"], "F-1");
  EXPECT_EQ(coverage["history"], json({{"from", "2025-01"}, {"to", "2025-01"}}));
  EXPECT_EQ(coverage["fuzzing"], json({{"runs", 1}, {"cases", 1000}}));
  const json both = Cell(coverage, "standard", "step 1");
  EXPECT_EQ(both["history"], "2025-01");
  EXPECT_EQ(both["fuzzing"], true);
  EXPECT_EQ(both["clause"], "7.1");
  const json fuzzed = Cell(coverage, "standard", "tie, even");
  EXPECT_EQ(fuzzed["history"], nullptr);
  EXPECT_EQ(fuzzed["fuzzing"], true);
  std::size_t counted = 0;
  for (const char* name : {"history_and_fuzzing", "history_alone", "fuzzing_alone", "neither"}) {
    counted += coverage["counts"][name].get<std::size_t>();
  }
  EXPECT_EQ(coverage["counts"]["cells"], counted);
  EXPECT_EQ(coverage["cells"].size(), counted);
}

TEST_F(CoverageCommand, ShowsWhatNeitherReachedByClause) {
  Import("2025-01", "100");
  ASSERT_EQ(Run({"coverage", "-w", workspace_, "--missing"}), kDone);
  EXPECT_THAT(out_, HasSubstr("0 by fuzzing alone"));
  EXPECT_THAT(out_, HasSubstr("clause 7.1\n"));
  EXPECT_THAT(out_, HasSubstr("standard  R      step 2 "));
  EXPECT_THAT(out_, HasSubstr("neither\n"));
  EXPECT_THAT(out_, Not(HasSubstr("takes usage")));
  ASSERT_EQ(Run({"coverage", "-w", workspace_}), kDone);
  EXPECT_THAT(out_, HasSubstr("takes usage"));
  EXPECT_THAT(out_, HasSubstr("2025-01  -\n"));
}

TEST_F(CoverageCommand, NewPeriodsAreAddedToWhatIsKept) {
  Import("2025-01", "100");
  EXPECT_EQ(Cell(Coverage(), "standard", "step 2")["history"], nullptr);
  Import("2025-03", "2000000000000");
  const json coverage = Coverage();
  EXPECT_EQ(coverage["history"]["to"], "2025-03");
  EXPECT_EQ(Cell(coverage, "standard", "step 1")["history"], "2025-01");
  EXPECT_EQ(Cell(coverage, "standard", "step 2")["history"], "2025-03");
  EXPECT_EQ(Coverage({"--fresh"}), coverage);
  EXPECT_EQ(Cell(Coverage({"--to", "2025-02"}), "standard", "step 2")["history"], nullptr);
}

// Reached by other sides, or of other usage: that is no coverage of what is there now.
TEST_F(CoverageCommand, NothingStaleIsShownAsCurrent) {
  Import("2025-01", "2000000000000");
  ASSERT_EQ(Run({"fuzz", "-w", workspace_, "--cases", "500", "--seed", "3"}), kDone) << out_;
  const json before = Coverage();
  EXPECT_EQ(Cell(before, "standard", "step 2")["history"], "2025-01");
  std::string changed = kStandard;
  for (std::size_t at; (at = changed.find("1000000000000")) != std::string::npos;) {
    changed.replace(at, 13, "3000000000009");
  }
  folder_.Write("workspace/contracts/F-1/standard.json", changed);
  const json coverage = Coverage();
  EXPECT_EQ(Cell(coverage, "standard", "step 2")["history"], nullptr);
  EXPECT_EQ(coverage["fuzzing"], json({{"runs", 0}, {"cases", 0}}));
  EXPECT_EQ(coverage["counts"]["fuzzing_alone"], 0);
  folder_.Write("workspace/contracts/F-1/standard.json", kStandard);
  EXPECT_EQ(Coverage(), before);
  // A correction of the month takes the history's part with it.
  std::string row = Cur2Row("r2025-01", "2025-01-05", "1", "5");
  ASSERT_EQ(
      Run({"import", "-w", workspace_, folder_.Write("again.csv", Cur2(row)), "--keep-last", "-q"}),
      kDone);
  EXPECT_EQ(Cell(Coverage(), "standard", "step 2")["history"], nullptr);
}

TEST_F(CoverageCommand, FuzzingKnowsWhatTheHistoryAndEarlierRunsReached) {
  Import("2025-01", "100");
  ASSERT_EQ(Run({"fuzz", "-w", workspace_, "--cases", "500", "--seed", "3"}), kDone) << out_;
  EXPECT_THAT(out_, Not(HasSubstr("by history")));
  ASSERT_EQ(Run({"coverage", "-w", workspace_, "-q"}), kDone);
  ASSERT_EQ(Run({"fuzz", "-w", workspace_, "--cases", "500", "--seed", "4"}), kDone) << out_;
  EXPECT_THAT(out_, HasSubstr(" in all 2 runs of these two sides\n"));
}

TEST(PrintFuzzed, ListsFirstWhatTheHistoryDoesNotReachEither) {
  FuzzedContract contract;
  contract.id = "C";
  for (const char* what : {"a", "b", "c", "d"}) contract.cells.insert({"standard", "R", "1", what});
  contract.report.reached = {{"standard", "R", "1", "a"}};
  contract.all_runs = coverage::FuzzReach{2, 1000, contract.report.reached};
  contract.all_runs->cells.insert({"standard", "R", "1", "d"});
  contract.by_history = {{{"standard", "R", "1", "b"}, model::Period::FromCivil(2025, 2)},
                         {{"standard", "R", "1", "c"}, std::nullopt}};
  std::ostringstream out;
  PrintFuzzed(contract, true, out);
  EXPECT_THAT(out.str(),
              HasSubstr("  reached 1 of 4 cells; 2 in all 2 runs of these two sides\n"
                        "    never: clause 1, standard R: c, nor by history\n"
                        "    never: clause 1, standard R: b, but by history since 2025-02\n"));
}

TEST_F(CoverageCommand, WithoutHistoryThereIsFuzzingAlone) {
  const json coverage = Coverage();
  EXPECT_EQ(coverage["history"], json({{"from", nullptr}, {"to", nullptr}}));
  EXPECT_EQ(coverage["counts"]["neither"], coverage["counts"]["cells"]);
}

TEST_F(CoverageCommand, AContractThatCantBeRunSaysWhy) {
  Import("2025-01", "100");
  fs::remove(workspace_ + "/contracts/F-1/standard.json");
  EXPECT_EQ(Run({"coverage", "-w", workspace_}), kAnswerIsNo);
  EXPECT_THAT(out_, HasSubstr("standard_absent"));
  EXPECT_EQ(Run({"coverage", "-w", workspace_, "--to", "soon"}), kCommandLineWrong);
  EXPECT_EQ(Run({"coverage", "-w", workspace_, "--jobs", "0"}), kCommandLineWrong);
  fs::remove_all(workspace_ + "/contracts/F-1");
  EXPECT_EQ(Run({"coverage", "-w", workspace_}), kAnswerIsNo);
  EXPECT_THAT(err_, HasSubstr("there is no contract"));
}

TEST_F(CoverageCommand, CheckAddsItUp) {
  Import("2025-01", "100");
  Import("2025-02", "200");
  folder_.Write("workspace/twinbill.json", R"({"twinbill": 1, "fuzz": {"cases": 500}})");
  ASSERT_EQ(Run({"check", "-w", workspace_, "--seed", "3", "--as-of", "2025-03-01"}), kDone)
      << out_;
  EXPECT_THAT(out_, HasSubstr("\ncoverage: "));
  EXPECT_THAT(out_, HasSubstr(" cells reached: "));
  EXPECT_EQ(Coverage()["fuzzing"]["cases"], 500);
}

}  // namespace
}  // namespace twinbill::cli
