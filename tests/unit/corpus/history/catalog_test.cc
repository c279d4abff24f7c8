// The catalog: what it owes it does, and what was changed behind its back it refuses.
#include "corpus/history/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "corpus/history/digesting_sink.h"
#include "corpus/history/import.h"
#include "tests/support/history_ground.h"

namespace twinbill::history {
namespace {

namespace fs = std::filesystem;
using support::HistoryGround;
using support::RecordOf;
using testing::HasSubstr;

class CatalogTest : public testing::Test {
 protected:
  CatalogTest() : paths_(ground_.workspace()) {
    TWINBILL_CHECK(ground_.Write(std::vector{RecordOf("a", 0, 1)}).has_value());
  }
  store::Database Database() const { return std::move(**store::OpenDatabase(paths_, false)); }

  HistoryGround ground_;
  store::WorkspacePaths paths_;
  const std::string folder_ = "/period=2025-01/payer=111122223333";
};

TEST_F(CatalogTest, HistoryWithoutItsCatalogIsRefused) {
  fs::remove(paths_.database);
  const auto history = History::Open(ground_.workspace());
  ASSERT_FALSE(history.has_value());
  EXPECT_EQ(history.error().diagnostics[0].code, "history_without_catalog");
  EXPECT_FALSE(HistoryWriter::Begin(ground_.workspace(), {}).has_value());
}

TEST_F(CatalogTest, EveryValueIsSealed) {
  for (const char* change : {"UPDATE history_partition SET rows = rows + 1",
                             "UPDATE history_partition SET payer = payer || ' '",
                             "UPDATE history_partition SET unblended_cost = '2.6'",
                             "UPDATE history_partition SET slots_inode = 1",
                             "UPDATE history_partition SET seal = 'x'"}) {
    const std::string before = support::ReadFile(paths_.database);
    ASSERT_TRUE(Database().Execute(change).has_value());
    const auto history = History::Open(ground_.workspace());
    ASSERT_FALSE(history.has_value()) << change;
    EXPECT_EQ(history.error().diagnostics[0].code, "database_damaged");
    support::WriteFile(paths_.database, before);
  }
  for (const char* change : {"UPDATE history_import SET rows_taken = 7"}) {
    ASSERT_TRUE(Database().Execute(change).has_value());
    EXPECT_FALSE((*Catalog::Open(paths_, false))->Imports().has_value());
  }
}

TEST_F(CatalogTest, ARenameThatIsOwedIsDoneAtTheNextOpening) {
  // As a process leaves it that dies right after the commit: nothing is renamed yet.
  auto files = ground_.Files();
  fs::create_directories(ground_.usage() + "/_staging");
  std::vector<OwedRename> renames;
  for (const char* name : {"records.parquet", "_slots.pq"}) {
    const std::string target = "usage" + folder_ + "/" + name;
    const std::string staged = std::string("usage/_staging/") + name;
    fs::rename(paths_.root + "/" + target, paths_.root + "/" + staged);
    renames.push_back({staged, target});
  }
  {
    auto catalog = Catalog::Open(paths_, false);
    ASSERT_TRUE((*catalog)->Commit({.number = 2}, {}, {}, renames).has_value());
    EXPECT_TRUE(*(*catalog)->OwesRenames());
  }
  // One of the two is done already.
  fs::rename(paths_.root + "/" + renames[0].staged, paths_.root + "/" + renames[0].target);
  const auto history = History::Open(ground_.workspace());
  ASSERT_TRUE(history.has_value());
  EXPECT_EQ(ground_.Files(), files);
  EXPECT_FALSE(*(*Catalog::Open(paths_, false))->OwesRenames());
  EXPECT_EQ(ground_.ReadAll().size(), 1U);
}

TEST_F(CatalogTest, KeepsTheBooks) {
  ASSERT_TRUE(
      ground_.Write(std::vector{RecordOf("a", 0, 2), RecordOf("b", 0, 3)}, {.keep_last = true})
          .has_value());
  const auto imports = (*Catalog::Open(paths_, false))->Imports();
  ASSERT_TRUE(imports.has_value());
  ASSERT_EQ(imports->size(), 2U);
  const ImportRecord& last = imports->back();
  EXPECT_EQ(last.number, 2);
  EXPECT_TRUE(last.keep_last);
  EXPECT_EQ(last.rows_read, 2);
  EXPECT_EQ(last.rows_taken, 2);
  EXPECT_EQ(last.history_rows_replaced, 1);
}

constexpr std::string_view kReport =
    "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
    "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
    "line_item_product_code,line_item_usage_type,line_item_currency_code,line_item_usage_amount,"
    "line_item_unblended_cost\n";

TEST(Import, TheSameBytesAgainChangeNothing) {
  const HistoryGround ground;
  const std::string row = ",1,2025-01-01,2,2025-01-01T00:00:00Z,Usage,S,U,USD,1,2.5\n";
  const std::string a = ground.workspace() + "/a.csv";
  const std::string b = ground.workspace() + "/b.csv";
  const std::string c = ground.workspace() + "/c.csv";
  support::WriteFile(a, std::string(kReport) + "x" + row);
  support::WriteFile(b, std::string(kReport) + "x" + row);  // the same bytes
  support::WriteFile(c, std::string(kReport) + "y" + row);  // as long, other bytes
  const auto first = ImportFiles(ground.workspace(), {a, b, c}, {}, nullptr);
  ASSERT_TRUE(first.has_value()) << Format(first.error().diagnostics[0]);
  EXPECT_FALSE(first->files[0].already);
  EXPECT_TRUE(first->files[1].already);
  EXPECT_FALSE(first->files[2].already);
  EXPECT_EQ(first->written.import.rows_read, 3);
  EXPECT_EQ(first->written.import.rows_taken, 2);
  EXPECT_EQ(first->written.import.rows_already, 1);
  const auto files = ground.Files();
  const auto database = support::ReadFile(ground.workspace() + "/twinbill.db");
  const auto again = ImportFiles(ground.workspace(), {c, a}, {}, nullptr);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->written.import.number, 0);
  EXPECT_EQ(again->written.import.rows_already, 2);
  EXPECT_EQ(ground.Files(), files);
  EXPECT_EQ(support::ReadFile(ground.workspace() + "/twinbill.db"), database);
}

TEST(Import, IsAllOrNothing) {
  const HistoryGround ground;
  const std::string good = ground.workspace() + "/good.csv";
  const std::string bad = ground.workspace() + "/bad.csv";
  const std::string row = "x,1,2025-01-01,2,2025-01-01T00:00:00Z,Usage,S,U,USD,1,2.5\n";
  support::WriteFile(good, std::string(kReport) + row);
  support::WriteFile(bad, std::string(kReport) + row + "ragged\n");
  const auto names = [&] {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(ground.workspace())) {
      found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  };
  const auto before = names();
  const auto imported = ImportFiles(ground.workspace(), {good, bad}, {}, nullptr);
  ASSERT_FALSE(imported.has_value());
  EXPECT_EQ(imported.error().kind, model::FailureKind::kInput);
  EXPECT_EQ(names(), before);
  EXPECT_EQ(support::ReadFile(ground.workspace() + "/.twinbill.lock"), "");
  EXPECT_TRUE(ground.ReadAll().empty());
}

TEST(DigestingSink, SaysWhatTheWriterSaysWhereTheDiskSaysNothing) {
  const HistoryGround ground;
  const auto sink = DigestingSink::Make(ground.workspace() + "/file");
  ASSERT_TRUE(sink.has_value());
  const auto failure = (*sink)->FailureOf("no codec");
  EXPECT_EQ(failure.kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(failure.diagnostics[0].code, "history_not_written");
  EXPECT_EQ(failure.diagnostics[0].message, "no codec");
}

}  // namespace
}  // namespace twinbill::history
