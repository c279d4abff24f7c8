// Records in memory come out as blocks in ledger order, with exactly the numbers that went in.
#include "corpus/model/record_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace twinbill::model {
namespace {

using testing::HasSubstr;

Decimal D(std::string_view text) { return Decimal::Parse(text).value(); }

UsageRecord RecordAt(std::string_view id, int month, std::int64_t start, std::string_view quantity,
                     std::string_view cost) {
  UsageRecord record;
  record.id = id;
  record.period = Period::FromCivil(2025, month);
  record.start = Timestamp{start};
  record.slot.account = std::string("account of ") + std::string(id);
  record.quantity = D(quantity);
  record.unblended_cost = D(cost);
  record.source = {"usage.csv", start + 1, start + 2};
  return record;
}

// "account start quantity list_cost rate", a row a line, of a period.
std::vector<std::string> Rows(const RecordFeed& feed, const SlotTable& slots, int month) {
  std::vector<std::string> rows;
  for (const UsageBlock& block : feed.Of(Period::FromCivil(2025, month))) {
    EXPECT_EQ(block.period, Period::FromCivil(2025, month));
    EXPECT_LE(block.size(), RecordFeed::kBlockRows);
    for (std::size_t i = 0; i < block.size(); ++i) {
      rows.push_back(slots[block.slot[i]].account + " " + std::to_string(block.start[i]) + " " +
                     block.quantity.At(i).ToString() + " " + block.list_cost.At(i).ToString() +
                     " " + (block.HasRate(i) ? block.rate.At(i).ToString() : "none"));
      if (!block.HasRate(i)) {
        EXPECT_TRUE(block.rate.At(i).is_zero());
      }
    }
  }
  return rows;
}

TEST(RecordFeed, GivesPeriodsInOrderAndRowsInLedgerOrder) {
  RecordFeed feed;
  SlotTable slots;
  UsageRecord rated = RecordAt("b", 2, 7, "2", "4");
  rated.rate = D("2.0001");
  rated.public_cost = D("5");
  for (const auto& record :
       {rated, RecordAt("c", 1, 9, "1.5", "-0.25"), RecordAt("a", 2, 7, "0", "1e-10"),
        RecordAt("\xff", 1, 8, "3", "0"), RecordAt("z", 2, 6, "1", "1")}) {
    feed.Add(record, slots);
  }
  ASSERT_TRUE(feed.Finish().has_value());
  EXPECT_THAT(feed.periods(),
              testing::ElementsAre(Period::FromCivil(2025, 1), Period::FromCivil(2025, 2)));
  EXPECT_THAT(Rows(feed, slots, 1),
              testing::ElementsAre("account of \xff 8 3 0 none", "account of c 9 1.5 -0.25 none"));
  EXPECT_THAT(Rows(feed, slots, 2),
              testing::ElementsAre("account of z 6 1 1 none", "account of a 7 0 0.0000000001 none",
                                   "account of b 7 2 5 2.0001"));
  EXPECT_TRUE(feed.Of(Period::FromCivil(2025, 3)).empty());
  EXPECT_TRUE(feed.Of(Period::FromCivil(2025, 1))[0].has_rate.empty()) << "no record has a rate";
}

TEST(RecordFeed, IsNarrowWhereThePeriodAllowsAndExactWhereItDoesNot) {
  RecordFeed feed;
  SlotTable slots;
  const std::string largest = "999999999999999999";
  const std::string long_number = "12345678901234567890123456789.123456789";
  feed.Add(RecordAt("a", 1, 1, largest, "0.1"), slots);
  feed.Add(RecordAt("b", 1, 2, "-" + largest, "99999999.9999999999"), slots);
  feed.Add(RecordAt("a", 2, 1, largest, "1"), slots);
  feed.Add(RecordAt("b", 2, 2, "0.1", long_number), slots);
  feed.Add(RecordAt("a", 3, 1, "1", "1"), slots);
  ASSERT_TRUE(feed.Finish().has_value());
  const UsageBlock first = feed.Of(Period::FromCivil(2025, 1))[0];
  EXPECT_TRUE(first.quantity.narrow);
  EXPECT_EQ(first.quantity.scale, 0);
  EXPECT_EQ(first.list_cost.scale, 10);
  const UsageBlock second = feed.Of(Period::FromCivil(2025, 2))[0];
  EXPECT_FALSE(second.quantity.narrow) << "no one scale holds both in 18 digits";
  EXPECT_FALSE(second.list_cost.narrow);
  EXPECT_TRUE(feed.Of(Period::FromCivil(2025, 3))[0].quantity.narrow);
  EXPECT_THAT(Rows(feed, slots, 2),
              testing::ElementsAre("account of a 1 " + largest + " 1 none",
                                   "account of b 2 0.1 " + long_number + " none"));
}

TEST(RecordFeed, ManyRowsComeInSeveralBlocks) {
  RecordFeed feed;
  SlotTable slots;
  constexpr int kRows = static_cast<int>(RecordFeed::kBlockRows) * 2 + 5;
  std::vector<std::string> wanted;
  for (int i = kRows; i-- > 0;) {
    const std::string cost = i == 3 ? "1234567890123456789012" : std::to_string(i);
    feed.Add(RecordAt("a", 1, i, "1", cost), slots);
    wanted.push_back("account of a " + std::to_string(i) + " 1 " + cost + " none");
  }
  std::reverse(wanted.begin(), wanted.end());
  ASSERT_TRUE(feed.Finish().has_value());
  EXPECT_EQ(feed.Of(Period::FromCivil(2025, 1)).size(), 3U);
  EXPECT_EQ(Rows(feed, slots, 1), wanted);
}

TEST(RecordFeed, RefusesTheSameRecordTwiceAndNamesBoth) {
  RecordFeed feed;
  SlotTable slots;
  UsageRecord other = RecordAt("a", 1, 5, "2", "2");
  other.source = {"later.parquet", 8, 0};
  feed.Add(RecordAt("a", 1, 5, "1", "1"), slots);
  feed.Add(RecordAt("a", 2, 5, "1", "1"), slots);  // of another period: another record
  feed.Add(RecordAt("a", 1, 6, "1", "1"), slots);
  feed.Add(other, slots);
  const auto finished = feed.Finish();
  ASSERT_FALSE(finished.has_value());
  ASSERT_EQ(finished.error().diagnostics.size(), 1U);
  const Diagnostic& diagnostic = finished.error().diagnostics[0];
  EXPECT_EQ(diagnostic.code, "record_twice");
  EXPECT_THAT(Format(diagnostic), HasSubstr("later.parquet"));
  EXPECT_THAT(Format(diagnostic), HasSubstr("row 8"));
  EXPECT_THAT(Format(diagnostic), HasSubstr("usage.csv:7"));
}

TEST(RecordFeed, IsAsNewAfterClear) {
  RecordFeed feed;
  SlotTable slots;
  for (int round = 0; round < 3; ++round) {
    feed.Clear();
    EXPECT_TRUE(feed.periods().empty());
    feed.Add(RecordAt("a", 1 + round, 5, "1", round == 1 ? "123456789012345678901" : "1"), slots);
    ASSERT_TRUE(feed.Finish().has_value());
    EXPECT_EQ(feed.periods().size(), 1U);
    EXPECT_EQ(Rows(feed, slots, 1 + round).size(), 1U);
  }
}

}  // namespace
}  // namespace twinbill::model
