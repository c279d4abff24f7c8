// Rows in any order become partitions that depend on the rows alone.
#include "corpus/history/history_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "corpus/history/partition.h"
#include "tests/support/history_ground.h"

namespace twinbill::history {
namespace {

using model::Failure;
using model::FailureKind;
using model::UsageRecord;
using support::Describe;
using support::HistoryGround;
using support::RandomRecords;
using support::RecordOf;
using testing::HasSubstr;

std::vector<std::string> Described(const std::vector<UsageRecord>& records) {
  std::vector<std::string> texts;
  for (const UsageRecord& record : records) texts.push_back(Describe(record));
  return texts;
}

void ExpectHolds(const HistoryGround& ground, std::vector<UsageRecord> wanted) {
  support::SortAsRead(wanted);
  EXPECT_EQ(Described(ground.ReadAll()), Described(wanted));
}

Failure FailureOfWrite(const HistoryGround& ground, const std::vector<UsageRecord>& records) {
  const auto written = ground.Write(records);
  return written ? Failure() : written.error();
}

TEST(HistoryWriter, GivesBackWholeRecordsInLedgerOrder) {
  const HistoryGround ground;
  const auto records = RandomRecords(1, 2000);
  const auto written = ground.Write(records);
  ASSERT_TRUE(written.has_value()) << Format(written.error().diagnostics.front());
  EXPECT_EQ(written->import.rows_read, 2000);
  EXPECT_EQ(written->import.rows_taken, 2000);
  EXPECT_EQ(written->import.number, 1);
  EXPECT_EQ(written->partitions.size(), 8U);
  ExpectHolds(ground, records);
}

TEST(HistoryWriter, TotalsAreExact) {
  const HistoryGround ground;
  std::vector<UsageRecord> records = {RecordOf("a", 0, 1), RecordOf("b", 0, 2)};
  records[0].unblended_cost = *model::Decimal::Parse("99999999999999999999999999999999999999");
  records[1].unblended_cost = *model::Decimal::Parse("2.0000000000000000000000000001");
  records[1].public_cost = *model::Decimal::Parse("-3");
  const auto written = ground.Write(records);
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->partitions[0].unblended_cost,
            "100000000000000000000000000000000000001.0000000000000000000000000001");
  EXPECT_EQ(written->partitions[0].list_cost, "99999999999999999999999999999999999996");
  ExpectHolds(ground, records);
}

TEST(HistoryWriter, BytesDependOnTheRecordsAlone) {
  auto records = RandomRecords(2, 3000);
  const HistoryGround plain;
  ASSERT_TRUE(plain.Write(records).has_value());
  std::mt19937_64 random(3);
  for (int i = 0; i < 4; ++i) {
    std::shuffle(records.begin(), records.end(), random);
    const HistoryGround other;
    // So little memory that nearly every row is a run of its own.
    const WriterOptions options{.sort_bytes_max = i < 2 ? 1 : 1 << 20, .threads = 1 + i % 2};
    if (i == 3) {  // in three imports
      const std::span<const UsageRecord> all(records);
      ASSERT_TRUE(other.Write(all.first(1000), options).has_value());
      ASSERT_TRUE(other.Write(all.subspan(1000, 500), options).has_value());
      ASSERT_TRUE(other.Write(all.subspan(1500), options).has_value());
    } else {
      ASSERT_TRUE(other.Write(records, options).has_value());
    }
    EXPECT_EQ(plain.Files(), other.Files()) << i;
  }
}

TEST(HistoryWriter, RowGroupsAreOfTheSizeAskedFor) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (int i = 0; i < 250; ++i) records.push_back(RecordOf(std::to_string(i), i % 7, i + 1));
  ASSERT_TRUE(ground.Write(records, {.threads = 2, .row_group_rows = 100}).has_value());
  const auto history = History::Open(ground.workspace());
  const auto partition = Partition::Open(history->partitions().front());
  EXPECT_EQ((*partition)->row_group_rows(), (std::vector<std::int64_t>{100, 100, 50}));
  ExpectHolds(ground, records);
}

TEST(HistoryWriter, RowGroupsBehindTheFirstSixteenAreLonger) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (int i = 0; i < 16 * 10 + 2 * 40 + 7; ++i) {
    records.push_back(RecordOf(std::to_string(i), i % 7, i + 1));
  }
  ASSERT_TRUE(ground.Write(records, {.threads = 2, .row_group_rows = 10}).has_value());
  const auto history = History::Open(ground.workspace());
  const auto partition = Partition::Open(history->partitions().front());
  std::vector<std::int64_t> wanted(16, 10);
  wanted.insert(wanted.end(), {40, 40, 7});
  EXPECT_EQ((*partition)->row_group_rows(), wanted);
  ExpectHolds(ground, records);
}

TEST(HistoryWriter, RefusesTheSameRecordTwiceAndNamesBoth) {
  const HistoryGround ground;
  const Failure failure =
      FailureOfWrite(ground, {RecordOf("a", 3, 7), RecordOf("b", 3, 8), RecordOf("a", 3, 9)});
  ASSERT_EQ(failure.diagnostics.size(), 1U);
  EXPECT_EQ(failure.kind, FailureKind::kInput);
  const auto& diagnostic = failure.diagnostics[0];
  EXPECT_EQ(diagnostic.code, "record_twice");
  EXPECT_EQ(diagnostic.position.file, "usage.csv");
  EXPECT_EQ(diagnostic.position.line, 10);
  EXPECT_THAT(
      diagnostic.message,
      HasSubstr("id 'a', start 2025-01-01T03:00:00Z, period 2025-01, payer '111122223333'"));
  EXPECT_THAT(
      diagnostic.message,
      HasSubstr("the first is usage.csv row 7 (line 8), the second usage.csv row 9 (line 10)"));
  EXPECT_TRUE(ground.ReadAll().empty());
}

TEST(HistoryWriter, RefusesARecordThatTheHistoryHas) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  auto again = RecordOf("a", 0, 5);
  again.source.file = "later.csv";
  const Failure failure = FailureOfWrite(ground, {again, RecordOf("c", 0, 2)});
  ASSERT_EQ(failure.diagnostics.size(), 1U);
  EXPECT_THAT(
      failure.diagnostics[0].message,
      HasSubstr("the first is later.csv row 5 (line 6), the second usage.csv row 1 (line 2)"));
  ExpectHolds(ground, {RecordOf("a", 0, 1)});
}

TEST(HistoryWriter, TheSameIdInAnotherHourPeriodOrPayerIsAnotherRecord) {
  const HistoryGround ground;
  auto late = RecordOf("a", 0, 2);
  late.period = late.period.Next();
  auto other = RecordOf("a", 0, 3);
  other.payer = "9";
  const std::vector records = {RecordOf("a", 0, 1), late, other, RecordOf("a", 1, 4)};
  ASSERT_TRUE(ground.Write(records).has_value());
  ExpectHolds(ground, records);
}

TEST(HistoryWriter, KeepsTheLastWhereToldTo) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(std::vector{RecordOf("a", 0, 1), RecordOf("b", 0, 2)}).has_value());
  auto first = RecordOf("a", 0, 3);
  first.slot.account = "gone";
  first.quantity = *model::Decimal::Parse("0.0000000001");
  auto last = RecordOf("a", 0, 4);
  last.slot.account = "2";
  const auto written =
      ground.Write(std::vector{first, last, RecordOf("c", 0, 5)}, {.keep_last = true});
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->import.rows_read, 3);
  EXPECT_EQ(written->import.rows_taken, 2);
  EXPECT_EQ(written->import.rows_replaced, 1);
  EXPECT_EQ(written->import.history_rows_replaced, 1);
  ExpectHolds(ground, {last, RecordOf("b", 0, 2), RecordOf("c", 0, 5)});

  const HistoryGround direct;
  ASSERT_TRUE(
      direct.Write(std::vector{last, RecordOf("b", 0, 2), RecordOf("c", 0, 5)}).has_value());
  EXPECT_EQ(direct.Files(), ground.Files()) << "what gave way leaves no trace in the files";
}

TEST(HistoryWriter, KeepsTheLastAcrossRuns) {
  std::vector<UsageRecord> records;
  for (int i = 0; i < 3000; ++i) records.push_back(RecordOf(std::to_string(i % 700), 0, i + 1));
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(records, {.sort_bytes_max = 1, .keep_last = true}).has_value());
  ExpectHolds(ground, {records.end() - 700, records.end()});
}

TEST(HistoryWriter, RefusesTwoCurrenciesOfOnePayerAndPeriod) {
  const HistoryGround ground;
  auto euro = RecordOf("b", 0, 2);
  euro.currency = "EUR";
  const Failure failure = FailureOfWrite(ground, {RecordOf("a", 0, 1), euro});
  ASSERT_EQ(failure.diagnostics.size(), 1U);
  EXPECT_EQ(failure.diagnostics[0].code, "two_currencies");
  EXPECT_EQ(failure.diagnostics[0].position.line, 3);
  EXPECT_THAT(failure.diagnostics[0].message,
              HasSubstr("is in 'EUR', others (from usage.csv row 1) are in 'USD'"));

  ASSERT_TRUE(ground.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  EXPECT_EQ(FailureOfWrite(ground, {euro}).diagnostics.at(0).code, "two_currencies");
  euro.payer = "another";
  EXPECT_TRUE(ground.Write(std::vector{euro}).has_value());
}

TEST(HistoryWriter, WithoutCommitNothingChanges) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  const auto before = ground.Files();
  {
    auto writer = HistoryWriter::Begin(ground.workspace(), {.sort_bytes_max = 1});
    ASSERT_TRUE(writer.has_value());
    NewRow row;
    row.id = "b";
    row.slot = (*writer)->InternSlot({});
    row.payer = (*writer)->InternText("1");
    row.currency = (*writer)->InternText("USD");
    row.file = (*writer)->InternText("f");
    ASSERT_TRUE((*writer)->Add({&row, 1}).has_value());
  }
  EXPECT_EQ(ground.Files(), before);
}

TEST(HistoryWriter, NoRowsChangeNothing) {
  const HistoryGround ground;
  const auto written = ground.Write({});
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->import.number, 0);
  EXPECT_TRUE(ground.Files().empty());
}

TEST(HistoryWriter, IsOneAtATime) {
  const HistoryGround ground;
  const auto first = HistoryWriter::Begin(ground.workspace(), {});
  ASSERT_TRUE(first.has_value());
  const auto second = HistoryWriter::Begin(ground.workspace(), {});
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, FailureKind::kSurroundings);
  EXPECT_EQ(second.error().diagnostics[0].code, "workspace_busy");
  EXPECT_THAT(second.error().diagnostics[0].message,
              HasSubstr("process " + std::to_string(getpid()) + " "));
}

TEST(HistoryWriter, ClearsWhatAKilledImportLeft) {
  const HistoryGround ground;
  std::filesystem::create_directories(ground.usage() + "/_staging");
  support::WriteFile(ground.usage() + "/_staging/7.records", "half");
  ASSERT_TRUE(ground.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  EXPECT_EQ(ground.Files().size(), 2U);
}

}  // namespace
}  // namespace twinbill::history
