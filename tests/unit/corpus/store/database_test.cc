// What a database of ours is, and what is refused.
#include "corpus/store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace twinbill::store {
namespace {

namespace fs = std::filesystem;
using model::FailureKind;

constexpr std::string_view kSteps[] = {"CREATE TABLE a (x INTEGER) STRICT;",
                                       "CREATE TABLE b (y TEXT) STRICT;"};

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::string pattern = (fs::temp_directory_path() / "twinbill-store-XXXXXX").string();
    TWINBILL_CHECK(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    path_ = folder_ + "/x.db";
  }
  ~DatabaseTest() override { fs::remove_all(folder_); }

  Database Made(Schema schema = kSteps) const {
    auto made = Database::Open(path_, schema, true);
    TWINBILL_CHECK(made.has_value());
    return std::move(**made);
  }
  std::string CodeOfOpening() const {
    const auto opened = Database::Open(path_, kSteps, false);
    return opened ? "" : opened.error().diagnostics.front().code;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(DatabaseTest, IsMadeOnlyWhereThatIsWanted) {
  const auto none = Database::Open(path_, kSteps, false);
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->has_value());
  EXPECT_FALSE(fs::exists(path_));
  Made();
  EXPECT_TRUE(Database::Open(path_, kSteps, false)->has_value());
}

TEST_F(DatabaseTest, IsBroughtToTheNewestVersion) {
  {
    Database old = Made(Schema(kSteps).first(1));
    ASSERT_TRUE(old.Execute("INSERT INTO a VALUES (7)").has_value());
  }
  Database now = Made();
  ASSERT_TRUE(now.Execute("INSERT INTO b VALUES ('t')").has_value());
  auto statement = now.Prepare("SELECT x FROM a");
  ASSERT_TRUE(*statement->Step());
  EXPECT_EQ(statement->Integer(0), 7);
  EXPECT_FALSE(*statement->Step());
}

TEST_F(DatabaseTest, ATransactionThatIsNotCommittedIsNothing) {
  Database database = Made();
  {
    const auto transaction = database.Begin();
    ASSERT_TRUE(transaction.has_value());
    ASSERT_TRUE(database.Execute("INSERT INTO a VALUES (1)").has_value());
  }
  auto statement = database.Prepare("SELECT count(*) FROM a");
  ASSERT_TRUE(*statement->Step());
  EXPECT_EQ(statement->Integer(0), 0);
}

TEST_F(DatabaseTest, OfANewerVersionIsRefused) {
  Made();
  const auto opened = Database::Open(path_, Schema(kSteps).first(1), true);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FailureKind::kInput);
  EXPECT_EQ(opened.error().diagnostics[0].code, "database_newer");
}

TEST_F(DatabaseTest, OfAnotherProgramIsRefused) {
  std::ofstream(path_) << "this is no database, whatever else it may be";
  EXPECT_EQ(CodeOfOpening(), "database_foreign");
  fs::remove(path_);
  Made();
  {
    Database database = Made();
    ASSERT_TRUE(database.Execute("PRAGMA application_id=1").has_value());
  }
  EXPECT_EQ(CodeOfOpening(), "database_foreign");
}

TEST_F(DatabaseTest, ThatIsDamagedIsRefused) {
  {
    Database database = Made();
    for (int i = 0; i < 300; ++i) {
      ASSERT_TRUE(database.Execute("INSERT INTO b VALUES (hex(zeroblob(40)))").has_value());
    }
  }
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(2 * 4096);
  file << std::string(4096, '\x5a');
  file.close();
  EXPECT_EQ(CodeOfOpening(), "database_damaged");
}

TEST_F(DatabaseTest, ThatAnotherProcessHoldsIsASurroundingsFailure) {
  Database holder = Made();
  ASSERT_TRUE(holder.Execute("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE").has_value());
  const auto opened = Database::Open(path_, kSteps, false);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, FailureKind::kSurroundings);
  EXPECT_EQ(opened.error().diagnostics[0].code, "database_busy");
}

TEST_F(DatabaseTest, ThatCantBeWrittenIsASurroundingsFailure) {
  Database database = Made();
  ASSERT_TRUE(database.Execute("PRAGMA query_only=ON").has_value());
  const auto written = database.Execute("INSERT INTO a VALUES (1)");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, FailureKind::kSurroundings);
  EXPECT_EQ(written.error().diagnostics[0].code, "database_read_only");
}

TEST_F(DatabaseTest, OnAFullDiskIsASurroundingsFailure) {
  Database database = Made();
  ASSERT_TRUE(database.Execute("PRAGMA max_page_count=1").has_value());
  const auto written = database.Execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 999) "
      "INSERT INTO b SELECT hex(zeroblob(400)) FROM n");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, FailureKind::kSurroundings);
  EXPECT_EQ(written.error().diagnostics[0].code, "disk_full");
}

TEST_F(DatabaseTest, WhatElseSqliteSaysIsASurroundingsFailure) {
  Database database = Made();
  const auto done = database.Execute("SELECT no_such_function()");
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().diagnostics[0].code, "database_failed");
  EXPECT_EQ(done.error().diagnostics[0].position.file, path_);
}

}  // namespace
}  // namespace twinbill::store
