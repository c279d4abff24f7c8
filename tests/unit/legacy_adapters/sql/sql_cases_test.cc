// Many cases asked of a script in one process: each as by itself, in a database of its own.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "legacy_adapters/sql/sql_model.h"
#include "tests/support/foreign_ground.h"

namespace twinbill::sql {
namespace {

using legacy::CaseBill;
using legacy::CaseUsage;
using model::Period;

const Period kFebruary = Period::FromCivil(2025, 2);

class SqlCases : public ::testing::Test {
 protected:
  void Open(const std::string& script, const std::string& more = {}) {
    folder_.Write("legacy.sql", script);
    auto model = OpenSqlModel(folder_.Write(
        "legacy.json", R"({"sql": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
        "start": "2025-01-01", "end": "2026-01-01"}, "script": "legacy.sql")" +
                           more + "}"));
    ASSERT_TRUE(model.has_value()) << model::Format(model.error().diagnostics.front());
    model_ = std::move(*model);
    batch_ = model_->StartCases();
    ASSERT_NE(batch_, nullptr);
  }

  // Case i has i records in January and one in February.
  std::vector<CaseBill> BillCases(std::size_t count) {
    records_.assign(count, {});
    std::vector<CaseUsage> cases;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t record = 0; record < i; ++record) {
        records_[i].push_back(support::RecordAt("2025-01-02T00:00:00Z", "a1", "1", "0.07"));
      }
      records_[i].push_back(
          support::RecordAt("2025-02-02T00:00:00Z", "a2", "1", std::to_string(i)));
      cases.push_back({records_[i], kFebruary});
    }
    return batch_->Bill(cases);
  }

  support::TemporaryFolder folder_;
  std::unique_ptr<legacy::LegacyModel> model_;
  std::unique_ptr<legacy::CaseBatch> batch_;
  std::vector<std::vector<model::UsageRecord>> records_;
};

// What all records up to the period add up to: a record of another case would be seen.
constexpr const char* kSum =
    "SELECT 'T' AS line_item_type, '1' AS clause, decimal_round(decimal_sum(cost_text), 2) AS "
    "amount "
    "FROM usage";

TEST_F(SqlCases, AreBilledAsEachIsAlone) {
  Open(kSum);
  EXPECT_GT(batch_->cases_at_once(), 1U);
  const std::vector<CaseBill> bills = BillCases(30);
  ASSERT_EQ(bills.size(), 30U);
  for (std::size_t i = 1; i < bills.size(); i += 7) {
    const auto alone = support::BillForeign(*model_, records_[i], kFebruary);
    EXPECT_EQ(model::CanonicalFile(bills[i].lines), alone.bytes()) << i;
    EXPECT_EQ(bills[i].lines.size(), 2U);
  }
}

TEST_F(SqlCases, OneThatTheScriptStopsAtIsRefusedAndTheOthersGoOn) {
  Open(std::string(kSum) + " WHERE json(CASE WHEN cost_text = '9' THEN 'x' ELSE '1' END) = '1'");
  const std::vector<CaseBill> bills = BillCases(20);
  ASSERT_EQ(bills.size(), 20U);
  for (std::size_t i = 0; i < bills.size(); ++i) {
    EXPECT_FALSE(bills[i].failed) << i;
    EXPECT_EQ(bills[i].stopped_at.has_value(), i == 9) << i;
  }
  EXPECT_EQ(bills[9].stopped_at, kFebruary);
  EXPECT_EQ(bills[9].why->diagnostics.front().code, "sql_failed");
}

TEST_F(SqlCases, ALimitThatIsRunIntoIsAFailureOfItsCase) {
  Open("SELECT 'T' AS line_item_type, '1' AS clause, '1.00' AS amount FROM usage",
       R"(, "limits": {"rows": 12})");
  const std::vector<CaseBill> bills = BillCases(40);
  ASSERT_EQ(bills.size(), 13U);  // the case of 12 records and one in February
  EXPECT_TRUE(bills.back().failed);
  EXPECT_EQ(bills.back().stopped_at, kFebruary);
  EXPECT_EQ(bills.back().why->diagnostics.front().code, "sql_rows");
}

}  // namespace
}  // namespace twinbill::sql
