#include "harness/coverage/coverage_store.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace twinbill::coverage {
namespace {

const CellName kOne{"standard", "a", "1", "step 1"};
const CellName kTwo{"legacy", "R \"x\"", "1", "runs"};

class CoverageStoreTest : public ::testing::Test {
 protected:
  CoverageStoreTest() : paths_(folder_.path() + "/w") {
    EXPECT_TRUE(store::InitWorkspace(paths_.root).has_value());
    auto store = CoverageStore::Open(paths_, true);
    EXPECT_TRUE(store.has_value() && store->has_value());
    store_ = std::make_unique<CoverageStore>(std::move(**store));
  }

  static CoverageStore::KeptHistory Reach(const char* key, int month) {
    return {"C",
            key,
            {{{kOne, model::Period::FromCivil(2025, 1)}, {kTwo, std::nullopt}},
             model::Period::FromCivil(2025, month),
             {"legacy state", ""}}};
  }
  void Change(const char* sql) {
    auto database = store::OpenDatabase(paths_, false);
    ASSERT_TRUE(database.has_value() && database->has_value());
    ASSERT_TRUE((*database)->Execute(sql).has_value());
  }

  support::TemporaryFolder folder_;
  store::WorkspacePaths paths_;
  std::unique_ptr<CoverageStore> store_;
};

TEST_F(CoverageStoreTest, FindsTheHistoryUnderItsKeyAlone) {
  ASSERT_TRUE(store_->Keep({Reach("k1", 1)}).has_value());
  ASSERT_TRUE(store_->Keep({Reach("k2", 2)}).has_value());
  const auto found = store_->History("C", "k1");
  ASSERT_TRUE(found.has_value() && found->has_value());
  EXPECT_EQ(**found, (CellsSince{{kOne, model::Period::FromCivil(2025, 1)}, {kTwo, std::nullopt}}));
  EXPECT_FALSE(store_->History("C", "k3")->has_value());
  EXPECT_FALSE(store_->History("D", "k1")->has_value());
}

TEST_F(CoverageStoreTest, GoesOnWhereTheLastOneEndedIfThatIsStillSo) {
  ASSERT_TRUE(store_->Keep({Reach("k2", 2)}).has_value());
  const auto before = store_->Before("C", {"k1", "k2", "k3"});
  ASSERT_TRUE(before.has_value() && before->has_value());
  EXPECT_EQ((*before)->done, model::Period::FromCivil(2025, 2));
  EXPECT_EQ((*before)->state, (ProbeState{"legacy state", ""}));
  EXPECT_EQ((*before)->cells.size(), 2U);
  EXPECT_FALSE(store_->Before("C", {"k1", "other"})->has_value());
}

TEST_F(CoverageStoreTest, AddsUpTheRunsUnderAKey) {
  EXPECT_EQ(store_->Fuzzing("C", "k")->runs, 0);
  ASSERT_TRUE(store_->AddRun("C", "k", 500, {kOne}).has_value());
  ASSERT_TRUE(store_->AddRun("C", "k", 1000, {kTwo}).has_value());
  ASSERT_TRUE(store_->AddRun("C", "other", 7, {}).has_value());
  const auto reach = store_->Fuzzing("C", "k");
  ASSERT_TRUE(reach.has_value());
  EXPECT_EQ(reach->runs, 2);
  EXPECT_EQ(reach->cases, 1500);
  EXPECT_EQ(reach->cells, (Cells{kOne, kTwo}));
}

TEST_F(CoverageStoreTest, ARowOfCoverageThatWasChangedIsRefused) {
  ASSERT_TRUE(store_->Keep({Reach("k1", 1)}).has_value());
  ASSERT_TRUE(store_->AddRun("C", "k", 500, {kOne}).has_value());
  Change("UPDATE coverage_history SET cells = replace(cells, 'step 1', 'step 2')");
  Change("UPDATE coverage_state SET period = '2025-02'");
  Change("UPDATE coverage_fuzzing SET cases = '5000'");
  const auto history = store_->History("C", "k1");
  const auto before = store_->Before("C", {"k1"});
  const auto fuzzing = store_->Fuzzing("C", "k");
  ASSERT_FALSE(history.has_value() || before.has_value() || fuzzing.has_value());
  EXPECT_EQ(history.error().diagnostics[0].code, "coverage_damaged");
  EXPECT_EQ(before.error().diagnostics[0].code, "coverage_damaged");
  EXPECT_EQ(fuzzing.error().diagnostics[0].code, "coverage_damaged");
}

TEST(FuzzingKey, DependsOnTheProgramAndBothSides) {
  const std::string key = FuzzingKey("p", "l", "s");
  for (const std::string& other :
       {FuzzingKey("q", "l", "s"), FuzzingKey("p", "m", "s"), FuzzingKey("p", "l", "t")}) {
    EXPECT_NE(other, key);
  }
}

}  // namespace
}  // namespace twinbill::coverage
