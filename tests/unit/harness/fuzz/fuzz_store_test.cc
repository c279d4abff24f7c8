#include "harness/fuzz/fuzz_store.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace twinbill::fuzz {
namespace {

KeptFuzzRun Night(const char* day, std::int64_t cases, const char* verdict = "identical") {
  return {"C-1", "aa", "bb", 7, cases, verdict, day, "{}"};
}

class FuzzStoreTest : public ::testing::Test {
 protected:
  FuzzStoreTest() : paths_(folder_.path() + "/w") {
    EXPECT_TRUE(store::InitWorkspace(paths_.root).has_value());
  }

  support::TemporaryFolder folder_;
  store::WorkspacePaths paths_;
};

TEST_F(FuzzStoreTest, AddsUpTheNightsOfTheSameTwoSides) {
  auto store = FuzzStore::Open(paths_);
  ASSERT_TRUE(store.has_value());
  ASSERT_TRUE(store->Keep(Night("2025-02-01", 500)).has_value());
  ASSERT_TRUE(store->Keep(Night("2025-02-02", 1500, "different")).has_value());
  KeptFuzzRun other = Night("2025-02-03", 9000);
  other.standard_digest = "cc";
  ASSERT_TRUE(store->Keep(other).has_value());
  const auto totals = store->Totals("C-1", "aa", "bb");
  ASSERT_TRUE(totals.has_value());
  EXPECT_EQ(totals->runs, 2);
  EXPECT_EQ(totals->cases, 2000);
  EXPECT_EQ(totals->different, 1);
  EXPECT_EQ(totals->first, "2025-02-01");
  EXPECT_EQ(totals->last, "2025-02-02");
  EXPECT_EQ(store->Totals("C-2", "aa", "bb")->runs, 0);
}

TEST_F(FuzzStoreTest, ARowThatWasChangedIsRefused) {
  auto store = FuzzStore::Open(paths_);
  ASSERT_TRUE(store->Keep(Night("2025-02-01", 500)).has_value());
  auto database = store::OpenDatabase(paths_, false);
  ASSERT_TRUE(database.has_value() && database->has_value());
  ASSERT_TRUE((*database)->Execute("UPDATE fuzz_run SET cases = 500000").has_value());
  const auto totals = store->Totals("C-1", "aa", "bb");
  ASSERT_FALSE(totals.has_value());
  EXPECT_EQ(totals.error().diagnostics[0].code, "fuzz_run_damaged");
}

}  // namespace
}  // namespace twinbill::fuzz
