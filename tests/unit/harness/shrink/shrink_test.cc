#include "harness/shrink/shrink.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "harness/shrink/plain_values.h"
#include "tests/support/random_source.h"

namespace twinbill::shrink {
namespace {

using model::Decimal;
using model::UsageRecord;

Decimal Number(std::string_view text) { return Decimal::Parse(text).value(); }

UsageRecord Record(int number) {
  UsageRecord record;
  record.id = "id-" + std::to_string(number);
  record.payer = "111122223333";
  record.period = model::Period::FromCivil(2025, 1 + number % 3);
  record.start = {model::Timestamp::AtMidnight(record.period.FirstDay()).micros +
                  std::int64_t{number} * 3'600'000'000};
  record.currency = "USD";
  record.slot = {.account = std::to_string(number % 5),
                 .service = "AmazonS3",
                 .region = "eu-west-1",
                 .usage_type = "Requests",
                 .operation = "PutObject",
                 .line_item_type = "Usage",
                 .unit = "Requests",
                 .product = {{"a", "1"}, {"b", "2"}},
                 .tags = {{"user_team", "x"}}};
  record.quantity = Number(std::to_string(number) + ".125");
  record.unblended_cost = Number("0.0034567");
  record.rate = Number("0.0023");
  record.public_cost = Number("7.25");
  return record;
}

std::vector<UsageRecord> Records(int count) {
  std::vector<UsageRecord> records;
  for (int i = 0; i < count; ++i) records.push_back(Record(i));
  return records;
}

TEST(Shrink, LeavesOneRecordOfPlainValues) {
  const StillDiffers differs = [](std::span<const UsageRecord> records) {
    return std::any_of(records.begin(), records.end(),
                       [](const auto& record) { return record.quantity >= Number("120"); });
  };
  const Shrunk shrunk = Shrink(Records(500), differs);
  EXPECT_TRUE(shrunk.finished);
  ASSERT_EQ(shrunk.records.size(), 1U);
  const UsageRecord& record = shrunk.records.front();
  EXPECT_EQ(record.quantity, Number("200"));  // one digit
  EXPECT_EQ(record.unblended_cost, Decimal());
  EXPECT_FALSE(record.rate.has_value());
  EXPECT_FALSE(record.public_cost.has_value());
  EXPECT_EQ(record.id, "r1");
  EXPECT_EQ(record.start, model::Timestamp::AtMidnight(record.period.FirstDay()));
  EXPECT_TRUE(record.slot.tags.empty());
  EXPECT_TRUE(record.slot.product.empty());
  EXPECT_EQ(record.slot.usage_type, "");
  EXPECT_LT(shrunk.probes, 200);
}

TEST(Shrink, KeepsAnEdgeThatIsExact) {
  auto records = Records(40);
  records[17].quantity = Number("50000");
  const StillDiffers differs = [](std::span<const UsageRecord> kept) {
    Decimal sum;
    for (const UsageRecord& record : kept) sum = Decimal::Add(sum, record.quantity).value();
    return sum >= Number("50000");
  };
  const Shrunk shrunk = Shrink(records, differs);
  ASSERT_EQ(shrunk.records.size(), 1U);
  EXPECT_EQ(shrunk.records.front().quantity, Number("50000"));
}

TEST(Shrink, MergesRecordsOfOneSlot) {
  auto records = Records(60);
  for (UsageRecord& record : records) {
    record.slot = records.front().slot;
    record.period = records.front().period;
    record.quantity = Number("1");
  }
  const StillDiffers differs = [](std::span<const UsageRecord> kept) {
    Decimal sum;
    for (const UsageRecord& record : kept) sum = Decimal::Add(sum, record.quantity).value();
    return sum >= Number("30");
  };
  const Shrunk shrunk = Shrink(records, differs);
  ASSERT_EQ(shrunk.records.size(), 1U);
  EXPECT_EQ(shrunk.records.front().quantity, Number("30"));
}

TEST(Shrink, FindsThatNoUsageIsNeeded) {
  const Shrunk shrunk = Shrink(Records(10), [](std::span<const UsageRecord>) { return true; });
  EXPECT_TRUE(shrunk.records.empty());
  EXPECT_TRUE(shrunk.finished);
}

TEST(Shrink, GivesBackWhatShowsNothing) {
  const Shrunk shrunk = Shrink(Records(10), [](std::span<const UsageRecord>) { return false; });
  EXPECT_EQ(shrunk.records.size(), 10U);
  EXPECT_FALSE(shrunk.finished);
}

TEST(Shrink, StopsWhereItIsTold) {
  int asked = 0;
  Budget budget;
  budget.stop = [&] { return ++asked > 20; };
  const StillDiffers differs = [](std::span<const UsageRecord> records) {
    return records.size() >= 7;
  };
  const Shrunk shrunk = Shrink(Records(400), differs, budget);
  EXPECT_FALSE(shrunk.finished);
  EXPECT_GE(shrunk.records.size(), 7U);
}

TEST(PlainerNumbers, GoTowardsZeroAndFewDigits) {
  EXPECT_TRUE(PlainerNumbers(Decimal()).empty());
  for (const char* text : {"1", "-1", "20", "0.0050", "123.456", "-7.25", "99999999999.99999999"}) {
    for (const Decimal number : PlainerNumbers(Number(text))) {
      EXPECT_TRUE(IsPlainer(number, Number(text))) << text << ' ' << number.ToString();
    }
  }
  const auto numbers = PlainerNumbers(Number("123.456"));
  EXPECT_EQ(numbers[0], Number("0"));
  EXPECT_EQ(numbers[1], Number("1"));
  EXPECT_NE(std::find(numbers.begin(), numbers.end(), Number("0.456")), numbers.end());
  EXPECT_NE(std::find(numbers.begin(), numbers.end(), Number("130")), numbers.end());
}

// An effect drawn by a seed: the sum of the quantities, in some unit, has a given rest.
RC_GTEST_PROP(Shrink, WhatItLeavesShowsTheEffectAndIsUsage, (std::uint64_t seed)) {
  support::RandomSource source(seed);
  const auto divisor = source.Between(2, 9);
  const StillDiffers differs = [&](std::span<const UsageRecord> records) {
    model::Int128 sum = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (i > 0 && records[i].period == records[i - 1].period) {
        RC_ASSERT(model::LedgerLess(records[i - 1], records[i]));
      }
      const auto units = records[i].quantity.units();
      sum += units + (records[i].rate ? 1 : 0);
    }
    return sum % divisor == 1;
  };
  auto records = Records(static_cast<int>(source.Between(1, 40)));
  const bool at_first = [&] {
    auto sorted = records;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.period != b.period ? a.period < b.period : model::LedgerLess(a, b);
    });
    return differs(sorted);
  }();
  const Shrunk shrunk = Shrink(records, differs);
  RC_ASSERT(shrunk.finished == at_first);
  if (at_first) RC_ASSERT(differs(shrunk.records));
}

}  // namespace
}  // namespace twinbill::shrink
