// Sentences of standard_contract.md and line_items.md: from cells to lines, net.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

Lines Lined(const std::string& line, const std::string& rounding, std::string_view usage,
            const std::string& more = "") {
  return Bill(R"({"benefit": {"percent_off": "10"}, "line": )" + line + R"(, "rounding": )" +
                  rounding + more + "}",
              usage);
}

TEST(LinesOfCells, AreByAllFourDimensionsUnlessToldOtherwise) {
  constexpr auto kTwo = "2025-01-05 a S3 t 1 10 operation=x\n2025-01-05 a S3 t 2 10 operation=y";
  EXPECT_EQ(Lined("{}", "{}", kTwo), (Lines{"2025-01 a S3 r t 3 -2.00"}));
  EXPECT_EQ(Lined(R"({"by": ["region", "account"]})", "{}", kTwo), (Lines{"2025-01 a r -2.00"}));
  EXPECT_EQ(Lined(R"({"by": []})", "{}", kTwo), (Lines{"2025-01 -2.00"}));
}

TEST(LinesOfCells, ComeInTheOrderAccountServiceRegionUsageTypeWhateverTheOrderOfBy) {
  // All the missing unit goes to the first line: account a, although service A is first of b.
  constexpr auto kTwo = "2025-01-05 b A t 1 0.05\n2025-01-05 a B t 1 0.05";
  EXPECT_EQ(
      Lined(R"({"by": ["service", "account"]})", R"({"at": "total", "remainder": "first"})", kTwo),
      (Lines{"2025-01 a B -0.01"}));
  EXPECT_EQ(Lined(R"({"by": ["service"]})", R"({"at": "total", "remainder": "first"})", kTwo),
            (Lines{"2025-01 A -0.01"}));
}

TEST(LinesOfCells, OfZeroAreLeftOutUnlessEmitZero) {
  constexpr auto kSmall =
      "2025-01-05 a S3 t 1 0.01\n2025-01-05 b S3 t 1 -0.01\n2025-02-05 a S3 t 1 9";
  EXPECT_EQ(Lined(R"({"by": ["account"]})", "{}", kSmall), (Lines{"2025-02 a -0.90"}));
  EXPECT_EQ(Lined(R"({"by": ["account"], "emit_zero": true})", "{}", kSmall),
            (Lines{"2025-01 a 0.00", "2025-01 b 0.00", "2025-02 a -0.90"}));
}

TEST(LinesOfCells, AreRoundedAsSignedAmounts) {
  constexpr auto kHalf = "2025-01-05 a S3 t 1 0.25";
  const auto of = [&](const std::string& mode) {
    return Lined(R"({"by": [], "emit_zero": true})", R"({"mode": ")" + mode + "\"}", kHalf).front();
  };
  // D is 0.025, the amount -0.025.
  EXPECT_EQ(of("UP"), "2025-01 -0.03");
  EXPECT_EQ(of("DOWN"), "2025-01 -0.02");
  EXPECT_EQ(of("CEILING"), "2025-01 -0.02");
  EXPECT_EQ(of("FLOOR"), "2025-01 -0.03");
  EXPECT_EQ(of("HALF_UP"), "2025-01 -0.03");
  EXPECT_EQ(of("HALF_DOWN"), "2025-01 -0.02");
  EXPECT_EQ(of("HALF_EVEN"), "2025-01 -0.02");
}

TEST(LinesOfCells, QuantityIsTheirCellsSumWhereTheyAreByUsageType) {
  EXPECT_EQ(Lined(R"({"by": ["usage_type"]})", "{}",
                  "2025-01-05 a S3 t 0.10 10\n2025-01-05 b S3 t 0.2 10\n2025-01-05 b S3 u -5 10"),
            (Lines{"2025-01 t 0.3 -2.00", "2025-01 u -5 -1.00"}));
}

TEST(LinesOfCells, SayWhoseTheyAreAndWhatCausedThem) {
  const auto items = Items(R"({"id": "x", "clause": "B 2", "benefit": {"percent_off": "10"},
    "line": {"type": "T", "description": "d, e", "by": ["service"]}})",
                           "2025-01-05 a S3 t 1 30");
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items.front().payer_account_id, "P");
  EXPECT_EQ(items.front().contract_id, "C");
  EXPECT_EQ(items.front().clause, "B 2");
  EXPECT_EQ(items.front().line_item_type, "T");
  EXPECT_EQ(items.front().description, "d, e");
  EXPECT_EQ(items.front().product_code, "S3");
  EXPECT_EQ(items.front().usage_account_id, "");
  EXPECT_EQ(items.front().region, "");
  EXPECT_EQ(items.front().usage_type, "");
  EXPECT_EQ(items.front().quantity, "");
  EXPECT_EQ(items.front().currency, "USD");
  EXPECT_EQ(items.front().bill_type, model::BillType::kAnniversary);
}

TEST(Rounding, AtTheTotalDealsTheUnitsToLinesOfNothingToo) {
  constexpr auto kUsage = "2025-01-05 a S3 t 1 0.06\n2025-01-05 b S3 t 1 0";
  EXPECT_EQ(Lined(R"({"by": ["account"]})", R"({"at": "total", "remainder": "last"})", kUsage),
            (Lines{"2025-01 b -0.01"}));
  EXPECT_EQ(Lined(R"({"by": ["account"]})", R"({"at": "total"})", kUsage),
            (Lines{"2025-01 a -0.01"}));
}

TEST(Rounding, ByGroupDealsEachGroupByItself) {
  constexpr auto kUsage =
      "2025-01-05 a S3 t 1 0.03\n2025-01-05 a S3 u 1 0.03\n2025-01-05 b S3 t 1 0.03\n"
      "2025-01-05 b S3 u 1 0.03";
  const std::string by = R"({"by": ["account", "usage_type"]})";
  const std::string meter = R"(, "meter": {"measure": "quantity", "per": ["account"]})";
  EXPECT_EQ(Lined(by, R"({"at": "total"})", kUsage, meter), (Lines{"2025-01 a t 1 -0.01"}));
  EXPECT_EQ(Lined(by, R"({"at": "group"})", kUsage, meter),
            (Lines{"2025-01 a t 1 -0.01", "2025-01 b t 1 -0.01"}));
  EXPECT_EQ(Lined(by, R"({"at": "group", "remainder": "last"})", kUsage, meter),
            (Lines{"2025-01 a u 1 -0.01", "2025-01 b u 1 -0.01"}));
  EXPECT_EQ(Lined(by, "{}", kUsage, meter), Lines{});
}

TEST(Rounding, DigitsCanBeNoneOrEighteen) {
  EXPECT_EQ(Lined(R"({"by": []})", R"({"digits": 0})", "2025-01-05 a S3 t 1 15"),
            (Lines{"2025-01 -2"}));
  EXPECT_EQ(Lined(R"({"by": []})", R"({"digits": 18})", "2025-01-05 a S3 t 1 0.00000000000000001"),
            (Lines{"2025-01 -0.000000000000000001"}));
}

TEST(Rounding, AnAmountOfMoreThan38DigitsIsRefusedNotWrapped) {
  EXPECT_EQ(
      Lined(R"({"by": []})", R"({"digits": 18})", "2025-01-05 a S3 t 1 1000000000000000000000"),
      (Lines{"amount_too_large"}));
}

Lines Nets(const std::string& net, const std::string& first, std::string_view usage) {
  CaseTerms terms;
  terms.net = net;
  return Bill("{" + first + R"(}, {"base": "net", "benefit": {"percent_off": "100"},
    "line": {"by": ["usage_type"]}, "rounding": {"digits": 4}})",
              usage, terms);
}

TEST(Net, IsExactOrAsBilled) {
  const std::string first = R"("benefit": {"percent_off": "10"}, "line": {"by": []})";
  constexpr auto kOdd = "2025-01-05 a S3 t 1 10.04\n2025-01-05 a S3 u 1 5.02";
  // D is 1.506; billed 1.51, two thirds of it t's.
  EXPECT_EQ(Nets("exact", first, kOdd),
            (Lines{"2025-01 -1.51", "2025-01 t 1 -9.0360", "2025-01 u 1 -4.5180"}));
  EXPECT_EQ(Nets("billed", first, kOdd),
            (Lines{"2025-01 -1.51", "2025-01 t 1 -9.0333", "2025-01 u 1 -4.5167"}));
}

TEST(Net, OfALineLeftOutAsZeroIsAsBilledToo) {
  const std::string first = R"("benefit": {"percent_off": "10"}, "line": {"by": []})";
  constexpr auto kSmall = "2025-01-05 a S3 t 1 0.04";
  EXPECT_EQ(Nets("exact", first, kSmall), (Lines{"2025-01 t 1 -0.0360"}));
  EXPECT_EQ(Nets("billed", first, kSmall), (Lines{"2025-01 t 1 -0.0400"}));
}

TEST(Net, BilledIsDividedByListCostAndAtZeroCostGoesToTheFirstCell) {
  const std::string first =
      R"("benefit": {"unit_discount": "1"}, "line": {"by": []}, "rounding": {"digits": 4})";
  constexpr auto kZero = "2025-01-05 a S3 t 1 6\n2025-01-05 a S3 u 3 -6";
  EXPECT_EQ(Nets("exact", first, kZero),
            (Lines{"2025-01 -4.0000", "2025-01 t 1 -5.0000", "2025-01 u 3 9.0000"}));
  EXPECT_EQ(Nets("billed", first, kZero),
            (Lines{"2025-01 -4.0000", "2025-01 t 1 -2.0000", "2025-01 u 3 6.0000"}));
  constexpr auto kCosts = "2025-01-05 a S3 t 1 30\n2025-01-05 a S3 u 3 10";
  EXPECT_EQ(Nets("exact", first, kCosts),
            (Lines{"2025-01 -4.0000", "2025-01 t 1 -29.0000", "2025-01 u 3 -7.0000"}));
  EXPECT_EQ(Nets("billed", first, kCosts),
            (Lines{"2025-01 -4.0000", "2025-01 t 1 -27.0000", "2025-01 u 3 -9.0000"}));
}

TEST(Net, IsAfterCapsAndPrepayments) {
  const std::string capped =
      R"("benefit": {"percent_off": "10"}, "cap": {"amount": "3"}, "line": {"by": []})";
  EXPECT_EQ(Nets("exact", capped, "2025-01-05 a S3 t 1 100"),
            (Lines{"2025-01 -3.00", "2025-01 t 1 -97.0000"}));
}

TEST(Net, IsLeftAsItIsByAConstructSettledAtTheWindowsEnd) {
  const std::string settled = R"("benefit": {"percent_off": "10"}, "settle": "window_end",
    "meter": {"measure": "quantity"}, "line": {"by": []})";
  for (const std::string net : {"exact", "billed"}) {
    EXPECT_EQ(Nets(net, settled, "2025-01-05 a S3 t 1 100"),
              (Lines{"2025-01 -10.00", "2025-01 t 1 -100.0000"}));
  }
}

}  // namespace
}  // namespace twinbill::billing
