// Fuzzing contracts whose legacy side is a program, a script or recorded bills, as a user does it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/cli/check_fuzz.h"
#include "harness/cli/command.h"
#include "legacy_adapters/child/program_place.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kStandard = R"({"twinbill": 1,
  "contract": {"id": "ID", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [{"id": "R", "construct": "primitive", "clause": "1",
    "benefit": {"percent_off": "12.5"}, "rounding": {"mode": "HALF_UP"},
    "line": {"type": "T", "description": "D", "by": ["account"]}}]})";

class ForeignFuzzCommand : public ::testing::Test {
 protected:
  ForeignFuzzCommand() : workspace_(folder_.path() + "/w") {
    EXPECT_EQ(RunProgram({"init", workspace_}), kDone);
  }

  int RunProgram(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }
  int Fuzz(std::vector<std::string> more) {
    more.insert(more.begin(), {"fuzz", "-w", workspace_, "--seed", "3"});
    return RunProgram(more);
  }

  static void Write(const std::string& path, std::string text, const std::string& id) {
    for (std::size_t at = 0; (at = text.find("\"ID\"", at)) != std::string::npos;) {
      text.replace(at, 4, "\"" + id + "\"");
    }
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << text;
  }
  std::string FolderOf(const std::string& id) const { return workspace_ + "/contracts/" + id; }
  static std::string Source(const std::string& path) {
    return std::string(TWINBILL_SOURCE_DIR) + "/" + path;
  }

  // A contract that a program bills: the exact biller, with a fault.
  void AddProgram(const std::string& id, const std::string& fault, bool is_by_files = false) {
    const std::string command = is_by_files
                                    ? R"(["awk", "-f", "/dev/null", "{usage}"], "level": 0)"
                                    : R"(["python3", ")" + Source("tests/support/exact_biller.py") +
                                          R"(", ")" + fault + "\"]";
    Write(FolderOf(id) + "/legacy.json",
          R"({"process": 1, "contract": {"id": "ID", "payer": "1", "currency": "USD",
              "start": "2025-01-01", "end": "2025-07-01"}, "command": )" +
              command + R"(, "limits": {"grace_ms": 200}})",
          id);
    Write(FolderOf(id) + "/standard.json", kStandard, id);
  }
  void AddRecorded(const std::string& id) {
    Write(FolderOf(id) + "/legacy.json",
          R"({"recorded": 1, "contract": {"id": "ID", "payer": "1", "currency": "USD",
              "start": "2025-01-01", "end": "2025-07-01"}, "lines": ["lines.csv"]})",
          id);
    std::ofstream(FolderOf(id) + "/lines.csv") << model::LineItemHeader();
    Write(FolderOf(id) + "/standard.json", kStandard, id);
  }

  support::TemporaryFolder folder_;
  std::string workspace_;
  std::ostringstream out_;
  std::ostringstream err_;
};

// The sample program of docs/formats/process_protocol.md against its translation, one price of
// which is another one.
TEST_F(ForeignFuzzCommand, ADifferenceToTheSampleProgramIsFoundAndReproduced) {
  const std::string folder = FolderOf("SAMPLE-PROGRAMS");
  fs::create_directories(folder);
  const std::string sample = Source("legacy_adapters/process/samples");
  fs::copy(sample + "/cpp/legacy.json", folder + "/legacy.json");
  const auto program = child::FindProgramBeside("twinbill-sample-biller");
  ASSERT_TRUE(program.has_value());
  fs::copy(*program, folder + "/bill");
  ASSERT_EQ(RunProgram({"translate", sample + "/rule_book.json", "-o", folder + "/standard.json"}),
            kDone);
  std::string text = support::ReadBytes(folder + "/standard.json");
  const std::size_t price = text.find("\"0.08\"");
  ASSERT_NE(price, std::string::npos) << text;
  std::ofstream(folder + "/standard.json") << text.replace(price, 6, "\"0.09\"");
  EXPECT_EQ(Fuzz({"--json", "--jobs", "1"}), kAnswerIsNo) << err_.str();
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_EQ(json[0]["verdict"], "different");
  EXPECT_TRUE(json[0]["failure"].empty());
  EXPECT_GT(json[0]["cells"].size(), 5U);
  const auto path = json[0]["counterexample"].get<std::string>();
  EXPECT_EQ(RunProgram({"reproduce", path}), kAnswerIsNo) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("standard "));
  // The same of any number of jobs and of any number of cases asked at once.
  for (const char* at_once : {"1", "9"}) {
    EXPECT_EQ(Fuzz({"--json", "--jobs", "2", "--at-once", at_once}), kAnswerIsNo);
    EXPECT_EQ(nlohmann::json::parse(out_.str()), json) << at_once;  // the same counterexample, too
  }
}

TEST_F(ForeignFuzzCommand, AProgramThatCrashesIsAFailureWithItsCase) {
  AddProgram("F-1", "crash");
  EXPECT_EQ(Fuzz({}), kSurroundingsFailed);
  EXPECT_THAT(out_.str(), HasSubstr("failed  F-1"));
  EXPECT_THAT(out_.str(), HasSubstr("the legacy side failed: "));
  EXPECT_THAT(out_.str(), HasSubstr("process_crashed: "));
  EXPECT_EQ(Fuzz({"--json"}), kSurroundingsFailed);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_EQ(json[0]["failure"][0]["code"], "process_crashed");
  const auto path = json[0]["counterexample"].get<std::string>();
  EXPECT_EQ(RunProgram({"reproduce", path}), kSurroundingsFailed);
  EXPECT_THAT(out_.str(), HasSubstr("process_crashed: "));
  AddProgram("F-1", "");
  EXPECT_EQ(RunProgram({"reproduce", path}), kDone) << out_.str();
}

// Faults of the standard side are seeded, and held against what the program bills of saved usage.
TEST_F(ForeignFuzzCommand, FaultsAreSeededBesideAProgram) {
  AddProgram("F-1", "half_even");
  ASSERT_EQ(Fuzz({}), kAnswerIsNo);
  EXPECT_EQ(RunProgram({"mutate", "-w", workspace_, "--fuzz-cases", "1"}), kInputWrong);
  EXPECT_THAT(err_.str(), HasSubstr("mutate_not_at_parity"));
  AddProgram("F-1", "");
  const int code = RunProgram({"mutate", "-w", workspace_, "--fuzz-cases", "1", "--json"});
  EXPECT_THAT(code, ::testing::AnyOf(kDone, kAnswerIsNo)) << err_.str();
  EXPECT_GT(nlohmann::json::parse(out_.str())[0]["score"]["of"].get<int>(), 10);
}

TEST_F(ForeignFuzzCommand, RecordedBillsAreNoGroundForFuzzing) {
  AddRecorded("R-1");
  EXPECT_EQ(Fuzz({}), kInputWrong);
  EXPECT_THAT(err_.str(), HasSubstr("fuzz_recorded: "));
}

TEST_F(ForeignFuzzCommand, TheCheckSaysWhatItDoesNotFuzz) {
  AddProgram("F-CRASH", "crash");
  AddProgram("F-SOUND", "");
  AddProgram("F-FILES", "", true);
  AddRecorded("R-1");
  std::ofstream(workspace_ + "/twinbill.json") << R"({"twinbill": 1, "fuzz": {"cases": 500}})";
  CheckFuzzOrder order;
  order.workspace = workspace_;
  order.seed = 3;
  order.as_of = "2025-02-01";
  order.jobs = 1;
  const CheckStep step = CheckFuzz(order);
  EXPECT_EQ(step.exit_code, kSurroundingsFailed);
  EXPECT_THAT(step.summary, HasSubstr("1 of 3 contracts identical"));
  EXPECT_THAT(step.summary,
              HasSubstr("1 contract with fewer cases, since each takes a process: F-FILES"));
  EXPECT_THAT(step.summary, HasSubstr("1 contract not fuzzed, since recorded bills say nothing of "
                                      "usage that was never billed: R-1"));
  EXPECT_THAT(step.faults,
              ElementsAre(HasSubstr("F-CRASH: failed, "), HasSubstr("process_crashed"),
                          HasSubstr("F-FILES: failed, "), HasSubstr("process_bad_file")));
}

}  // namespace
}  // namespace twinbill::cli
