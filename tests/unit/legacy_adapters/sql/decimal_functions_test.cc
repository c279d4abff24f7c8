#include "legacy_adapters/sql/decimal_functions.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

namespace twinbill::sql {
namespace {

class DecimalFunctions : public ::testing::Test {
 protected:
  DecimalFunctions() {
    sqlite3_open(":memory:", &connection_);
    EXPECT_TRUE(AddDecimalFunctions(connection_));
  }
  ~DecimalFunctions() override { sqlite3_close(connection_); }

  // The first value of the first row; "NULL", or "! " and the error.
  std::string Ask(const std::string& expression) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(connection_, ("SELECT " + expression).c_str(), -1, &statement, nullptr);
    std::string text;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      text = value == nullptr ? "NULL" : value;
    } else {
      text = std::string("! ") + sqlite3_errmsg(connection_);
    }
    sqlite3_finalize(statement);
    return text;
  }

  sqlite3* connection_ = nullptr;
};

TEST_F(DecimalFunctions, AddSubtractMultiplyAndCompareExactly) {
  EXPECT_EQ(Ask("decimal_add('0.1', '0.2')"), "0.3");
  EXPECT_EQ(Ask("decimal_add('99999999999999999999999999999999999999.9', '0.1')"),
            "100000000000000000000000000000000000000");
  EXPECT_EQ(Ask("decimal_sub('1', '1.50')"), "-0.5");
  EXPECT_EQ(Ask("decimal_sub('1.5', '1.50')"), "0");
  EXPECT_EQ(Ask("decimal_mul('-0.073', '10.10')"), "-0.7373");
  EXPECT_EQ(Ask("decimal_cmp('2.0', '2')"), "0");
  EXPECT_EQ(Ask("decimal_cmp('-3', 2)"), "-1");
  EXPECT_EQ(Ask("decimal_add('007', '010')"), "17");
  EXPECT_EQ(Ask("decimal_add(NULL, '1')"), "NULL");
}

TEST_F(DecimalFunctions, SumOverGroupsAndWindows) {
  EXPECT_EQ(Ask("decimal_sum(column1) FROM (VALUES ('0.1'), ('0.2'), (NULL), ('-1'))"), "-0.7");
  EXPECT_EQ(Ask("decimal_sum(column1) FROM (VALUES ('1')) WHERE column1 > '5'"), "0");
  EXPECT_EQ(Ask("group_concat(s) FROM (SELECT decimal_sum(column1) OVER (ORDER BY rowid ROWS 1 "
                "PRECEDING) AS s FROM (SELECT 1 AS rowid, '0.1' AS column1 UNION ALL SELECT 2, "
                "'0.20' UNION ALL SELECT 3, '0.3'))"),
            "0.1,0.3,0.5");
}

TEST_F(DecimalFunctions, RoundAtTheDigitsByTheMode) {
  EXPECT_EQ(Ask("decimal_round('1.005', 2)"), "1.01");
  EXPECT_EQ(Ask("decimal_round('-1.005', 2)"), "-1.01");
  EXPECT_EQ(Ask("decimal_round('1.005', 2, 'HALF_DOWN')"), "1.00");
  EXPECT_EQ(Ask("decimal_round('1.005', 2, 'HALF_EVEN')"), "1.00");
  EXPECT_EQ(Ask("decimal_round('1.015', 2, 'HALF_EVEN')"), "1.02");
  EXPECT_EQ(Ask("decimal_round('-1.001', 2, 'UP')"), "-1.01");
  EXPECT_EQ(Ask("decimal_round('-1.009', 2, 'DOWN')"), "-1.00");
  EXPECT_EQ(Ask("decimal_round('-1.009', 2, 'CEILING')"), "-1.00");
  EXPECT_EQ(Ask("decimal_round('-1.001', 2, 'FLOOR')"), "-1.01");
  EXPECT_EQ(Ask("decimal_round('-0.001', 2)"), "0.00");
  EXPECT_EQ(Ask("decimal_round('7', 3)"), "7.000");
}

TEST_F(DecimalFunctions, DivideAtTheDigits) {
  EXPECT_EQ(Ask("decimal_div('10', '3', 4)"), "3.3333");
  EXPECT_EQ(Ask("decimal_div('-20', '3', 2, 'DOWN')"), "-6.66");
  EXPECT_EQ(Ask("decimal_div('-20', '-3', 2)"), "6.67");
  EXPECT_EQ(Ask("decimal_div('1', '0.00', 2)"), "! a division by 0");
}

TEST_F(DecimalFunctions, RefuseWhatIsNoDecimal) {
  EXPECT_EQ(Ask("decimal_add('1e3', '1')"), "! \"1e3\" is no decimal (a text like '-12.50')");
  EXPECT_EQ(Ask("decimal_add(0.1, '1')"), "! \"0.1\" is no decimal (a text like '-12.50')");
  EXPECT_EQ(Ask("decimal_add('', '1')"), "! \"\" is no decimal (a text like '-12.50')");
  EXPECT_EQ(Ask("decimal_add('1.', '1')").substr(0, 1), "!");
  EXPECT_EQ(Ask("decimal_round('1', -1)").substr(0, 1), "!");
  EXPECT_EQ(Ask("decimal_round('1', 1, 'NEAREST')").substr(0, 1), "!");
}

}  // namespace
}  // namespace twinbill::sql
