// Sentences of standard_contract.md: base, meter, benefit.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

// Tiers over everything, on one line.
Lines Tiers(const std::string& tiers, const std::string& meter, std::string_view usage,
            const std::string& more = "") {
  return Bill(R"({"line": {"by": []}, "meter": )" + meter + more + R"(, "benefit": {"tiers": )" +
                  tiers + "}}",
              usage);
}

constexpr auto kQuantity = R"({"measure": "quantity"})";
constexpr auto kQuarter = R"({"measure": "quantity", "window": "contract_quarter"})";

std::string Graduated(const std::string& rule, const std::string& more = "") {
  return R"({"mode": "graduated", "steps": [{"up_to": "10", ")" + rule +
         R"(": "1"}, {"up_to": "30", ")" + rule + R"(": "2"}, {"up_to": null, ")" + rule +
         R"(": "3"}])" + more + "}";
}

std::string Volume(const std::string& bound = "") {
  return R"({"mode": "volume", "steps": [{"up_to": "10", "percent_off": "1"},
    {"up_to": "30", "percent_off": "2"}, {"up_to": null, "percent_off": "3"}])" +
         bound + "}";
}

TEST(Base, IsListRatedOrWhatTheConstructsBeforeLeft) {
  constexpr auto kRow = "2025-01-05 a S3 t 2 100 rate=40";
  const auto of = [&](const std::string& base) {
    return Bill(R"({"benefit": {"percent_off": "50"}, "line": {"by": []}},
      {"line": {"by": []}, "benefit": {"percent_off": "10"})" +
                    base + "}",
                kRow);
  };
  EXPECT_EQ(of(""), (Lines{"2025-01 -50.00", "2025-01 -10.00"}));
  EXPECT_EQ(of(R"(, "base": "rated")"), (Lines{"2025-01 -50.00", "2025-01 -8.00"}));
  EXPECT_EQ(of(R"(, "base": "net")"), (Lines{"2025-01 -50.00", "2025-01 -5.00"}));
}

TEST(Flat, PercentPriceAndUnitDiscountMayBeSurcharges) {
  const auto of = [](const std::string& benefit) {
    return Bill(R"({"line": {"by": []}, "benefit": )" + benefit + "}", "2025-01-05 a S3 t 4 100");
  };
  EXPECT_EQ(of(R"({"percent_off": "12.5"})"), (Lines{"2025-01 -12.50"}));
  EXPECT_EQ(of(R"({"percent_off": "-12.5"})"), (Lines{"2025-01 12.50"}));
  EXPECT_EQ(of(R"({"unit_price": "20"})"), (Lines{"2025-01 -20.00"}));
  EXPECT_EQ(of(R"({"unit_price": "-1"})"), (Lines{"2025-01 -104.00"}));
  EXPECT_EQ(of(R"({"unit_discount": "0.5"})"), (Lines{"2025-01 -2.00"}));
  EXPECT_EQ(of(R"({"unit_discount": "-0.5"})"), (Lines{"2025-01 2.00"}));
}

TEST(Volume, ABoundHitExactlyIsInTheLowerOrTheUpperStep) {
  constexpr auto kExactly = "2025-01-05 a S3 t 10 100";
  EXPECT_EQ(Tiers(Volume(), kQuantity, kExactly), (Lines{"2025-01 -1.00"}));
  EXPECT_EQ(Tiers(Volume(R"(, "bound": "upper_inclusive")"), kQuantity, kExactly),
            (Lines{"2025-01 -1.00"}));
  EXPECT_EQ(Tiers(Volume(R"(, "bound": "lower_inclusive")"), kQuantity, kExactly),
            (Lines{"2025-01 -2.00"}));
  EXPECT_EQ(Tiers(Volume(), kQuantity, "2025-01-05 a S3 t 10.000001 100"),
            (Lines{"2025-01 -2.00"}));
  EXPECT_EQ(Tiers(Volume(), kQuantity, "2025-01-05 a S3 t -5 100"), (Lines{"2025-01 -1.00"}));
}

TEST(Volume, TheStepIsThatOfTheWindowSoFarAndAppliesToAllOfTheGroupNow) {
  EXPECT_EQ(Tiers(Volume(), kQuarter,
                  "2025-01-05 a S3 t 8 100\n2025-02-05 a S3 t 8 100\n2025-03-05 a S3 t 20 100\n"
                  "2025-04-05 a S3 t 8 100"),
            (Lines{"2025-01 -1.00", "2025-02 -2.00", "2025-03 -3.00", "2025-04 -1.00"}));
}

TEST(Volume, CellsOfOneGroupAreDiscountedByTheOthersToo) {
  const auto tiers = [](const std::string& per) {
    return Tiers(Volume(), R"({"measure": "quantity", "per": [)" + per + "]}",
                 "2025-01-05 a S3 t 8 100\n2025-01-05 b EC2 t 8 100");
  };
  EXPECT_EQ(tiers(""), (Lines{"2025-01 -4.00"}));
  EXPECT_EQ(tiers(R"("account")"), (Lines{"2025-01 -2.00"}));
}

TEST(Graduated, TheSliceIsCutAtTheEnds) {
  constexpr auto kForty = "2025-01-05 a S3 t 40 200";
  // 10 at 1, 20 at 2, 10 at 3: 80.
  EXPECT_EQ(Tiers(Graduated("unit_price"), kQuantity, kForty), (Lines{"2025-01 -120.00"}));
  EXPECT_EQ(Tiers(Graduated("unit_discount"), kQuantity, kForty), (Lines{"2025-01 -80.00"}));
  // 200 * (10*1% + 20*2% + 10*3%) / 40.
  EXPECT_EQ(Tiers(Graduated("percent_off"), kQuantity, kForty), (Lines{"2025-01 -4.00"}));
}

TEST(Graduated, TheSliceGoesOnFromTheWindowsEarlierPeriods) {
  constexpr auto kMonths =
      "2025-01-05 a S3 t 8 0\n2025-02-05 a S3 t 8 0\n2025-03-05 a S3 t 20 0\n2025-04-05 a S3 t 8 0";
  EXPECT_EQ(Tiers(Graduated("unit_discount"), kQuarter, kMonths),
            (Lines{"2025-01 -8.00", "2025-02 -14.00", "2025-03 -46.00", "2025-04 -8.00"}));
}

TEST(Graduated, ASliceThatRunsBackwardsHasNegativeLengths) {
  EXPECT_EQ(Tiers(Graduated("unit_discount"), kQuarter,
                  "2025-01-05 a S3 t 35 0\n2025-02-05 a S3 t -30 0"),
            (Lines{"2025-01 -65.00", "2025-02 60.00"}));
}

TEST(Graduated, WhatLiesBelowZeroIsTheFirstStepsOrNobodys) {
  constexpr auto kBelow = "2025-01-05 a S3 t -4 0\n2025-02-05 a S3 t 6 0";
  EXPECT_EQ(Tiers(Graduated("unit_discount"), kQuarter, kBelow),
            (Lines{"2025-01 4.00", "2025-02 -6.00"}));
  EXPECT_EQ(Tiers(Graduated("unit_discount", R"(, "below_zero": "nothing")"), kQuarter, kBelow),
            (Lines{"2025-02 -2.00"}));
}

TEST(Graduated, APercentOfNothingMeteredIsNothing) {
  EXPECT_EQ(Tiers(Graduated("percent_off"), kQuantity, "2025-01-05 a S3 t 0 100"), Lines{});
  EXPECT_EQ(Tiers(Graduated("unit_price"), kQuantity, "2025-01-05 a S3 t 0 100"),
            (Lines{"2025-01 -100.00"}));
}

TEST(Graduated, APercentMayBeMeteredByAnyMeasure) {
  EXPECT_EQ(
      Tiers(Graduated("percent_off"), R"({"measure": "list_cost"})", "2025-01-05 a S3 t 1 40"),
      (Lines{"2025-01 -0.80"}));
  EXPECT_EQ(Tiers(Graduated("percent_off"), R"({"measure": "rated_cost"})",
                  "2025-01-05 a S3 t 1 100 rate=40"),
            (Lines{"2025-01 -2.00"}));
}

TEST(Meter, NetCostIsWhatTheConstructsBeforeLeftInEarlierPeriodsToo) {
  const auto constructs = R"({"benefit": {"percent_off": "50"}, "line": {"by": []}},
    {"line": {"by": []}, "meter": {"measure": "net_cost", "window": "term"}, "benefit": {"tiers":
      {"mode": "volume", "steps": [{"up_to": "100", "percent_off": "1"},
                                   {"up_to": null, "percent_off": "2"}]}}})";
  EXPECT_EQ(
      Bill(constructs, "2025-01-05 a S3 t 1 100\n2025-02-05 a S3 t 1 100\n2025-03-05 a S3 t 1 100"),
      (Lines{"2025-01 -50.00", "2025-01 -1.00", "2025-02 -50.00", "2025-02 -1.00", "2025-03 -50.00",
             "2025-03 -2.00"}));
}

TEST(Meter, ItsOwnScopeCountsWhatIsNotDiscountedWhateverTheEffectiveRange) {
  const auto constructs = [](const std::string& meter) {
    return R"({"scope": {"service": ["S3"]}, "effective": {"from": "2025-02-01"}, "line": {"by": []},
      "meter": {"measure": "list_cost", "window": "term")" +
           meter + R"(}, "benefit": {"tiers": {"mode": "volume", "steps": [
        {"up_to": "150", "percent_off": "1"}, {"up_to": null, "percent_off": "2"}]}}})";
  };
  constexpr auto kMonths =
      "2025-01-05 a S3 t 1 100\n2025-02-05 a S3 t 1 100\n2025-02-05 a EC2 t 1 10";
  EXPECT_EQ(Bill(constructs(""), kMonths), (Lines{"2025-02 -1.00"}));
  EXPECT_EQ(Bill(constructs(R"(, "scope": {"service": ["S3"]})"), kMonths),
            (Lines{"2025-02 -2.00"}));
  EXPECT_EQ(Bill(constructs(R"(, "scope": {"service": ["EC2"]})"), kMonths),
            (Lines{"2025-02 -1.00"}));
}

TEST(Meter, GroupsAreByAttributesAndOperationToo) {
  const auto of = [](const std::string& per) {
    return Tiers(
        Volume(), R"({"measure": "quantity", "per": [")" + per + R"("]})",
        "2025-01-05 a S3 t 8 100 operation=Put tag.x=1\n2025-01-05 a S3 u 8 100 operation=Get "
        "tag.x=1");
  };
  EXPECT_EQ(of("operation"), (Lines{"2025-01 -2.00"}));
  EXPECT_EQ(of("tag.x"), (Lines{"2025-01 -4.00"}));
  EXPECT_EQ(of("product.x"), (Lines{"2025-01 -4.00"}));
  EXPECT_EQ(of("usage_type"), (Lines{"2025-01 -2.00"}));
}

TEST(Meter, WindowsAreBlocksFromTheTermsFirstPeriod) {
  const CaseTerms terms{"2024-12-15", "2025-07-10"};
  const auto of = [&](const std::string& window) {
    return Bill(R"({"line": {"by": []}, "meter": {"measure": "quantity", "window": ")" + window +
                    R"("}, "benefit": {"tiers": )" + Graduated("unit_discount") + "}}",
                "2024-12-20 a S3 t 10 0\n2025-02-05 a S3 t 10 0\n2025-03-05 a S3 t 10 0\n"
                "2025-07-05 a S3 t 10 0",
                terms);
  };
  EXPECT_EQ(of("month"),
            (Lines{"2024-12 -10.00", "2025-02 -10.00", "2025-03 -10.00", "2025-07 -10.00"}));
  EXPECT_EQ(of("contract_quarter"),
            (Lines{"2024-12 -10.00", "2025-02 -20.00", "2025-03 -10.00", "2025-07 -10.00"}));
  EXPECT_EQ(of("contract_year"),
            (Lines{"2024-12 -10.00", "2025-02 -20.00", "2025-03 -20.00", "2025-07 -30.00"}));
  EXPECT_EQ(of("term"),
            (Lines{"2024-12 -10.00", "2025-02 -20.00", "2025-03 -20.00", "2025-07 -30.00"}));
}

}  // namespace
}  // namespace twinbill::billing
