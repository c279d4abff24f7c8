// Sentences of usage.md: what counts, and cells.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

constexpr auto kTenPercent = R"({"benefit": {"percent_off": "10"}, "line": {"by": []}})";

TEST(WhatCounts, OnlyTheContractsPayer) {
  EXPECT_EQ(Bill(kTenPercent, "2025-01-05 a S3 t 1 100\n2025-01-05 a S3 t 1 50 payer=Q"),
            (Lines{"2025-01 -10.00"}));
}

TEST(WhatCounts, OnlyStartsWithinTheTermWhichMayBeginAndEndWithinAMonth) {
  const CaseTerms terms{"2025-01-10", "2025-02-20"};
  EXPECT_EQ(Bill(kTenPercent,
                 "2025-01-09T23:59:59Z a S3 t 1 1000\n2025-01-10 a S3 t 1 100\n"
                 "2025-02-19T23:59:59Z a S3 t 1 200\n2025-02-20 a S3 t 1 3000",
                 terms),
            (Lines{"2025-01 -10.00", "2025-02 -20.00"}));
}

TEST(WhatCounts, AnotherCurrencyOfThePayerWithinTheTermIsADataError) {
  EXPECT_EQ(Bill(kTenPercent, "2025-01-05 a S3 t 1 100 currency=EUR"), (Lines{"usage_currency"}));
  EXPECT_EQ(Bill(kTenPercent, "2025-01-05 a S3 t 1 100 currency=EUR type=Tax"),
            (Lines{"usage_currency"}));
  EXPECT_EQ(
      Bill(kTenPercent,
           "2024-12-31 a S3 t 1 100 currency=EUR\n2025-01-05 a S3 t 1 7 currency=EUR payer=Q\n"
           "2025-01-05 a S3 t 1 100"),
      (Lines{"2025-01 -10.00"}));
}

TEST(WhatCounts, LateUsageBelongsToThePeriodOfItsColumn) {
  EXPECT_EQ(Bill(kTenPercent, "2025-01-31 a S3 t 1 100 period=2025-02\n2025-01-01 a S3 t 1 10"),
            (Lines{"2025-01 -1.00", "2025-02 -10.00"}));
}

TEST(WhatCounts, APeriodOutsideTheTermIsBilledAndMeteredNowhere) {
  const auto tiers = R"({"line": {"by": []}, "meter": {"measure": "quantity", "window": "term"},
    "benefit": {"tiers": {"mode": "volume", "steps": [{"up_to": "10", "percent_off": "1"},
                                                      {"up_to": null, "percent_off": "50"}]}}})";
  const CaseTerms terms{"2025-01-01", "2025-03-01"};
  EXPECT_EQ(Bill(tiers,
                 "2025-01-05 a S3 t 5 100\n2025-02-05 a S3 t 90 100 period=2025-03\n"
                 "2025-01-02 a S3 t 90 100 period=2024-12\n2025-02-05 a S3 t 5 100",
                 terms),
            (Lines{"2025-01 -1.00", "2025-02 -1.00"}));
}

TEST(WhatCounts, ListCostIsThePublicCostWhereGivenAndRatedCostIsRateTimesQuantity) {
  EXPECT_EQ(Bill(kTenPercent, "2025-01-05 a S3 t 1 100 public=200"), (Lines{"2025-01 -20.00"}));
  EXPECT_EQ(Bill(kTenPercent, "2025-01-05 a S3 t 1 100 public=0"), Lines{});
  const auto rated = R"({"base": "rated", "benefit": {"percent_off": "10"},
                         "rounding": {"digits": 10}, "line": {"by": []}})";
  EXPECT_EQ(Bill(rated, "2025-01-05 a S3 t 0.0333333333 1 rate=0.0123456789"),
            (Lines{"2025-01 -0.0000411523"}));
  EXPECT_EQ(Bill(rated, "2025-01-05 a S3 t 3 1 public=5"), (Lines{"2025-01 -0.5000000000"}));
  EXPECT_EQ(Bill(rated, "2025-01-05 a S3 t 3 1 rate=0"), Lines{});
}

TEST(Cells, TwoRecordsOnEitherSideOfAnEffectiveDateAreTwo) {
  const auto from = R"({"effective": {"from": "2025-01-10"}, "benefit": {"percent_off": "10"},
                        "line": {"by": []}})";
  EXPECT_EQ(Bill(from, "2025-01-09T23:59:59Z a S3 t 1 1000\n2025-01-10 a S3 t 1 100"),
            (Lines{"2025-01 -10.00"}));
  const auto to = R"({"effective": {"from": "2025-01-05", "to": "2025-01-10"},
                      "benefit": {"percent_off": "10"}, "line": {"by": []}})";
  EXPECT_EQ(Bill(to,
                 "2025-01-04 a S3 t 1 7000\n2025-01-05 a S3 t 1 300\n"
                 "2025-01-09T23:59:59.999Z a S3 t 1 20\n2025-01-10 a S3 t 1 1000"),
            (Lines{"2025-01 -32.00"}));
}

TEST(Cells, AnotherConstructsDatesSplitTheCellsOfAll) {
  // The group's weights add up to 0, so its first cell takes all: the earlier epoch's, in account
  // a.
  const auto constructs = R"({"effective": {"from": "2025-01-10"}, "benefit": {"percent_off": "0"}},
    {"benefit": {"unit_discount": "1"}, "spread": "list_cost", "line": {"by": ["account"]},
     "meter": {"measure": "quantity"}},
    {"base": "net", "effective": {"from": "2025-01-10"}, "benefit": {"percent_off": "100"},
     "line": {"by": ["account"]}})";
  EXPECT_EQ(Bill(constructs, "2025-01-02 a S3 t 3 50\n2025-01-20 a S3 t 4 -50"),
            (Lines{"2025-01 a -7.00", "2025-01 a 50.00"}));
}

TEST(Cells, ByPeriodTheFirstDayOfThePeriodDecides) {
  const auto construct =
      R"({"effective": {"from": "2025-02-01", "to": "2025-03-01", "by": "period"},
                             "benefit": {"percent_off": "10"}, "line": {"by": []}})";
  EXPECT_EQ(Bill(construct,
                 "2025-01-31 a S3 t 1 100\n2025-01-31 a S3 t 1 20 period=2025-02\n"
                 "2025-03-01 a S3 t 1 100"),
            (Lines{"2025-02 -2.00"}));
  const auto middle = R"({"effective": {"from": "2025-02-02", "by": "period"},
                          "benefit": {"percent_off": "10"}, "line": {"by": []}})";
  EXPECT_EQ(Bill(middle, "2025-02-15 a S3 t 1 100\n2025-03-01 a S3 t 1 10"),
            (Lines{"2025-03 -1.00"}));
}

TEST(Cells, ComeInTheOrderOfTheirFieldsThenAttributesThenEpoch) {
  // All of a group whose weights add up to 0 goes to its first cell, so that the next construct
  // shows which one that was.
  const auto constructs = R"({"benefit": {"unit_discount": "1"}, "spread": "list_cost",
     "meter": {"measure": "quantity"}, "line": {"by": []}},
    {"base": "net", "benefit": {"percent_off": "100"}, "line": {"by": []},
     "scope": {"product.b": ["x"]}},
    {"benefit": {"percent_off": "0"}, "scope": {"product.a": ["?"], "tag.a": ["?"]}})";
  // product.a "" < "1", so the second record is first although its product.b comes later.
  EXPECT_EQ(
      Bill(constructs,
           "2025-01-02 a S3 t 3 0 product.a=1 product.b=w\n2025-01-02 a S3 t 4 0 product.b=x"),
      (Lines{"2025-01 -7.00", "2025-01 7.00"}));
  // The operation comes before all attributes.
  EXPECT_EQ(Bill(constructs,
                 "2025-01-02 a S3 t 3 0 operation=B product.a=- product.b=x\n"
                 "2025-01-02 a S3 t 4 0 operation=A product.a=1 product.b=w"),
            (Lines{"2025-01 -7.00"}));
}

TEST(Cells, AttributesThatTheContractDoesNotMentionDoNotSplitThem) {
  // At net billed a line of no list cost gives all to its first cell: were these two cells, the
  // second would keep a net of 0 and the first have -1.
  const auto constructs = R"({"benefit": {"unit_discount": "1"}, "line": {"by": []}},
    {"base": "net", "benefit": {"tiers": {"mode": "graduated", "steps": [
       {"up_to": null, "percent_off": "100"}]}}, "meter": {"measure": "net_cost"},
     "line": {"by": ["usage_type"]}})";
  CaseTerms terms;
  terms.net = "billed";
  EXPECT_EQ(Bill(constructs, "2025-01-02 a S3 t 1 0 tag.x=1\n2025-01-02 a S3 t 1 0 tag.x=2", terms),
            (Lines{"2025-01 -2.00", "2025-01 t 2 2.00"}));
}

}  // namespace
}  // namespace twinbill::billing
