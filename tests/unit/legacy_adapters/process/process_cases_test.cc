// Many cases asked of a program at once: what comes of each is what comes of it alone, and what is
// wrong with one is said of that one.
#include "legacy_adapters/process/process_cases.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/legacy_adapters/process/process_ground.h"

namespace twinbill::process {
namespace {

using legacy::CaseBill;
using legacy::CaseUsage;
using model::Period;

constexpr const char* kLimits = R"(, "start_ms": 20000, "idle_ms": 20000, "period_ms": 30000)";
constexpr const char* kShortIdle = R"(, "start_ms": 20000, "idle_ms": 400, "period_ms": 20000)";
const Period kFebruary = Period::FromCivil(2025, 2);

// Usage of some cases: case i has a record in January and one in February, of i and 2 i + 1.
class SomeCases {
 public:
  explicit SomeCases(std::size_t count, std::size_t large = SIZE_MAX) {
    for (std::size_t i = 0; i < count; ++i) {
      records_.push_back(
          {support::RecordAt("2025-01-02T00:00:00Z", "a1", "1", std::to_string(i) + ".36"),
           support::RecordAt("2025-02-03T00:00:00Z", "a2", "2",
                             i == large ? "2000000" : std::to_string(2 * i + 1))});
    }
    for (const auto& records : records_) cases_.push_back({records, kFebruary});
  }

  const std::vector<CaseUsage>& cases() const { return cases_; }
  const std::vector<model::UsageRecord>& records(std::size_t number) const {
    return records_[number];
  }

 private:
  std::vector<std::vector<model::UsageRecord>> records_;
  std::vector<CaseUsage> cases_;
};

class ProcessCases : public ::testing::Test {
 protected:
  void Open(const std::string& fault, const std::string& limits = kLimits,
            const std::string& more = {}) {
    const std::string command = R"(["python3", ")" +
                                support::SourcePath("tests/support/exact_biller.py") + R"(", ")" +
                                fault + "\"]";
    OpenCommand(command, limits, more);
  }
  void OpenCommand(const std::string& command, const std::string& limits,
                   const std::string& more = {}) {
    auto model = OpenProcessModel(ground_.WriteHead(command, more, limits));
    ASSERT_TRUE(model.has_value()) << model::Format(model.error().diagnostics.front());
    model_ = std::move(*model);
    batch_ = model_->StartCases();
  }

  // All of them are billed, and as a run of its own bills each.
  void ExpectAllAsAlone(const SomeCases& some) {
    const std::vector<CaseBill> bills = batch_->Bill(some.cases());
    ASSERT_FALSE(bills.empty());
    ASSERT_EQ(bills.size(), some.cases().size())
        << (bills.back().why ? model::Format(bills.back().why->diagnostics.front()) : "");
    for (std::size_t i = 0; i < bills.size(); ++i) {
      EXPECT_FALSE(bills[i].stopped_at.has_value()) << i;
      // Some of them are enough: each takes a process.
      if (i % 16 != 0) continue;
      const auto alone = support::BillForeign(*model_, some.records(i), kFebruary);
      EXPECT_EQ(model::CanonicalFile(bills[i].lines), alone.bytes()) << i;
    }
  }

  // The bills before case `number` are whole, and it is at `code`.
  void ExpectFailedAt(std::size_t number, const std::string& code, const SomeCases& some) {
    const std::vector<CaseBill> bills = batch_->Bill(some.cases());
    ASSERT_EQ(bills.size(), number + 1);
    for (std::size_t i = 0; i < number; ++i) EXPECT_FALSE(bills[i].why.has_value()) << i;
    const CaseBill& bill = bills.back();
    EXPECT_TRUE(bill.failed);
    ASSERT_TRUE(bill.why.has_value());
    EXPECT_EQ(bill.why->diagnostics.front().code, code);
    EXPECT_EQ(bill.stopped_at, kFebruary);
    EXPECT_EQ(bill.lines.size(), 1U);  // January's
    EXPECT_EQ(bill.why->kind, model::FailureKind::kSurroundings);
  }

  ProcessGround ground_;
  std::unique_ptr<legacy::LegacyModel> model_;
  std::unique_ptr<legacy::CaseBatch> batch_;
};

TEST_F(ProcessCases, AreBilledAsEachIsAlone) {
  Open("");
  EXPECT_GT(batch_->cases_at_once(), 1U);
  ExpectAllAsAlone(SomeCases(64));
  ExpectAllAsAlone(SomeCases(17));  // by the same life
  batch_->Close();
  ExpectAllAsAlone(SomeCases(1));
}

TEST_F(ProcessCases, OfAProgramThatLivesForOneQuestionAreBilledByManyLives) {
  Open("one_question");
  ExpectAllAsAlone(SomeCases(5));
}

TEST_F(ProcessCases, OfAProgramThatLosesWhatItReadsAheadAreAskedOneByOne) {
  Open("forgetful", kShortIdle);
  ExpectAllAsAlone(SomeCases(33));
}

TEST_F(ProcessCases, OfFilesTakeAProcessEach) {
  const std::string awk = support::SourcePath("legacy_adapters/process/samples/awk/bill.awk");
  OpenCommand(R"(["awk", "-v", "taken={taken}", "-v", "rejected={rejected}", "-f", ")" + awk +
                  R"(", "{usage}"])",
              kLimits,
              R"(, "level": 0, "lines": "lines.csv", "taken": "taken.csv",
                 "rejected": "rejected.csv")");
  EXPECT_EQ(batch_->cases_at_once(), 1U);
  ExpectAllAsAlone(SomeCases(2));
}

// More than pipes hold, on the way there and on the way back: nobody waits for the other for ever.
TEST_F(ProcessCases, OfAnySizeNeverStandStill) {
  OpenCommand(ProcessGround::Misbehaving("none"), kLimits);
  std::vector<model::UsageRecord> records;
  for (int i = 0; i < 1500; ++i) {
    records.push_back(support::RecordAt("2025-01-02T00:00:00Z", "a1", "1", "12.00"));
    records.back().id = std::to_string(i);
  }
  const std::vector<CaseUsage> cases(12, CaseUsage{records, kJanuary});
  const std::vector<CaseBill> bills = batch_->Bill(cases);
  ASSERT_EQ(bills.size(), cases.size());
  for (const CaseBill& bill : bills) EXPECT_EQ(bill.lines.size(), records.size());
}

TEST_F(ProcessCases, ACrashIsOfItsCaseAndTheNextAreBilled) {
  Open("crash");
  ExpectFailedAt(20, "process_crashed", SomeCases(40, 20));
  ExpectFailedAt(0, "process_crashed", SomeCases(1, 0));
  ExpectAllAsAlone(SomeCases(8));
}

TEST_F(ProcessCases, AHangIsOfItsCaseAndEnds) {
  Open("hang", kShortIdle);
  ExpectFailedAt(7, "process_idle", SomeCases(40, 7));
}

TEST_F(ProcessCases, ABreachOfTheProtocolIsOfItsCase) {
  Open("miscounts");
  ExpectFailedAt(11, "process_count", SomeCases(30, 11));
}

// It is heard with the next answer, which is of another case.
TEST_F(ProcessCases, WordsBehindAnAnswerAreOfTheCaseBefore) {
  Open("talks_on");
  ExpectFailedAt(11, "process_unasked", SomeCases(30, 11));
}

TEST_F(ProcessCases, AnErrorIsARefusalAndTheOthersGoOn) {
  Open("error");
  const SomeCases some(20, 6);
  const std::vector<CaseBill> bills = batch_->Bill(some.cases());
  ASSERT_EQ(bills.size(), 20U);
  for (std::size_t i = 0; i < bills.size(); ++i) {
    EXPECT_FALSE(bills[i].failed) << i;
    EXPECT_EQ(bills[i].stopped_at.has_value(), i == 6) << i;
  }
  EXPECT_EQ(bills[6].why->diagnostics.front().code, "process_error");
}

// It ends at its 21st request, whatever that is.
TEST_F(ProcessCases, WhatFailsAmongOthersAloneDisagreesWithItself) {
  Open("tires");
  const SomeCases some(64);
  const std::vector<CaseBill> bills = batch_->Bill(some.cases());
  ASSERT_LT(bills.size(), 64U);
  EXPECT_TRUE(bills.back().failed);
  EXPECT_EQ(bills.back().why->diagnostics.front().code, "process_nondeterministic");
}

TEST_F(ProcessCases, AreAskedAsOftenAsTheHeadSays) {
  OpenCommand(ProcessGround::Misbehaving("random_amount"), kLimits, R"(, "runs": 2)");
  const SomeCases some(3);
  const std::vector<CaseBill> bills = batch_->Bill(some.cases());
  ASSERT_EQ(bills.size(), 1U);
  EXPECT_TRUE(bills.back().failed);
  EXPECT_EQ(bills.back().why->diagnostics.front().code, "process_nondeterministic");
}

}  // namespace
}  // namespace twinbill::process
