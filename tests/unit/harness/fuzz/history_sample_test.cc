#include "harness/fuzz/history_sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "standard_engine/contract/contract_reader.h"
#include "tests/support/history_ground.h"

namespace twinbill::fuzz {
namespace {

constexpr const char* kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "111122223333", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2026-01-01"}},
  "constructs": [
    {"id": "a", "construct": "primitive", "clause": "1", "scope": {"usage_type": ["*BoxUsage*"]},
     "benefit": {"percent_off": "5"}, "line": {"type": "T", "description": "D"}},
    {"id": "b", "construct": "primitive", "clause": "2", "scope": {"usage_type": ["EU-*"]},
     "benefit": {"percent_off": "5"}, "line": {"type": "T", "description": "D"}}]
})";

model::UsageRecord Record(int row, const std::string& usage_type, int cost) {
  model::UsageRecord record = support::RecordOf("r" + std::to_string(row), row % 700, row + 1);
  record.slot.usage_type = usage_type;
  record.unblended_cost = model::Decimal::FromInteger(cost);
  return record;
}

class HistorySampleTest : public ::testing::Test {
 protected:
  HistorySampleTest() {
    mentions_.Add(contract::ReadContract(kContract, "c.json").value());
    std::vector<model::UsageRecord> records;
    for (int i = 0; i < 3000; ++i) {
      records.push_back(Record(i, "Other-" + std::to_string(i % 200), i % 5 == 0 ? -1 : 7));
    }
    for (int i = 3000; i < 3010; ++i) records.push_back(Record(i, "US-BoxUsage", 3));
    records.push_back(Record(3010, "EU-BoxUsage:t3.micro", 2));
    records.push_back(Record(3011, "Elsewhere", 2));
    records.back().payer = "9";
    EXPECT_TRUE(ground_.Write(records).has_value());
  }

  HistorySample Sample(std::uint64_t seed, SampleLimits limits = {}) const {
    const auto history = history::History::Open(ground_.workspace());
    auto sample = SampleHistory(*history, "111122223333", "USD", mentions_, seed, limits);
    EXPECT_TRUE(sample.has_value());
    return std::move(sample).value();
  }
  static std::multiset<std::string> Types(const HistorySample& sample) {
    std::multiset<std::string> types;
    for (const CaseRecord& record : sample.records) {
      types.insert(sample.slots[record.slot].usage_type);
    }
    return types;
  }

  support::HistoryGround ground_;
  Mentions mentions_;
};

TEST_F(HistorySampleTest, KeepsTheRareTextThatTwoScopesTake) {
  const SampleLimits small{
      .slots_max = 4, .slots_alike_max = 2, .slots_beside_max = 0, .records_max = 16};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const HistorySample sample = Sample(seed, small);
    const auto types = Types(sample);
    EXPECT_EQ(types.count("EU-BoxUsage:t3.micro"), 1U);
    EXPECT_GE(types.count("US-BoxUsage"), 1U);
    EXPECT_LE(sample.slots.size(), 4U);
    EXPECT_LE(sample.records.size(), 16U);
    EXPECT_EQ(sample.rows, 3011);
  }
}

TEST_F(HistorySampleTest, IsTheSameForTheSameSeed) {
  const HistorySample one = Sample(3);
  const HistorySample again = Sample(3);
  EXPECT_EQ(one.slots, again.slots);
  EXPECT_EQ(one.records, again.records);
  EXPECT_EQ(one.groups, again.groups);
  EXPECT_EQ(one.digest, again.digest);
  EXPECT_NE(one.records, Sample(4).records);
}

TEST_F(HistorySampleTest, EveryRecordIsOfTheHistoryAndInOneGroup) {
  const HistorySample sample = Sample(5);
  std::multiset<std::uint32_t> places;
  for (const auto& group : sample.groups) {
    ASSERT_FALSE(group.empty());
    std::vector<bool> takers;
    for (const std::uint32_t place : group) {
      places.insert(place);
      std::vector<bool> of_this;
      for (const Selector& selector : mentions_.selectors) {
        of_this.push_back(selector.takes(sample.slots[sample.records[place].slot]));
      }
      if (takers.empty()) takers = of_this;
      EXPECT_EQ(takers, of_this);
    }
  }
  EXPECT_EQ(places.size(), sample.records.size());
  EXPECT_EQ(std::set(places.begin(), places.end()).size(), sample.records.size());
  const std::size_t real = sample.slots.size() - sample.slots_beside;
  bool has_odd = false;
  for (const CaseRecord& record : sample.records) {
    EXPECT_LT(record.slot, real);
    EXPECT_NE(sample.slots[record.slot].usage_type, "Elsewhere");
    has_odd = has_odd || record.list_cost.units() < 0;
  }
  EXPECT_TRUE(has_odd);
}

TEST_F(HistorySampleTest, HasSlotsBesideThoseOfTheHistory) {
  const HistorySample sample = Sample(6);
  ASSERT_GT(sample.slots_beside, 10U);
  const std::set<model::Slot> distinct(sample.slots.begin(), sample.slots.end());
  EXPECT_EQ(distinct.size(), sample.slots.size());
}

TEST_F(HistorySampleTest, OfAnotherPayerOrCurrencyThereIsNone) {
  const auto history = history::History::Open(ground_.workspace());
  EXPECT_TRUE(SampleHistory(*history, "5", "USD", mentions_, 1)->is_empty());
  EXPECT_TRUE(SampleHistory(*history, "111122223333", "EUR", mentions_, 1)->is_empty());
}

}  // namespace
}  // namespace twinbill::fuzz
