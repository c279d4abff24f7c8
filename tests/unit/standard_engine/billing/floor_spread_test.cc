// Sentences of standard_contract.md: floor, spread.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

// A price of 10 with a floor, on lines by service.
Lines Price(const std::string& floor, std::string_view usage, const std::string& more = "") {
  return Bill(
      R"({"line": {"by": ["service"]}, "benefit": {"unit_price": "10")" + floor + "}" + more + "}",
      usage);
}

// EC2 is cheaper than the price, S3 dearer.
constexpr auto kUsage = "2025-01-05 a S3 t 1 30\n2025-01-05 a EC2 t 1 4";

TEST(Floor, APriceAboveListIsNoSurchargeByDefault) {
  EXPECT_EQ(Price("", kUsage), (Lines{"2025-01 S3 -20.00"}));
  EXPECT_EQ(Price(R"(, "floor": "signed")", kUsage), (Lines{"2025-01 S3 -20.00"}));
  EXPECT_EQ(Price(R"(, "floor": "zero")", kUsage), (Lines{"2025-01 S3 -20.00"}));
  EXPECT_EQ(Price(R"(, "floor": "none")", kUsage),
            (Lines{"2025-01 EC2 6.00", "2025-01 S3 -20.00"}));
}

TEST(Floor, SignedTurnsRoundForCorrectionsAndZeroDoesNot) {
  constexpr auto kCorrections = "2025-01-05 a S3 t -1 -30\n2025-01-05 a EC2 t -1 -4";
  EXPECT_EQ(Price("", kCorrections), (Lines{"2025-01 S3 20.00"}));
  EXPECT_EQ(Price(R"(, "floor": "zero")", kCorrections), (Lines{"2025-01 EC2 -6.00"}));
  EXPECT_EQ(Price(R"(, "floor": "none")", kCorrections),
            (Lines{"2025-01 EC2 -6.00", "2025-01 S3 20.00"}));
}

TEST(Floor, AQuantityOfZeroIsNoCorrection) {
  EXPECT_EQ(Price("", "2025-01-05 a S3 t 0 -5\n2025-01-05 a EC2 t 0 5"),
            (Lines{"2025-01 EC2 -5.00"}));
}

TEST(Floor, ItsGroupIsTheMetersOrWithoutAMeterTheLine) {
  EXPECT_EQ(Price("", kUsage, R"(, "meter": {"measure": "quantity"})"),
            (Lines{"2025-01 EC2 6.00", "2025-01 S3 -20.00"}));
  EXPECT_EQ(Price("", kUsage, R"(, "meter": {"measure": "quantity", "per": ["service"]})"),
            (Lines{"2025-01 S3 -20.00"}));
  // Within one line cells make up for each other.
  EXPECT_EQ(Price("", "2025-01-05 a S3 t 1 30\n2025-01-05 a S3 u 1 4"),
            (Lines{"2025-01 S3 -14.00"}));
  EXPECT_EQ(Price("", "2025-01-05 a S3 t 1 13\n2025-01-05 a S3 u 1 4"), Lines{});
}

TEST(Floor, OfTheOtherBenefitsIsNoneByDefault) {
  const auto of = [](const std::string& benefit, const std::string& meter = "") {
    return Bill(R"({"line": {"by": []}, "benefit": )" + benefit + meter + "}",
                "2025-01-05 a S3 t 1 4");
  };
  const std::string meter = R"(, "meter": {"measure": "quantity"})";
  EXPECT_EQ(of(R"({"percent_off": "-10"})"), (Lines{"2025-01 0.40"}));
  EXPECT_EQ(of(R"({"percent_off": "-10", "floor": "zero"})"), Lines{});
  EXPECT_EQ(of(R"({"unit_discount": "-1"})"), (Lines{"2025-01 1.00"}));
  const auto tiers = [](const std::string& mode, const std::string& floor) {
    return R"({"tiers": {"mode": ")" + mode +
           R"(", "steps": [{"up_to": null, "unit_price": "10"}]})" + floor + "}";
  };
  EXPECT_EQ(of(tiers("volume", ""), meter), Lines{});
  EXPECT_EQ(of(tiers("volume", R"(, "floor": "none")"), meter), (Lines{"2025-01 6.00"}));
  EXPECT_EQ(of(tiers("graduated", ""), meter), (Lines{"2025-01 6.00"}));
  EXPECT_EQ(of(tiers("graduated", R"(, "floor": "signed")"), meter), Lines{});
}

TEST(Spread, OwnIsTheDefaultAndOthersFollowTheirWeights) {
  const auto of = [](const std::string& spread) {
    return Bill(
        R"({"line": {"by": ["usage_type"]}, "meter": {"measure": "quantity"}, "base": "rated",
      "benefit": {"percent_off": "10"})" +
            spread + "}",
        "2025-01-05 a S3 t 1 60 rate=100\n2025-01-05 a S3 u 3 20 rate=100");
  };
  EXPECT_EQ(of(""), (Lines{"2025-01 t 1 -10.00", "2025-01 u 3 -30.00"}));
  EXPECT_EQ(of(R"(, "spread": "own")"), (Lines{"2025-01 t 1 -10.00", "2025-01 u 3 -30.00"}));
  EXPECT_EQ(of(R"(, "spread": "list_cost")"), (Lines{"2025-01 t 1 -30.00", "2025-01 u 3 -10.00"}));
  EXPECT_EQ(of(R"(, "spread": "base")"), (Lines{"2025-01 t 1 -10.00", "2025-01 u 3 -30.00"}));
  EXPECT_EQ(of(R"(, "spread": "quantity")"), (Lines{"2025-01 t 1 -10.00", "2025-01 u 3 -30.00"}));
}

TEST(Spread, OfGraduatedTiersIsByWhatTheyMeterAndElseByBase) {
  const auto of = [](const std::string& measure) {
    return Bill(R"({"line": {"by": ["usage_type"]}, "meter": {"measure": ")" + measure + R"("},
      "base": "rated", "benefit": {"tiers": {"mode": "graduated", "steps": [
        {"up_to": null, "percent_off": "10"}]}}})",
                "2025-01-05 a S3 t 1 60 rate=40\n2025-01-05 a S3 u 3 20 rate=0");
  };
  EXPECT_EQ(of("quantity"), (Lines{"2025-01 t 1 -1.00", "2025-01 u 3 -3.00"}));
  EXPECT_EQ(of("list_cost"), (Lines{"2025-01 t 1 -4.00"}));
}

TEST(Spread, WithoutWeightAllGoesToTheGroupsFirstCellInItsFirstLine) {
  // Cells in order: (a EC2 r=z), (a S3 r=r), (b EC2 r=r). Lines by service: EC2 first. By region:
  // r first, whose first cell is (a S3).
  constexpr auto kCells =
      "2025-01-05 a EC2 t 5 0 region=z\n2025-01-05 a S3 t 5 0\n2025-01-05 b EC2 t 5 0";
  const auto of = [&](const std::string& by) {
    return Bill(R"({"line": {"by": [)" + by + R"(]}, "meter": {"measure": "quantity"},
      "benefit": {"unit_discount": "1"}, "spread": "list_cost"},
     {"base": "net", "benefit": {"percent_off": "100"}, "line": {"by": ["account", "service"]}})",
                kCells);
  };
  EXPECT_EQ(of(R"("service")"), (Lines{"2025-01 EC2 -15.00", "2025-01 a EC2 15.00"}));
  EXPECT_EQ(of(R"("region")"), (Lines{"2025-01 r -15.00", "2025-01 a S3 15.00"}));
  EXPECT_EQ(of(""), (Lines{"2025-01 -15.00", "2025-01 a EC2 15.00"}));
}

TEST(Spread, ComesAfterTheFloor) {
  const auto of = [](const std::string& floor) {
    return Bill(R"({"line": {"by": ["usage_type"]}, "meter": {"measure": "quantity"},
      "benefit": {"unit_price": "10", "floor": ")" +
                    floor + R"("}, "spread": "quantity"})",
                "2025-01-05 a S3 t 1 8\n2025-01-05 a S3 u 1 6");
  };
  EXPECT_EQ(of("zero"), Lines{});
  EXPECT_EQ(of("none"), (Lines{"2025-01 t 1 3.00", "2025-01 u 1 3.00"}));
}

}  // namespace
}  // namespace twinbill::billing
