// Every rule of a row's bytes, broken once.
#include "harness/compare/canonical_row.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace twinbill::compare {
namespace {

constexpr std::string_view kKey = "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,2.1,";

std::string Row(std::string_view rest) { return std::string(kKey) + std::string(rest); }

TEST(CanonicalRow, IsCutIntoItsFields) {
  const std::string text = Row("\"a \"\"b\"\", c\nd\",1.5,-0.30,USD\n") + "next";
  CanonicalRow row;
  ASSERT_FALSE(ReadRow(text, row).has_value());
  EXPECT_EQ(row.bytes, text.substr(0, text.size() - 4));
  EXPECT_EQ(row.Key(), kKey);
  EXPECT_EQ(Unquoted(row.Raw(kDescriptionField)), "a \"b\", c\nd");
  EXPECT_EQ(row.Raw(kQuantityField), "1.5");
  EXPECT_EQ(row.Raw(kAmountField), "-0.30");
  EXPECT_EQ(row.Raw(kCurrencyField), "USD");
}

TEST(CanonicalRow, TakesEveryCanonicalValue) {
  for (const char* rest : {
           "text,,0,USD\n",
           "text,0,0.00,USD\n",
           ",1,-1,USD\n",
           "t\xC3\xA4xt \xF0\x9F\x92\xB6,1,1,EUR\n",
           "text,-12345678901234567890123456789012345678901234567890.1,1,USD\n",
           "text,0.001,0.000000000000000001,USD\n",
           "text,1,12345678901234567890.123456789012345678,USD\n",
           "\"\r\",1,1,USD\n",
           "\ttab,1,1,U\n",
       }) {
    CanonicalRow row;
    const auto fault = ReadRow(Row(rest), row);
    EXPECT_FALSE(fault.has_value()) << rest << (fault ? fault->message : "");
  }
  CanonicalRow row;
  EXPECT_FALSE(ReadRow("OutOfCycle,0001-12,p,,,,,Fee,c,x,,,5,USD\n", row).has_value());
}

struct FaultCase {
  std::string text;
  std::string_view code;
  std::size_t offset;
};

TEST(CanonicalRow, EachRuleHasItsCodeAndItsPlace) {
  const std::size_t key = kKey.size();
  const std::vector<FaultCase> cases = {
      {Row("t,1,-1.00,USD"), "line_item_end", key + 13},
      {Row("\"a,b\""), "line_item_end", key + 5},
      {Row("\"a,b,1,-1.00,USD\n"), "line_item_open_quote", key},
      {Row("\"a,b\"\""), "line_item_open_quote", key},
      {Row("a\"b,1,-1.00,USD\n"), "line_item_quote", key + 1},
      {Row("\"a,b\"c,1,-1.00,USD\n"), "line_item_quote", key + 5},
      {Row("\"a,b\"\r\n"), "line_item_quote", key + 5},
      {Row("\"ab\",1,-1.00,USD\n"), "line_item_needless_quotes", key},
      {Row("\"\",1,-1.00,USD\n"), "line_item_needless_quotes", key},
      {Row("t,1,-1.00,USD\r\n"), "line_item_carriage_return", key + 13},
      {Row("t,1,-1.00\n"), "line_item_field_count", key + 9},
      {Row("t,1,-1.00,USD,\n"), "line_item_field_count", key + 13},
      {"\n", "line_item_field_count", 0},
      {Row("t\xFF,1,-1.00,USD\n"), "line_item_utf8", key + 1},
      {Row("\xC0\x80,1,-1.00,USD\n"), "line_item_utf8", key},
      {Row("\xED\xA0\x80,1,-1.00,USD\n"), "line_item_utf8", key},
      {Row("\xF4\x90\x80\x80,1,-1.00,USD\n"), "line_item_utf8", key},
      {Row(std::string((1U << 20U) + 1, 'x') + ",1,-1.00,USD\n"), "line_item_too_long", key},
      {Row("\"" + std::string(1U << 21U, 'x')), "line_item_too_long", key},
      {"Monthly,2025-01,1,,,,,T,c,x,t,1,-1.00,USD\n", "line_item_bill_type", 0},
      {"anniversary,2025-01,1,,,,,T,c,x,t,1,-1.00,USD\n", "line_item_bill_type", 0},
      {"Anniversary,2025-13,1,,,,,T,c,x,t,1,-1.00,USD\n", "line_item_period", 12},
      {"Anniversary,2025-1,1,,,,,T,c,x,t,1,-1.00,USD\n", "line_item_period", 12},
      {"Anniversary,0000-01,1,,,,,T,c,x,t,1,-1.00,USD\n", "line_item_period", 12},
      {"Anniversary,2025-01,,,,,,T,c,x,t,1,-1.00,USD\n", "line_item_empty", 20},
      {"Anniversary,2025-01,1,,,,,,c,x,t,1,-1.00,USD\n", "line_item_empty", 26},
      {"Anniversary,2025-01,1,,,,,T,,x,t,1,-1.00,USD\n", "line_item_empty", 28},
      {"Anniversary,2025-01,1,,,,,T,c,,t,1,-1.00,USD\n", "line_item_empty", 30},
      {Row("t,1,-1.00,\n"), "line_item_empty", key + 10},
  };
  for (const FaultCase& one : cases) {
    CanonicalRow row;
    const auto fault = ReadRow(one.text, row);
    ASSERT_TRUE(fault.has_value()) << one.text.substr(0, 200);
    EXPECT_EQ(fault->code.text, one.code) << one.text.substr(0, 200);
    EXPECT_EQ(fault->offset, one.offset) << one.text.substr(0, 200);
    EXPECT_FALSE(fault->allowed.empty());
  }
}

TEST(CanonicalRow, AQuantityHasOneForm) {
  for (const char* quantity : {"1.50", "-0", "0.0", "+1", "1e3", "01", ".5", "5.", "1,5", "-", " 1",
                               "NaN", "-0.0", "1.", "--1"}) {
    CanonicalRow row;
    std::string field = quantity;
    if (field == "1,5") field = "\"1,5\"";
    const auto fault = ReadRow(Row("t," + field + ",-1.00,USD\n"), row);
    ASSERT_TRUE(fault.has_value()) << quantity;
    EXPECT_EQ(fault->code.text, "line_item_quantity") << quantity;
    EXPECT_EQ(fault->offset, kKey.size() + 2);
  }
}

TEST(CanonicalRow, AnAmountIsNeverNegativeZeroNorTooLong) {
  for (const char* amount :
       {"", "-0", "-0.00", "+1", "1e3", "01.00", ".50", "5.", "-", "1.0000000000000000001",
        "123456789012345678901234567890123456789", "1x"}) {
    CanonicalRow row;
    const auto fault = ReadRow(Row("t,1," + std::string(amount) + ",USD\n"), row);
    ASSERT_TRUE(fault.has_value()) << amount;
    EXPECT_EQ(fault->code.text, "line_item_amount") << amount;
    EXPECT_EQ(fault->offset, kKey.size() + 4);
  }
}

TEST(CanonicalRow, AFaultShowsNoMoreThanALine) {
  CanonicalRow row;
  const auto fault = ReadRow(Row("t," + std::string(100'000, '7') + "x,-1.00,USD\n"), row);
  ASSERT_TRUE(fault.has_value());
  EXPECT_LT(fault->message.size(), 200U);
}

}  // namespace
}  // namespace twinbill::compare
