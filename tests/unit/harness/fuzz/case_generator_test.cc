#include "harness/fuzz/case_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "standard_engine/contract/contract_reader.h"

namespace twinbill::fuzz {
namespace {

constexpr const char* kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-10", "end": "2026-06-01"}},
  "constructs": [
    {"id": "tiers", "construct": "primitive", "clause": "1",
     "effective": {"from": "2025-03-15", "to": null, "by": "usage"},
     "scope": {"usage_type": ["*-Storage-*"]},
     "meter": {"measure": "quantity"},
     "benefit": {"tiers": {"mode": "volume", "steps": [
       {"up_to": "50000", "percent_off": "1"}, {"up_to": null, "percent_off": "2"}]}},
     "cap": {"amount": "1000", "window": "term"},
     "line": {"type": "T", "description": "D"}}]
})";

class CaseGeneratorTest : public ::testing::Test {
 protected:
  CaseGeneratorTest() {
    auto contract = contract::ReadContract(kContract, "c.json");
    term_ = contract->term;
    mentions_.Add(*contract);
    universe_ = std::make_unique<SlotUniverse>(mentions_, 5, UniverseLimits());
  }

  CaseGenerator Generator(std::uint64_t seed) const {
    return {mentions_, *universe_, term_, seed, GeneratorLimits()};
  }

  model::Term term_;
  Mentions mentions_;
  std::unique_ptr<SlotUniverse> universe_;
};

TEST_F(CaseGeneratorTest, DrawsTheSameCaseForTheSameNumber) {
  FeatureCounts shown{};
  UsageCase first;
  UsageCase second;
  Generator(3).Draw(41, Breadth::kSwarm, first, shown);
  Generator(3).Draw(40, Breadth::kSwarm, second, shown);
  EXPECT_NE(first, second);
  Generator(3).Draw(41, Breadth::kSwarm, second, shown);
  EXPECT_EQ(first, second);
  Generator(4).Draw(41, Breadth::kSwarm, second, shown);
  EXPECT_NE(first, second);
}

TEST_F(CaseGeneratorTest, DrawsSortedRecordsOfTheFirstPeriods) {
  const CaseGenerator generator = Generator(9);
  FeatureCounts shown{};
  UsageCase usage;
  for (std::uint64_t number = 0; number < 3000; ++number) {
    generator.Draw(number, Breadth::kSwarm, usage, shown);
    ASSERT_LE(usage.records.size(), 60U);
    ASSERT_GE(usage.last, term_.FirstPeriod());
    ASSERT_LE(usage.last, term_.LastPeriod());
    for (const CaseRecord& record : usage.records) {
      ASSERT_GE(record.period, term_.FirstPeriod());
      ASSERT_LE(record.period, usage.last);
      ASSERT_LT(record.slot, universe_->slots().size());
    }
    UsageCase sorted = usage;
    sorted.SortIntoLedger();
    ASSERT_EQ(sorted, usage);
  }
}

TEST_F(CaseGeneratorTest, ShowsEveryFeatureInNotTooFewCases) {
  const CaseGenerator generator = Generator(1);
  FeatureCounts shown{};
  UsageCase usage;
  for (std::uint64_t number = 0; number < 2000; ++number)
    generator.Draw(number, Breadth::kSwarm, usage, shown);
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    EXPECT_GE(shown[i], 40U) << Name(static_cast<Feature>(i));
    EXPECT_LT(shown[i], 2000U) << Name(static_cast<Feature>(i));
  }
}

// All at once: a year and more or a quarter and its neighbour, as many records as there may be,
// some that each scope takes, and within one case what swarm cases show apart.
TEST_F(CaseGeneratorTest, DrawsBroadCasesThatShowMostOfWhatThereIs) {
  const CaseGenerator generator = Generator(4);
  for (const auto& [breadth, periods] :
       {std::pair(Breadth::kLong, 14), std::pair(Breadth::kDense, 4)}) {
    for (std::uint64_t number = 0; number < 40; ++number) {
      FeatureCounts shown{};
      UsageCase usage;
      generator.Draw(number, breadth, usage, shown);
      ASSERT_GE(usage.records.size(), 60U - 1);
      ASSERT_EQ(usage.last.months - term_.FirstPeriod().months + 1, periods);
      for (const Selector& selector : mentions_.selectors) {
        ASSERT_TRUE(
            std::any_of(usage.records.begin(), usage.records.end(), [&](const CaseRecord& record) {
              return selector.takes(universe_->slots()[record.slot]);
            }));
      }
      const auto features = std::count(shown.begin(), shown.end(), 1U);
      ASSERT_GE(features, 6) << number;
      ASSERT_EQ(shown[static_cast<std::size_t>(Feature::kOneSlot)], 0U);
      UsageCase again;
      generator.Draw(number, breadth, again, shown);
      ASSERT_EQ(again, usage);
    }
  }
}

// A tier's bound at 50,000: reached exactly, and one smallest step to either side.
TEST_F(CaseGeneratorTest, BringsSumsOntoEdgesAndBesideThem) {
  const CaseGenerator generator = Generator(2);
  FeatureCounts shown{};
  UsageCase usage;
  const model::Decimal edge = model::Decimal::FromInteger(50000);
  int on = 0;
  int beside = 0;
  for (std::uint64_t number = 0; number < 4000; ++number) {
    generator.Draw(number, Breadth::kSwarm, usage, shown);
    model::Decimal sum;
    for (const CaseRecord& record : usage.records) {
      if (!mentions_.selectors[1].takes(universe_->slots()[record.slot])) continue;
      sum = model::Decimal::Add(sum, record.quantity).value();
      on += sum == edge ? 1 : 0;
      const model::Decimal apart = model::Decimal::Add(sum, edge.Negated()).value();
      const bool is_step = apart.units() == 1 || apart.units() == -1;
      beside += is_step ? 1 : 0;
    }
  }
  EXPECT_GT(on, 50);
  EXPECT_GT(beside, 100);
}

}  // namespace
}  // namespace twinbill::fuzz
