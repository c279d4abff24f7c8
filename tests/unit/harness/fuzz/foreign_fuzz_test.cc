// Fuzzing a legacy side that is a program: what it finds, and what it says of a program that fails.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "harness/fuzz/batch_json.h"
#include "harness/fuzz/fuzz_run.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/command_lines.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::fuzz {
namespace {

constexpr const char* kStandard = R"({"twinbill": 1,
  "contract": {"id": "F-1", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [{"id": "R", "construct": "primitive", "clause": "1",
    "benefit": {"percent_off": "12.5"}, "rounding": {"mode": "HALF_UP"},
    "line": {"type": "T", "description": "D", "by": ["account"]}}]})";

// The exact biller of tests/support, with a fault, against what it bills without one.
class ForeignGround {
 public:
  explicit ForeignGround(const std::string& fault, const std::string& limits = {}) {
    const std::string program = std::string(TWINBILL_SOURCE_DIR) + "/tests/support/exact_biller.py";
    mark_ = "mark-" + std::to_string(getpid()) + "-" + fault;
    const std::string path =
        folder_.Write("legacy.json",
                      R"({"process": 1, "contract": {"id": "F-1", "payer": "1", "currency": "USD",
        "start": "2025-01-01", "end": "2025-07-01"}, "command": ["python3", ")" +
                          program + R"(", ")" + fault + R"(", ")" + mark_ +
                          R"("], "limits": {"start_ms": 20000, "grace_ms": 200)" + limits + "}}");
    auto legacy = legacy::OpenLegacyModel(path);
    EXPECT_TRUE(legacy.has_value());
    legacy_ = std::move(*legacy);
    standard_ = std::make_unique<const plan::Plan>(
        std::move(contract::ReadContract(kStandard, "standard.json")).value());
  }

  FuzzReport Fuzz(std::uint64_t cases, int jobs, std::size_t cases_at_once) {
    FuzzOrder order;
    order.seed = 3;
    order.cases = cases;
    order.jobs = jobs;
    order.batch.cases = 100;
    order.batch.cases_at_once = cases_at_once;
    return Fuzz(order);
  }

  FuzzReport Fuzz(const FuzzOrder& order) {
    Mentions mentions;
    mentions.Add(standard_->contract());
    FuzzTarget target(*legacy_, *standard_, std::move(mentions), order.seed);
    auto report = RunFuzz(target, order, nullptr);
    EXPECT_TRUE(report.has_value());
    return std::move(report).value();
  }

  // Whether some of its programs stay: those of a job that was ended have their grace to go.
  bool IsAlive() const {
    for (int tenth = 0; tenth < 100 && support::SomeCommandLineHas(mark_); ++tenth) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return support::SomeCommandLineHas(mark_);
  }

 private:
  support::TemporaryFolder folder_;
  std::string mark_;
  std::unique_ptr<legacy::LegacyModel> legacy_;
  std::unique_ptr<const plan::Plan> standard_;
};

// What a report is held against another one by.
std::string Described(const FuzzReport& report) {
  BatchOutcome outcome;
  outcome.cases = report.cases;
  outcome.identical = report.identical;
  outcome.nothing = report.nothing;
  outcome.shown = report.shown;
  outcome.aims = report.aims;
  outcome.reached = report.reached;
  outcome.found = report.found;
  return WriteBatch(outcome);
}

TEST(ForeignFuzz, ASoundProgramIsIdenticalWhateverTheBatchesAndJobs) {
  ForeignGround ground("");
  const FuzzReport report = ground.Fuzz(300, 1, 64);
  EXPECT_EQ(report.cases, 300U);
  EXPECT_GT(report.identical, 250U);
  EXPECT_FALSE(report.found.has_value());
  EXPECT_TRUE(report.troubles.empty());
  EXPECT_FALSE(report.reached.empty());
  EXPECT_EQ(Described(ground.Fuzz(300, 1, 1)), Described(report));
  EXPECT_EQ(Described(ground.Fuzz(300, 2, 7)), Described(report));
  EXPECT_FALSE(ground.IsAlive());
}

TEST(ForeignFuzz, AFaultIsFoundAndMadeSmallWhateverTheBatchesAndJobs) {
  ForeignGround ground("half_even");
  const FuzzReport report = ground.Fuzz(2000, 1, 64);
  ASSERT_TRUE(report.found.has_value());
  EXPECT_TRUE(report.found->failure.empty());
  EXPECT_TRUE(report.found->smallest);
  EXPECT_EQ(report.found->records.size(), 1U);
  EXPECT_EQ(Described(ground.Fuzz(2000, 2, 1)), Described(report));
  EXPECT_EQ(Described(ground.Fuzz(2000, 2, 5)), Described(report));
}

struct Failing {
  const char* fault;
  const char* code;
  bool is_shrunk;
};

void PrintTo(const Failing& failing, std::ostream* out) { *out << failing.fault; }

class ForeignFailure : public ::testing::TestWithParam<Failing> {};

TEST_P(ForeignFailure, IsSaidWithItsCaseWhateverTheBatches) {
  ForeignGround ground(GetParam().fault, R"(, "idle_ms": 600)");
  const FuzzReport report = ground.Fuzz(1000, 1, 64);
  ASSERT_TRUE(report.found.has_value());
  ASSERT_FALSE(report.found->failure.empty());
  EXPECT_EQ(report.found->failure.front().code, GetParam().code);
  EXPECT_FALSE(report.found->records.empty());
  EXPECT_EQ(report.found->smallest, GetParam().is_shrunk);
  if (GetParam().is_shrunk) {
    EXPECT_EQ(report.found->records.size(), 1U);
  }
  EXPECT_EQ(Described(ground.Fuzz(1000, 2, 3)), Described(report));
  EXPECT_FALSE(ground.IsAlive());
}

INSTANTIATE_TEST_SUITE_P(All, ForeignFailure,
                         ::testing::Values(Failing{"crash", "process_crashed", true},
                                           Failing{"hang", "process_idle", false},
                                           Failing{"miscounts", "process_count", true},
                                           Failing{"talks_on", "process_unasked", true}),
                         [](const auto& one) { return one.param.fault; });

// One that answers otherwise behind forty other requests than by itself: no difference of
// contracts.
TEST(ForeignFuzz, AProgramThatRemembersDisagreesWithItself) {
  ForeignGround ground("remembers");
  const FuzzReport report = ground.Fuzz(1000, 1, 64);
  ASSERT_TRUE(report.found.has_value());
  ASSERT_FALSE(report.found->failure.empty());
  EXPECT_EQ(report.found->failure.front().code, "fuzz_unsteady");
}

// The time is over before the program is found to hang: its batch is waited for.
TEST(ForeignFuzz, AHangIsFoundThoughTheTimeIsOver) {
  ForeignGround ground("hang", R"(, "idle_ms": 600)");
  FuzzOrder order;
  order.seed = 3;
  order.cases = UINT64_MAX / 2;
  order.time = std::chrono::milliseconds(100);
  order.jobs = 2;
  order.batch.cases = 100;
  const FuzzReport report = ground.Fuzz(order);
  ASSERT_TRUE(report.found.has_value());
  EXPECT_EQ(report.found->failure.front().code, "process_idle");
}

// And one that is sound has all of its cases counted.
TEST(ForeignFuzz, ATimeThatIsOverEndsTheRunBehindTheBatchesUnderWay) {
  ForeignGround ground("");
  FuzzOrder order;
  order.seed = 3;
  order.cases = UINT64_MAX / 2;
  order.time = std::chrono::milliseconds(200);
  order.jobs = 2;
  order.batch.cases = 20;
  const FuzzReport report = ground.Fuzz(order);
  EXPECT_FALSE(report.found.has_value());
  EXPECT_GT(report.cases, 0U);
  EXPECT_EQ(report.cases % 20, 0U);
}

}  // namespace
}  // namespace twinbill::fuzz
