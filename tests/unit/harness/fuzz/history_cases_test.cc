#include "harness/fuzz/history_cases.h"

#include <gtest/gtest.h>

#include <numeric>

#include "harness/fuzz/batch_json.h"
#include "harness/fuzz/fuzz_run.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::fuzz {
namespace {

// A sample as one of a history may be: some records before, in and after the ground contract's
// term, in two groups, with numbers of all sizes.
HistorySample SampleOf(std::uint64_t seed) {
  HistorySample sample;
  for (const char* type : {"EU-Storage-Std", "US-Storage-IA", "BoxUsage", "NatGateway-Bytes"}) {
    model::Slot slot;
    slot.account = "111";
    slot.service = "AmazonS3";
    slot.line_item_type = "Usage";
    slot.usage_type = type;
    sample.slots.push_back(slot);
  }
  CountedRandom random(seed, 0);
  UsageCase all;
  for (int i = 0; i < 60; ++i) {
    CaseRecord record;
    record.slot = static_cast<std::uint32_t>(i % 4);
    record.period = model::Period::FromCivil(2024 + i % 3, 1 + i % 12);
    record.start = model::Timestamp::AtMidnight(record.period.FirstDay());
    record.start.micros += random.Between(0, 27) * 86'400'000'000;
    record.quantity = model::Decimal::FromUnits(random.Between(-50, 900'000), 4).value();
    record.list_cost = model::Decimal::FromUnits(random.Between(-50, 900'000), i % 9).value();
    all.records.push_back(record);
  }
  // The longest numbers there are.
  all.records[0].quantity = model::Decimal::Parse("99999999999999999999999999999999999999").value();
  all.records[1].list_cost = model::Decimal::Parse("-0.0000000000000000000000000001").value();
  all.SortIntoLedger();
  sample.records = all.records;
  sample.groups.resize(2);
  for (std::uint32_t i = 0; i < sample.records.size(); ++i) {
    sample.groups[sample.records[i].slot % 2].push_back(i);
  }
  sample.groups_taken = 1;
  return sample;
}

class HistoryCasesTest : public ::testing::Test {
 protected:
  HistoryCasesTest() : sample_(SampleOf(1)), term_(GroundContract().term) {
    mentions_.Add(GroundContract());
    numbers_.resize(sample_.slots.size());
    std::iota(numbers_.begin(), numbers_.end(), kFirstSlot);
  }

  HistoryCases Cases(std::uint64_t seed, GeneratorLimits limits = {}) const {
    return {sample_, numbers_, kFirstSlot + 4, mentions_, term_, seed, limits};
  }

  static constexpr std::uint32_t kFirstSlot = 10;
  HistorySample sample_;
  Mentions mentions_;
  model::Term term_;
  std::vector<std::uint32_t> numbers_;
};

TEST_F(HistoryCasesTest, NeverLeaveTheDomain) {
  for (const int periods_max : {1, 3, 40}) {
    const GeneratorLimits limits{.records_max = 12, .periods_max = periods_max};
    const HistoryCases cases = Cases(7, limits);
    HistoryCounts counts;
    UsageCase usage;
    for (std::uint64_t number = 0; number < 4000; ++number) {
      cases.Draw(number, usage, counts);
      ASSERT_GE(usage.records.size(), 1U);
      ASSERT_LE(usage.records.size(), 12U);
      ASSERT_GE(usage.last, term_.FirstPeriod());
      ASSERT_LE(usage.last, term_.LastPeriod());
      ASSERT_LT(usage.last.months - term_.FirstPeriod().months, periods_max);
      for (const CaseRecord& record : usage.records) {
        ASSERT_GE(record.period, term_.FirstPeriod());
        ASSERT_LE(record.period, usage.last);
        ASSERT_LT(record.slot, kFirstSlot + 4);
      }
      UsageCase sorted = usage;
      sorted.SortIntoLedger();
      ASSERT_EQ(sorted, usage);
    }
    EXPECT_EQ(counts.cases, 4000U);
  }
}

TEST_F(HistoryCasesTest, AreTheSameForTheSameNumber) {
  HistoryCounts counts;
  UsageCase first;
  UsageCase second;
  Cases(3).Draw(41, first, counts);
  Cases(3).Draw(40, second, counts);
  EXPECT_NE(first, second);
  Cases(3).Draw(41, second, counts);
  EXPECT_EQ(first, second);
  Cases(4).Draw(41, second, counts);
  EXPECT_NE(first, second);
}

TEST_F(HistoryCasesTest, ShowEveryChangeInNotTooFewCases) {
  const HistoryCases cases = Cases(1);
  HistoryCounts counts;
  UsageCase usage;
  for (std::uint64_t number = 0; number < 2000; ++number) cases.Draw(number, usage, counts);
  for (std::size_t i = 0; i < kHistoryChangeCount; ++i) {
    EXPECT_GE(counts.changed[i], 200U) << Name(static_cast<HistoryChange>(i));
    EXPECT_LT(counts.changed[i], 1200U) << Name(static_cast<HistoryChange>(i));
  }
}

// What is not changed has the numbers and the slots of records that there are.
TEST_F(HistoryCasesTest, AsTheyWereAreOfTheHistory) {
  const HistoryCases cases = Cases(2);
  UsageCase usage;
  int seen = 0;
  for (std::uint64_t number = 0; number < 500; ++number) {
    HistoryCounts counts;
    cases.Draw(number, usage, counts);
    if (counts.changed[static_cast<std::size_t>(HistoryChange::kNothing)] == 0) continue;
    ++seen;
    for (const CaseRecord& record : usage.records) {
      const bool is_there =
          std::any_of(sample_.records.begin(), sample_.records.end(), [&](const CaseRecord& real) {
            return real.slot + kFirstSlot == record.slot && real.quantity == record.quantity &&
                   real.list_cost == record.list_cost;
          });
      EXPECT_TRUE(is_there);
    }
  }
  EXPECT_GT(seen, 50);
}

// A target with a sample, whose standard side gives a little more.
std::unique_ptr<FuzzTarget> Target(const legacy::LegacyModel& legacy, const plan::Plan& standard) {
  Mentions mentions;
  mentions.Add(standard.contract());
  return std::make_unique<FuzzTarget>(legacy, standard, std::move(mentions), 1, SampleOf(1));
}

TEST(HistoryBatch, IsTheSameForAnyNumberOfJobs) {
  const support::StandardAsLegacy legacy(GroundContract());
  const plan::Plan standard(GroundContract());
  const auto target = Target(legacy, standard);
  for (const int share : {kShareFromHistory, 100}) {
    FuzzOrder order;
    order.seed = 5;
    order.cases = 900;
    order.batch.cases = 300;
    order.batch.share_from_history = share;
    const auto one = RunFuzz(*target, order, nullptr);
    order.jobs = 3;
    const auto three = RunFuzz(*target, order, nullptr);
    ASSERT_TRUE(one.has_value() && three.has_value());
    EXPECT_EQ(one->cases, 900U);
    EXPECT_EQ(one->history.cases, three->history.cases);
    EXPECT_EQ(one->history.changed, three->history.changed);
    EXPECT_EQ(one->reached, three->reached);
    EXPECT_EQ(one->shown, three->shown);
    EXPECT_GT(one->history.cases, share == 100 ? 600U : 80U);
    if (share == 100) {
      EXPECT_EQ(one->shown, FeatureCounts{});
    } else {
      EXPECT_LT(one->history.cases, 300U);
    }
  }
}

TEST(HistoryBatch, IsReadAsItIsWritten) {
  BatchOutcome outcome;
  outcome.history.cases = 17;
  for (std::size_t i = 0; i < kHistoryChangeCount; ++i) outcome.history.changed[i] = i + 1;
  const auto read = ReadBatch(WriteBatch(outcome));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->history.cases, 17U);
  EXPECT_EQ(read->history.changed, outcome.history.changed);
}

TEST(HistoryBatch, AChangeThatNoCaseHasIsAWarning) {
  const support::StandardAsLegacy legacy(GroundContract());
  const plan::Plan standard(GroundContract());
  const auto target = Target(legacy, standard);
  FuzzReport report;
  report.cases = report.identical = report.history.cases = 400;
  report.history.changed.fill(50);
  EXPECT_TRUE(HealthWarnings(report, *target).empty());
  report.history.changed[static_cast<std::size_t>(HistoryChange::kSlot)] = 0;
  EXPECT_EQ(HealthWarnings(report, *target),
            std::vector<std::string>{"no case of the history had this changed: slot"});
}

}  // namespace
}  // namespace twinbill::fuzz
