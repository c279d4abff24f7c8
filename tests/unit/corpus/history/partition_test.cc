// What is read back of a partition, and that damage is never read in silence.
#include "corpus/history/partition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "tests/support/history_ground.h"

namespace twinbill::history {
namespace {

using model::Decimal;
using model::UsageRecord;
using support::HistoryGround;
using support::RandomRecords;
using support::RecordOf;

// Rows of a scan with batches of `batch_rows`, as texts.
std::vector<std::string> Scanned(const Partition& partition, std::size_t batch_rows) {
  std::vector<std::string> rows;
  auto scan =
      partition.OpenScan({.start = true, .quantity = true, .list_cost = true, .rate = true});
  TWINBILL_CHECK(scan.has_value());
  std::vector<std::int32_t> slot(batch_rows);
  std::vector<std::int64_t> start(batch_rows);
  std::vector<std::uint8_t> has_rate(batch_rows);
  struct Numbers {
    std::vector<std::int64_t> units;
    std::vector<Decimal> wide;
    NumberForm form;
    NumberSpan span() { return {.units = units, .wide = wide}; }
    std::string At(std::size_t i) const {
      return form.narrow ? Decimal::FromUnits(units[i], form.scale)->ToString()
                         : wide[i].ToString();
    }
  };
  const auto numbers = [&](NumberForm form) {
    return form.narrow ? Numbers{std::vector<std::int64_t>(batch_rows), {}, form}
                       : Numbers{{}, std::vector<Decimal>(batch_rows), form};
  };
  Numbers quantity = numbers(partition.quantity_form());
  Numbers list_cost = numbers(partition.list_cost_form());
  Numbers rate = numbers(partition.rate_form());
  while (true) {
    const auto got = (*scan)->Next({.slot = slot,
                                    .start = start,
                                    .quantity = quantity.span(),
                                    .list_cost = list_cost.span(),
                                    .rate = rate.span(),
                                    .has_rate = has_rate});
    TWINBILL_CHECK(got.has_value());
    if (*got == 0) return rows;
    for (std::size_t i = 0; i < static_cast<std::size_t>(*got); ++i) {
      rows.push_back(std::to_string(slot[i]) + " " + std::to_string(start[i]) + " " +
                     quantity.At(i) + " " + list_cost.At(i) + " " +
                     (has_rate[i] != 0 ? rate.At(i) : "none"));
    }
  }
}

TEST(Partition, AScanGivesWhatTheRecordsSay) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(RandomRecords(5, 3000), {.row_group_rows = 111}).has_value());
  const auto history = History::Open(ground.workspace());
  std::size_t narrow = 0;
  for (const PartitionInfo& info : history->partitions()) {
    const auto partition = Partition::Open(info);
    ASSERT_TRUE(partition.has_value());
    narrow += (*partition)->quantity_form().narrow ? 1U : 0U;
    const auto records = (*partition)->ReadRecords(0, info.rows);
    std::vector<std::string> wanted;
    for (const UsageRecord& record : *records) {
      const auto& slots = (*partition)->slots();
      const auto slot = std::lower_bound(slots.begin(), slots.end(), record.slot) - slots.begin();
      wanted.push_back(std::to_string(slot) + " " + std::to_string(record.start.micros) + " " +
                       record.quantity.ToString() + " " + record.list_cost().ToString() + " " +
                       (record.rate ? record.rate->ToString() : "none"));
    }
    EXPECT_EQ(Scanned(**partition, 50), wanted);
    EXPECT_EQ(Scanned(**partition, 10'000), wanted);
  }
  EXPECT_EQ(narrow, 4U) << "both forms are tried";
}

TEST(Partition, APassOverRecordsGoesOnOverRowGroupsAndFiles) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (int i = 0; i < 95; ++i) {
    records.push_back(RecordOf(std::to_string(100 + i), 0, i + 1));
    records.back().source.file = "usage-" + std::to_string(i / 13) + ".csv";
  }
  ASSERT_TRUE(ground.Write(records, {.row_group_rows = 20}).has_value());
  const auto history = History::Open(ground.workspace());
  const auto partition = Partition::Open(history->partitions().front());
  const auto pass = (*partition)->OpenRecords(3);
  ASSERT_TRUE(pass.has_value());
  std::size_t at = 3;
  for (const int count : {1, 30, 2, 50, 100, 7}) {
    const auto read = (*pass)->Next(count);
    ASSERT_TRUE(read.has_value());
    ASSERT_EQ(std::ssize(*read),
              std::min<std::ptrdiff_t>(count, std::ssize(records) - static_cast<int>(at)));
    for (const UsageRecord& record : *read) {
      EXPECT_EQ(support::Describe(record), support::Describe(records[at++]));
    }
  }
  EXPECT_EQ(at, records.size());
}

TEST(Partition, AnyRunOfRecordsCanBeRead) {
  const HistoryGround ground;
  std::vector<UsageRecord> records;
  for (int i = 0; i < 95; ++i) records.push_back(RecordOf(std::to_string(100 + i), 0, i + 1));
  records[7].rate = *Decimal::Parse("0.5");
  records[60].public_cost = *Decimal::Parse("7");
  ASSERT_TRUE(ground.Write(records, {.row_group_rows = 20}).has_value());
  const auto history = History::Open(ground.workspace());
  const auto partition = Partition::Open(history->partitions().front());
  for (const int first : {0, 1, 19, 20, 55, 94, 95, 200}) {
    for (const int count : {0, 1, 20, 41, 1000}) {
      const auto read = (*partition)->ReadRecords(first, count);
      ASSERT_TRUE(read.has_value());
      ASSERT_EQ(std::ssize(*read), std::max(0, std::min(95 - first, count)));
      for (std::size_t i = 0; i < read->size(); ++i) {
        EXPECT_EQ(support::Describe((*read)[i]),
                  support::Describe(records[static_cast<std::size_t>(first) + i]));
      }
    }
  }
}

TEST(Partition, CanBeOpenedWithoutACatalog) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(RandomRecords(6, 500)).has_value());
  const auto with = History::Open(ground.workspace());
  const auto without = History::Open(ground.usage());
  ASSERT_TRUE(without.has_value());
  ASSERT_EQ(without->partitions().size(), with->partitions().size());
  for (std::size_t i = 0; i < with->partitions().size(); ++i) {
    const PartitionInfo& a = with->partitions()[i];
    const PartitionInfo& b = without->partitions()[i];
    EXPECT_EQ(std::tie(a.payer, a.period, a.currency, a.rows, a.slots, a.unblended_cost,
                       a.list_cost, a.slots_digest),
              std::tie(b.payer, b.period, b.currency, b.rows, b.slots, b.unblended_cost,
                       b.list_cost, b.slots_digest));
    EXPECT_TRUE(Partition::Open(b).has_value());
  }
}

TEST(Partition, FoldersOfOnePartitionTwiceAreRefused) {
  const HistoryGround ground;
  ASSERT_TRUE(ground.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  std::filesystem::copy(ground.usage() + "/period=2025-01/payer=111122223333",
                        ground.usage() + "/period=2025-01/payer=copy");
  const auto history = History::Open(ground.usage());
  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error().diagnostics[0].code, "partition_twice");
}

// Flips single bits of both files and reads everything there is.
class Damage : public testing::Test {
 protected:
  Damage() {
    records_ = RandomRecords(7, 400);
    for (UsageRecord& record : records_) {
      record.payer = "1";
      record.period = model::Period::FromCivil(2025, 1);
    }
    TWINBILL_CHECK(ground_.Write(records_, {.row_group_rows = 150}).has_value());
    support::SortAsRead(records_);
  }

  // "refused", "same", or what was read wrongly.
  std::string Read(const std::string& root) const {
    const auto history = History::Open(root);
    if (!history) return CodeOf(history.error());
    if (history->partitions().size() != 1) return "not one partition";
    const PartitionInfo& info = history->partitions().front();
    const auto partition = Partition::Open(info);
    if (!partition) return CodeOf(partition.error());
    const auto records = (*partition)->ReadRecords(0, info.rows);
    if (!records) return CodeOf(records.error());
    if (records->size() != records_.size()) return "other rows";
    for (std::size_t i = 0; i < records->size(); ++i) {
      if (support::Describe((*records)[i]) != support::Describe(records_[i])) return "wrong";
    }
    return "same";
  }
  static std::string CodeOf(const model::Failure& failure) {
    const auto& diagnostic = failure.diagnostics.front();
    return diagnostic.code == "history_damaged" ? "refused" : Format(diagnostic);
  }

  HistoryGround ground_;
  std::vector<UsageRecord> records_;
};

TEST_F(Damage, OneFlippedBitIsRefusedWhereThereIsACatalog) {
  std::mt19937_64 random(1);
  for (const char* name : {"records.parquet", "_slots.pq"}) {
    const std::string path = ground_.usage() + "/period=2025-01/payer=1/" + name;
    const std::string whole = support::ReadFile(path);
    for (int i = 0; i < 60; ++i) {
      std::string damaged = whole;
      damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
      support::WriteFile(path, damaged);
      EXPECT_EQ(Read(ground_.workspace()), "refused");
    }
    support::WriteFile(path, whole);
  }
  EXPECT_EQ(Read(ground_.workspace()), "same") << "another time of change, the same SHA-256";
}

TEST_F(Damage, AFlippedBitInAPageIsNeverReadInSilence) {
  const std::string path = ground_.usage() + "/period=2025-01/payer=1/records.parquet";
  const std::string whole = support::ReadFile(path);
  std::mt19937_64 random(2);
  int refused = 0;
  for (int i = 0; i < 400; ++i) {
    std::string damaged = whole;
    damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
    support::WriteFile(path, damaged);
    const std::string outcome = Read(ground_.usage());
    EXPECT_TRUE(outcome == "refused" || outcome == "same") << outcome;
    refused += outcome == "refused" ? 1 : 0;
  }
  EXPECT_GT(refused, 100) << "what is not read (dimensions, statistics) can't be seen";
}

TEST_F(Damage, FilesThatDoNotBelongTogetherAreRefused) {
  const HistoryGround other;
  ASSERT_TRUE(other.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  std::filesystem::copy_file(other.usage() + "/period=2025-01/payer=111122223333/_slots.pq",
                             ground_.usage() + "/period=2025-01/payer=1/_slots.pq",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(Read(ground_.usage()), "refused");
  EXPECT_EQ(Read(ground_.workspace()), "refused");
}

}  // namespace
}  // namespace twinbill::history
