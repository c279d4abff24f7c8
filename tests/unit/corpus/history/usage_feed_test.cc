// A history is fed as its records say, whatever the columns, blocks and row groups asked for.
#include "corpus/history/usage_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "corpus/model/record_feed.h"
#include "tests/support/history_ground.h"

namespace twinbill::history {
namespace {

using model::SlotTable;
using model::UsageBlock;
using model::UsageRecord;
using support::HistoryGround;
using support::RandomRecords;
using support::RecordOf;

constexpr ScanColumns kAll{.start = true, .quantity = true, .list_cost = true, .rate = true};

// The rows of a block, every field by the texts it stands for.
void Describe(const UsageBlock& block, const SlotTable& slots, std::vector<std::string>& rows) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    UsageRecord record;
    record.period = block.period;
    record.start = model::Timestamp{block.start[i]};
    record.slot = slots[block.slot[i]];
    record.quantity = block.quantity.At(i);
    record.unblended_cost = block.list_cost.At(i);
    if (block.HasRate(i)) record.rate = block.rate.At(i);
    EXPECT_TRUE(block.HasRate(i) || block.rate.At(i).is_zero());
    rows.push_back(support::Describe(record));
  }
}

std::vector<std::string> Fed(const UsageFeed& feed, std::size_t at, std::size_t block_rows) {
  std::vector<std::string> rows;
  auto pass = feed.Read(at, kAll, block_rows);
  TWINBILL_CHECK(pass.has_value());
  UsageBlock block;
  while (true) {
    const auto more = pass->Next(block);
    TWINBILL_CHECK(more.has_value());
    if (!*more) break;
    EXPECT_LE(block.size(), block_rows);
    Describe(block, feed.slots(), rows);
  }
  EXPECT_EQ(block.size(), 0U);
  return rows;
}

TEST(UsageFeed, GivesWhatRecordFeedGivesOfTheSameRecords) {
  const HistoryGround ground;
  const std::vector<UsageRecord> records = RandomRecords(11, 4000);
  ASSERT_TRUE(ground.Write(records, {.row_group_rows = 137}).has_value());
  const auto history = History::Open(ground.workspace());
  std::set<std::string> payers;
  std::set<bool> narrow;
  for (const PartitionInfo& info : history->partitions()) payers.insert(info.payer);
  ASSERT_GT(payers.size(), 1U);
  for (const std::string& payer : payers) {
    model::RecordFeed twin;
    SlotTable twin_slots;
    for (const UsageRecord& record : records) {
      if (record.payer == payer) twin.Add(record, twin_slots);
    }
    ASSERT_TRUE(twin.Finish().has_value());
    const auto feed = UsageFeed::Open(*history, payer);
    ASSERT_TRUE(feed.has_value());
    ASSERT_EQ(feed->size(), twin.periods().size());
    for (std::size_t at = 0; at < feed->size(); ++at) {
      const model::Period period = twin.periods()[at];
      EXPECT_EQ(feed->partition(at).info().period, period);
      std::vector<std::string> wanted;
      for (const UsageBlock& block : twin.Of(period)) Describe(block, twin_slots, wanted);
      for (const std::size_t rows : {1, 50, 1000, 100'000}) {
        EXPECT_EQ(Fed(*feed, at, rows), wanted);
      }
      narrow.insert(feed->partition(at).quantity_form().narrow);
    }
  }
  EXPECT_EQ(narrow.size(), 2U) << "both forms are tried";
}

TEST(UsageFeed, NumbersAreOfOneTableForAllPeriods) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (int month = 1; month <= 3; ++month) {
    for (int account = 3; account >= month; --account) {
      UsageRecord record =
          RecordOf("r" + std::to_string(account), account, 1 + month * 10 + account);
      record.period = model::Period::FromCivil(2025, month);
      record.slot.account = std::to_string(account);
      records.push_back(record);
    }
  }
  ASSERT_TRUE(ground.Write(records).has_value());
  const auto history = History::Open(ground.workspace());
  const auto feed = UsageFeed::Open(*history, "111122223333");
  ASSERT_TRUE(feed.has_value());
  EXPECT_EQ(feed->slots().size(), 3U);
  ASSERT_EQ(feed->size(), 3U);
  for (std::size_t at = 0; at < feed->size(); ++at) {
    const auto& slots = feed->partition(at).slots();
    ASSERT_EQ(feed->numbers(at).size(), slots.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
      EXPECT_EQ(feed->slots()[feed->numbers(at)[i]], slots[i]);
    }
    EXPECT_EQ(Fed(*feed, at, 10).size(), 3 - at);
  }
}

TEST(UsageFeed, TakesThePeriodsAskedForAndNoOtherPayers) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (int month = 1; month <= 5; ++month) {
    for (const char* payer : {"1", "2"}) {
      UsageRecord record = RecordOf("r", 1, month);
      record.period = model::Period::FromCivil(2025, month);
      record.payer = payer;
      records.push_back(record);
    }
  }
  ASSERT_TRUE(ground.Write(records).has_value());
  const auto history = History::Open(ground.workspace());
  const auto period = [](int month) { return model::Period::FromCivil(2025, month); };
  const auto size = [&](const FeedRange& range) {
    return UsageFeed::Open(*history, "2", range)->size();
  };
  EXPECT_EQ(size({}), 5U);
  EXPECT_EQ(size({.from = period(2), .to = period(4)}), 3U);
  EXPECT_EQ(size({.from = period(5), .to = {}}), 1U);
  EXPECT_EQ(size({.from = {}, .to = period(1)}), 1U);
  EXPECT_EQ(size({.from = period(6), .to = {}}), 0U);
  EXPECT_EQ(UsageFeed::Open(*history, "3")->size(), 0U);
}

TEST(UsageFeed, LeavesOutColumnsThatNobodyAskedFor) {
  const HistoryGround ground;
  std::vector<UsageRecord> records = {RecordOf("a", 1, 1), RecordOf("b", 2, 2)};
  ASSERT_TRUE(ground.Write(records).has_value());
  const auto history = History::Open(ground.workspace());
  const auto feed = UsageFeed::Open(*history, "111122223333");
  UsageBlock block;
  auto pass = feed->Read(0, {.start = false, .quantity = false, .list_cost = true, .rate = false});
  ASSERT_TRUE(*pass->Next(block));
  EXPECT_EQ(block.size(), 2U);
  EXPECT_TRUE(block.start.empty());
  EXPECT_TRUE(block.quantity.units.empty() && block.quantity.wide.empty());
  EXPECT_TRUE(block.rate.units.empty() && block.rate.wide.empty());
  EXPECT_EQ(block.list_cost.At(1).ToString(), "2.5");
  auto rated = feed->Read(0, kAll);
  ASSERT_TRUE(*rated->Next(block));
  EXPECT_TRUE(block.has_rate.empty()) << "no record has a rate";
  EXPECT_TRUE(block.rate.At(1).is_zero());
}

TEST(UsageFeed, RowGroupsReadByThreadsAddUpToThePartition) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(RandomRecords(12, 3000), {.row_group_rows = 100}).has_value());
  const auto history = History::Open(ground.workspace());
  const auto feed = UsageFeed::Open(*history, history->partitions().front().payer);
  const auto groups = static_cast<int>(feed->partition(0).row_group_rows().size());
  ASSERT_GT(groups, 2);
  std::vector<std::vector<std::string>> parts(static_cast<std::size_t>(groups));
  {
    std::vector<std::jthread> threads;
    for (int group = 0; group < groups; ++group) {
      threads.emplace_back([&, group] {
        auto pass = feed->Read(0, kAll, group, group + 1, 33);
        UsageBlock block;
        while (*pass->Next(block)) {
          Describe(block, feed->slots(), parts[static_cast<std::size_t>(group)]);
        }
      });
    }
  }
  std::vector<std::string> together;
  for (const auto& part : parts) together.insert(together.end(), part.begin(), part.end());
  EXPECT_EQ(together, Fed(*feed, 0, 1000));
}

TEST(UsageFeed, APassGoesOnWithAnyRowGroups) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(RandomRecords(14, 2000), {.row_group_rows = 100}).has_value());
  const auto history = History::Open(ground.workspace());
  const auto feed = UsageFeed::Open(*history, history->partitions().front().payer);
  const auto groups = static_cast<int>(feed->partition(0).row_group_rows().size());
  ASSERT_GT(groups, 2);
  const auto rest = [&](FeedPass& pass) {
    std::vector<std::string> rows;
    UsageBlock block;
    while (*pass.Next(block)) Describe(block, feed->slots(), rows);
    return rows;
  };
  auto used = feed->Read(0, kAll, 33);
  UsageBlock block;
  ASSERT_TRUE(*used->Next(block));
  for (int group = groups - 1; group >= 0; --group) {
    used->Restart(group, group + 1);
    auto fresh = feed->Read(0, kAll, group, group + 1, 33);
    EXPECT_EQ(rest(*used), rest(*fresh)) << group;
  }
  used->Restart(0, groups);
  EXPECT_EQ(rest(*used), Fed(*feed, 0, 1000));
}

TEST(UsageFeed, PeriodsWithTheSameSlotsShareThem) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (const int month : {1, 2, 3, 4}) {
    for (int account = 1; account <= (month == 3 ? 2 : 3); ++account) {
      UsageRecord record = RecordOf("r" + std::to_string(account), account, month);
      record.period = model::Period::FromCivil(2025, month);
      record.slot.account = std::to_string(account);
      records.push_back(record);
    }
  }
  ASSERT_TRUE(ground.Write(records).has_value());
  const auto history = History::Open(ground.workspace());
  for (const std::size_t threads : {1U, 3U}) {
    const auto feed = UsageFeed::Open(*history, "111122223333", {}, threads);
    ASSERT_TRUE(feed.has_value());
    ASSERT_EQ(feed->size(), 4U);
    EXPECT_EQ(feed->slots().size(), 3U);
    EXPECT_EQ(feed->partition(2).slots().size(), 2U);
    EXPECT_EQ(feed->numbers(0), feed->numbers(3));
    EXPECT_EQ(Fed(*feed, 2, 10).size(), 2U);
    if (threads > 1) continue;  // two that are opened at once may read the same slots
    EXPECT_EQ(&feed->partition(0).slots(), &feed->partition(1).slots());
    EXPECT_NE(&feed->partition(0).slots(), &feed->partition(2).slots());
  }
}

TEST(UsageFeed, TheFirstPartitionThatCannotBeOpenedIsNamed) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (const int month : {1, 2, 3}) {
    UsageRecord record = RecordOf("r", 1, month);
    record.period = model::Period::FromCivil(2025, month);
    records.push_back(record);
  }
  ASSERT_TRUE(ground.Write(records).has_value());
  const auto history = History::Open(ground.usage());
  for (const std::size_t at : {1U, 2U}) {
    std::filesystem::remove(history->partitions()[at].directory + "/_slots.pq");
  }
  for (const std::size_t threads : {1U, 3U}) {
    const auto feed = UsageFeed::Open(*history, "111122223333", {}, threads);
    ASSERT_FALSE(feed.has_value());
    EXPECT_THAT(Format(feed.error().diagnostics.front()), testing::HasSubstr("2025-02"));
  }
}

TEST(UsageFeed, DamageIsAFailureOfThePass) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(RandomRecords(13, 2000), {.row_group_rows = 500}).has_value());
  const auto history = History::Open(ground.usage());  // no catalog: only page checksums defend
  const PartitionInfo info = history->partitions().front();
  const auto feed = UsageFeed::Open(*history, info.payer);
  ASSERT_TRUE(feed.has_value());
  const std::string path = info.directory + "/records.parquet";
  const std::string whole = support::ReadFile(path);
  std::string damaged = whole;
  for (std::size_t i = 40; i < damaged.size() / 2; i += 40) damaged[i] ^= 1;
  support::WriteFile(path, damaged);
  auto pass = feed->Read(0, kAll);
  UsageBlock block;
  while (pass.has_value()) {
    const auto more = pass->Next(block);
    if (!more.has_value()) {
      EXPECT_EQ(more.error().diagnostics[0].code, "history_damaged");
      return;
    }
    ASSERT_TRUE(*more) << "damage was read in silence";
  }
  EXPECT_EQ(pass.error().diagnostics[0].code, "history_damaged");
}

}  // namespace
}  // namespace twinbill::history
