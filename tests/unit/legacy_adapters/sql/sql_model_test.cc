#include "legacy_adapters/sql/sql_model.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

#include "tests/support/foreign_ground.h"

namespace twinbill::sql {
namespace {

using model::Period;
using support::RecordAt;

const Period kJanuary = Period::FromCivil(2025, 1);

std::string Head(const std::string& more = {}) {
  return R"({"sql": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
  "start": "2025-01-01", "end": "2026-01-01"}, "script": "legacy.sql")" +
         more + "}";
}

class SqlModelTest : public ::testing::Test {
 protected:
  // The model of `script`; its first code where it can't be opened.
  std::unique_ptr<legacy::LegacyModel> Open(const std::string& script,
                                            const std::string& more = {}) {
    folder_.Write("legacy.sql", script);
    const std::string path = folder_.Write("legacy.json", Head(more));
    auto model = OpenSqlModel(path);
    problems_.clear();
    if (model) return std::move(*model);
    for (const auto& diagnostic : model.error().diagnostics) {
      problems_ += model::Format(diagnostic) + "\n";
    }
    code_ = model.error().diagnostics.front().code;
    return nullptr;
  }
  // What the first period bills.
  support::ForeignBill Bill(const std::string& script, const std::string& more = {}) {
    const auto model = Open(script, more);
    EXPECT_NE(model, nullptr) << problems_;
    return model == nullptr ? support::ForeignBill()
                            : support::BillForeign(*model, records_, kJanuary);
  }
  std::string CodeOfOpening(const std::string& script, const std::string& more = {}) {
    return Open(script, more) == nullptr ? code_ : "";
  }

  support::TemporaryFolder folder_;
  std::string problems_;
  std::string code_;
  std::vector<model::UsageRecord> records_ = {
      RecordAt("2025-01-02T00:00:00Z", "a1", "1.5", "10.005"),
      RecordAt("2025-01-03T00:00:00Z", "a2", "2", "0.1")};
};

TEST_F(SqlModelTest, RowsAreLinesOfTheBill) {
  const auto bill = Bill(
      "SELECT 'OutOfCycle' AS bill_type, account AS usage_account_id, service AS product_code,"
      " usage_type, 'D' AS line_item_type, '1.1' AS clause, 'a, \"b\"' AS description,"
      " quantity_text AS quantity, '-' || cost_text AS amount, NULL AS region FROM usage;");
  EXPECT_EQ(bill.code(), "");
  EXPECT_EQ(
      bill.bytes(),
      std::string(model::LineItemHeader()) +
          "OutOfCycle,2025-01,P,a1,AmazonS3,,TimedStorage,D,C,1.1,\"a, "
          "\"\"b\"\"\",1.5,-10.005,USD\n"
          "OutOfCycle,2025-01,P,a2,AmazonS3,,TimedStorage,D,C,1.1,\"a, \"\"b\"\"\",2,-0.1,USD\n");
}

TEST_F(SqlModelTest, ItsHeadSaysWhatItIs) {
  const auto model = Open("SELECT 1 WHERE 0");
  ASSERT_NE(model, nullptr) << problems_;
  EXPECT_EQ(model->kind(), "sql");
  EXPECT_EQ(model->head().contract_id, "C");
  EXPECT_EQ(model->need(), legacy::UsageNeed::kRecords);
  EXPECT_TRUE(model->is_deterministic());
}

TEST_F(SqlModelTest, TheDigestIsOfHeadScriptAndSqlite) {
  const auto first = Open("SELECT 'x' AS clause WHERE 0")->digest();
  EXPECT_EQ(Open("SELECT 'x' AS clause WHERE 0")->digest(), first);
  EXPECT_NE(Open("SELECT 'y' AS clause WHERE 0")->digest(), first);
  EXPECT_NE(Open("SELECT 'x' AS clause WHERE 0", R"(, "parameters": {"a": "1"})")->digest(), first);
  // As sql_model.cc packs it.
  const std::string head = Head();
  const std::string script = "SELECT 'x' AS clause WHERE 0";
  const std::string version = std::string(sqlite3_libversion()) + " " + sqlite3_sourceid();
  std::string all;
  for (const std::string& part : {std::string("sql 1"), head, script, version}) {
    all += std::to_string(part.size()) + ":" + part;
  }
  EXPECT_EQ(model::Sha256::Of(all), first);
}

TEST_F(SqlModelTest, ColumnsAreRealsAndTexts) {
  auto record = RecordAt("2025-01-05T01:00:00Z", "a3", "0.1", "3");
  record.public_cost = model::Decimal::Parse("4.50").value();
  record.rate = model::Decimal::Parse("0.0225").value();
  record.slot.product = {{"tier", "x\"y"}};
  record.slot.tags = {{"user_team", "blue"}};
  records_ = {record};
  const auto bill = Bill(
      "SELECT 'T' AS line_item_type, typeof(quantity) || typeof(cost) || typeof(rate) AS clause,"
      " json_extract(product, '$.tier') || json_extract(tags, '$.user_team') || ' ' || start ||"
      " ' ' || period || ' ' || unblended_cost_text || ' ' || rate_text AS description,"
      " cost_text AS amount FROM usage WHERE quantity = 0.1 AND cost = 4.5 AND rate = 0.0225"
      " AND unblended_cost = 3 AND public_cost_text = '4.5'");
  ASSERT_EQ(bill.lines.size(), 1U) << bill.code();
  EXPECT_EQ(bill.lines[0].clause, "realrealreal");
  EXPECT_EQ(bill.lines[0].description, "x\"yblue 2025-01-05T01:00:00Z 2025-01 3 0.0225");
  EXPECT_EQ(bill.lines[0].amount.ToString(), "4.5");
}

TEST_F(SqlModelTest, ParametersAreATableAndNames) {
  const auto bill = Bill(
      "SELECT 'T' AS line_item_type, :rate AS amount, :period_start || :period_end || :contract ||"
      " :payer || :currency || :term_start || :term_end AS description,"
      " (SELECT value FROM parameters WHERE name = 'period') AS clause",
      R"(, "parameters": {"rate": "0.07"})");
  ASSERT_EQ(bill.lines.size(), 1U) << bill.code();
  EXPECT_EQ(bill.lines[0].amount.ToString(), "0.07");
  EXPECT_EQ(bill.lines[0].clause, "2025-01");
  EXPECT_EQ(bill.lines[0].description, "2025-01-012025-02-01CPUSD2025-01-012026-01-01");
  EXPECT_EQ(CodeOfOpening("SELECT :nobody AS amount"), "sql_syntax");
  EXPECT_EQ(CodeOfOpening("SELECT 1", R"(, "parameters": {"period": "x"})"), "sql_parameter_taken");
}

TEST_F(SqlModelTest, SeesEarlierPeriodsAndGoesOnFromAState) {
  const auto model = Open(
      "SELECT 'T' AS line_item_type, 'c' AS clause, decimal_sum(quantity_text) AS amount,"
      " count(DISTINCT period) AS description_count FROM usage");
  ASSERT_NE(model, nullptr);
  const auto counting = Open(
      "SELECT 'T' AS line_item_type, 'c' || count(DISTINCT period) AS clause,"
      " decimal_sum(quantity_text) AS amount FROM usage");
  ASSERT_NE(counting, nullptr);
  records_.push_back(RecordAt("2025-02-02T00:00:00Z", "a1", "7", "1"));
  records_.push_back(RecordAt("2025-03-02T00:00:00Z", "a1", "0.25", "1"));
  const auto whole = support::BillForeign(*counting, records_, Period::FromCivil(2025, 3));
  ASSERT_EQ(whole.lines.size(), 3U) << whole.code();
  EXPECT_EQ(whole.lines[2].clause, "c3");
  EXPECT_EQ(whole.lines[2].amount.ToString(), "10.75");

  const model::SlotTable slots;
  const auto first = counting->Start(slots);
  std::vector<model::LineItem> lines;
  for (const Period period : {kJanuary, kJanuary.Next()}) {
    ASSERT_TRUE(
        first->AddRecords(support::RecordsOf(counting->head(), records_, period)).has_value());
    ASSERT_TRUE(first->BillNext(lines).has_value());
  }
  const auto second = counting->Start(slots);
  ASSERT_TRUE(second->Resume(first->State()).has_value());
  EXPECT_EQ(second->State(), first->State());
  ASSERT_TRUE(
      second->AddRecords(support::RecordsOf(counting->head(), records_, Period::FromCivil(2025, 3)))
          .has_value());
  ASSERT_TRUE(second->BillNext(lines).has_value());
  EXPECT_EQ(lines, whole.lines);
  EXPECT_EQ(second->Resume("ledger 1\nnonsense").error().diagnostics[0].code, "foreign_bad_state");
  second->Restart();
  EXPECT_EQ(second->State(), counting->Start(slots)->State());
}

TEST_F(SqlModelTest, UsageOutsideTheTermCountsNowhere) {
  auto late = RecordAt("2024-12-31T23:00:00Z", "a1", "100", "1");
  late.period = kJanuary;
  records_.push_back(late);
  const auto bill = Bill(
      "SELECT 'T' AS line_item_type, 'c' AS clause, decimal_sum(quantity_text) AS amount FROM "
      "usage");
  ASSERT_EQ(bill.lines.size(), 1U);
  EXPECT_EQ(bill.lines[0].amount.ToString(), "3.5");
}

TEST_F(SqlModelTest, ARealAmountIsRefusedNamingTheRow) {
  const auto bill = Bill(
      "SELECT 'T' AS line_item_type, 'c' AS clause, CASE account WHEN 'a1' THEN '1.00' ELSE cost "
      "END"
      " AS amount FROM usage ORDER BY account");
  EXPECT_EQ(bill.code(), "sql_not_text");
  EXPECT_EQ(bill.diagnostics[0].position.part, "row 2 of 2025-01");
  EXPECT_EQ(bill.diagnostics[0].message, "amount is a REAL, 0.1");
  EXPECT_TRUE(bill.lines.empty());
  EXPECT_EQ(Bill("SELECT 'T' AS line_item_type, 'c' AS clause, 5 AS amount").code(),
            "sql_not_text");
}

TEST_F(SqlModelTest, ALineThatIsNoneIsRefusedNamingTheRow) {
  for (const char* amount :
       {"'1,5'", "'01.00'", "'-0.00'", "'+1'", "'1e2'", "'.5'", "''", "NULL", "'NaN'"}) {
    const auto bill =
        Bill("SELECT 'T' AS line_item_type, 'c' AS clause, " + std::string(amount) + " AS amount");
    EXPECT_EQ(bill.code(), "sql_bad_line") << amount;
    EXPECT_EQ(bill.diagnostics[0].position.part, "row 1 of 2025-01");
  }
  const std::string line = "SELECT 'T' AS line_item_type, 'c' AS clause, '1' AS amount, ";
  EXPECT_EQ(Bill(line + "'2025-02' AS billing_period").code(), "sql_bad_line");
  EXPECT_EQ(Bill(line + "'Q' AS payer_account_id").code(), "sql_bad_line");
  EXPECT_EQ(Bill(line + "'EUR' AS currency").code(), "sql_bad_line");
  EXPECT_EQ(Bill(line + "'1.50' AS quantity").code(), "sql_bad_line");
  EXPECT_EQ(Bill(line + "'Purchase' AS bill_type").code(), "sql_bad_line");
  EXPECT_EQ(Bill(line + "CAST(x'ff' AS TEXT) AS region").code(), "sql_bad_line");
  EXPECT_EQ(Bill("SELECT '1' AS amount, 'T' AS line_item_type").code(), "sql_bad_line");
}

TEST_F(SqlModelTest, AColumnThatIsNoFieldIsRefusedWithWhatWasMeant) {
  const auto bill =
      Bill("SELECT 'T' AS line_item_typ, 'c' AS clause, '1' AS amount, '2' AS amount");
  ASSERT_EQ(bill.diagnostics.size(), 2U);
  EXPECT_EQ(bill.code(), "sql_bad_column");
  EXPECT_EQ(bill.diagnostics[0].hint, "did you mean \"line_item_type\"?");
}

TEST_F(SqlModelTest, AScriptThatIsNoSqlIsRefusedAtItsPlace) {
  EXPECT_EQ(CodeOfOpening("SELECT 1 AS amount\nFROM nowhere"), "sql_syntax");
  EXPECT_NE(problems_.find("legacy.sql:2:6: sql_syntax: no such table: nowhere"), std::string::npos)
      << problems_;
  EXPECT_EQ(CodeOfOpening("SELEC 1"), "sql_syntax");
  EXPECT_EQ(CodeOfOpening("-- nothing"), "sql_syntax");
  EXPECT_EQ(CodeOfOpening("SELECT \"text\" AS clause"), "sql_syntax");
  EXPECT_EQ(CodeOfOpening(std::string("SELECT 1\0", 9)), "sql_not_utf8");
}

TEST_F(SqlModelTest, WritesOtherDatabasesExtensionsClockAndChanceAreForbidden) {
  for (const char* script : {"INSERT INTO usage(id) VALUES('x')",
                             "DELETE FROM parameters",
                             "UPDATE records_ SET cost = 0",
                             "DROP VIEW usage",
                             "CREATE TABLE t(x)",
                             "CREATE TEMP VIEW v AS SELECT 1",
                             "ATTACH 'x.db' AS x",
                             "PRAGMA journal_mode",
                             "SELECT load_extension('x')",
                             "VACUUM",
                             "SELECT random() AS amount",
                             "SELECT hex(randomblob(4)) AS clause",
                             "SELECT current_timestamp AS clause",
                             "SELECT date('now') AS clause",
                             "SELECT datetime() AS clause",
                             "BEGIN",
                             "ALTER TABLE records_ RENAME TO x",
                             "REINDEX",
                             "SELECT name AS clause FROM sqlite_schema",
                             "EXPLAIN SELECT 1; SELECT changes() AS clause",
                             "CREATE VIRTUAL TABLE t USING fts5(x)",
                             "SELECT * FROM pragma_database_list"}) {
    EXPECT_EQ(CodeOfOpening(script), "sql_forbidden") << script << "\n" << problems_;
  }
  EXPECT_EQ(CodeOfOpening("SELECT 1 AS amount;\n SELECT random() AS amount"), "sql_forbidden");
  EXPECT_NE(problems_.find("legacy.sql:2:"), std::string::npos) << problems_;
}

TEST_F(SqlModelTest, AScriptWithoutEndIsStopped) {
  const std::string endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
      "SELECT 'T' AS line_item_type, 'c' AS clause, '1' AS amount FROM n WHERE i < 0";
  const auto steps = Bill(endless, R"(, "limits": {"steps": 100000})");
  EXPECT_EQ(steps.code(), "sql_steps");
  EXPECT_EQ(steps.kind, model::FailureKind::kSurroundings);
  const auto from = std::chrono::steady_clock::now();
  EXPECT_EQ(Bill(endless, R"(, "limits": {"steps": 1000000000000, "seconds": 1})").code(),
            "sql_time");
  EXPECT_LT(std::chrono::steady_clock::now() - from, std::chrono::seconds(5));
}

TEST_F(SqlModelTest, AScriptThatTakesAllMemoryOrRowsIsStopped) {
  EXPECT_EQ(
      Bill("SELECT hex(zeroblob(20000000)) AS clause", R"(, "limits": {"memory_mib": 16})").code(),
      "sql_memory");
  EXPECT_EQ(Bill("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100) "
                 "SELECT 'c' AS clause FROM n",
                 R"(, "limits": {"rows": 99})")
                .code(),
            "sql_rows");
}

TEST_F(SqlModelTest, AnErrorWhileItRunsNamesThePeriod) {
  const auto bill = Bill("SELECT decimal_div('1', cost - cost, 2) AS amount FROM usage");
  EXPECT_EQ(bill.code(), "sql_failed");
  EXPECT_EQ(bill.diagnostics[0].position.part, "2025-01");
  EXPECT_EQ(bill.kind, model::FailureKind::kInput);
}

}  // namespace
}  // namespace twinbill::sql
