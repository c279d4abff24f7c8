#include "legacy_adapters/foreign/given_line.h"

#include <gtest/gtest.h>

#include <string>

namespace twinbill::foreign {
namespace {

const model::Period kMay = model::Period::FromCivil(2025, 5);

legacy::LegacyHead Head() {
  return {
      "C", "P", "USD", {model::Date::FromCivil(2025, 1, 1), model::Date::FromCivil(2026, 1, 1)}};
}

GivenLine Given(std::initializer_list<std::pair<const char*, const char*>> fields) {
  GivenLine given;
  given[*LineFieldNamed("line_item_type")] = "T";
  given[*LineFieldNamed("clause")] = "c";
  given[*LineFieldNamed("amount")] = "1.00";
  for (const auto& [name, text] : fields) given[*LineFieldNamed(name)] = text;
  return given;
}

std::string RowOf(const GivenLine& given) {
  const auto line = MakeLine(given, Head(), kMay);
  if (!line) return "! " + line.error().message;
  std::string row;
  model::AppendRow(*line, row);
  return row;
}

TEST(GivenLine, FieldsThatAreNotSaidAreThoseAskedFor) {
  EXPECT_EQ(RowOf(Given({})), "Anniversary,2025-05,P,,,,,T,C,c,,,1.00,USD\n");
  EXPECT_EQ(RowOf(Given({{"bill_type", "OutOfCycle"},
                         {"billing_period", "2025-05"},
                         {"payer_account_id", "P"},
                         {"usage_account_id", "a"},
                         {"product_code", "s"},
                         {"region", "r"},
                         {"usage_type", "u"},
                         {"contract_id", "C"},
                         {"description", "d"},
                         {"quantity", "1.5"},
                         {"amount", "-0.10"},
                         {"currency", "USD"}})),
            "OutOfCycle,2025-05,P,a,s,r,u,T,C,c,d,1.5,-0.10,USD\n");
}

TEST(GivenLine, AnythingElseThanWhatWasAskedForIsAFault) {
  EXPECT_EQ(RowOf(Given({{"billing_period", "2025-06"}})), "! billing_period is \"2025-06\"");
  EXPECT_EQ(RowOf(Given({{"contract_id", "D"}})), "! contract_id is \"D\"");
  EXPECT_EQ(RowOf(Given({{"line_item_type", ""}})), "! line_item_type is empty");
  EXPECT_EQ(RowOf(Given({{"region", "\xff"}})), "! region is \"\xEF\xBF\xBD\"");
  GivenLine given = Given({});
  given[*LineFieldNamed("amount")].reset();
  EXPECT_EQ(RowOf(given), "! amount is missing");
}

TEST(GivenLine, AmountsAreTakenInTheirCanonicalFormOnly) {
  for (const char* good : {"0", "0.00", "1", "-1", "12.345", "-0.01", "0.000000000000000001",
                           "99999999999999999999.999999999999999999"}) {
    const auto amount = ParseAmount(good);
    ASSERT_TRUE(amount.has_value()) << good;
    EXPECT_EQ(amount->ToString(), good);
  }
  for (const char* bad : {"",
                          "-",
                          ".",
                          "1.",
                          ".5",
                          "+1",
                          "01",
                          "-0",
                          "-0.00",
                          "1,234.50",
                          "1e3",
                          "NaN",
                          "inf",
                          " 1",
                          "1 ",
                          "0x1",
                          "1.0000000000000000001",
                          "999999999999999999999.999999999999999999",
                          "1.2.3",
                          "--1",
                          "\xD9\xA1"}) {
    EXPECT_FALSE(ParseAmount(bad).has_value()) << bad;
  }
}

TEST(GivenLine, TextIsUtf8WithoutNul) {
  for (const char* good : {"", "abc", "\xC3\xBC", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    EXPECT_TRUE(IsPlainText(good)) << good;
  }
  for (const char* bad : {"\x80", "\xC0\xAF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xE0\x80\x80",
                          "\xF4\x90\x80\x80", "\xF0\x80\x80\x80", "\xFF"}) {
    EXPECT_FALSE(IsPlainText(bad)) << bad;
  }
  EXPECT_FALSE(IsPlainText(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace twinbill::foreign
