// Sentences of standard_contract.md: entitlement, cap, prepaid, sharing.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

Lines Entitled(const std::string& more, std::string_view usage, const std::string& ratio = "1") {
  return Bill(R"({"scope": {"service": ["Gateway"]}, "line": {"by": ["account"]},
    "entitlement": {"scope": {"service": ["Firewall"]}, "ratio": ")" +
                  ratio + R"("}, "benefit": {"percent_off": "100"})" + more + "}",
              usage);
}

TEST(Entitlement, GivesAsMuchOfTheBenefitAsIsEntitled) {
  constexpr auto kHours = "2025-01-05 a Gateway t 744 74.4\n2025-01-05 b Firewall t 700 9";
  EXPECT_EQ(Entitled("", kHours), (Lines{"2025-01 a -70.00"}));
  EXPECT_EQ(Entitled("", kHours, "0.5"), (Lines{"2025-01 a -35.00"}));
  EXPECT_EQ(Entitled("", kHours, "2"), (Lines{"2025-01 a -74.40"}));
}

TEST(Entitlement, OfNothingOrLessIsNothing) {
  EXPECT_EQ(Entitled("", "2025-01-05 a Gateway t 744 74.4"), Lines{});
  EXPECT_EQ(Entitled("", "2025-01-05 a Gateway t 1 10\n2025-01-05 a Firewall t -1 1"), Lines{});
  EXPECT_EQ(Entitled("", "2025-01-05 a Gateway t -1 10\n2025-01-05 a Firewall t 1 1"), Lines{});
  EXPECT_EQ(Entitled("", "2025-01-05 a Gateway t 0 10\n2025-01-05 a Firewall t 1 1"), Lines{});
}

TEST(Entitlement, IsOfTheGroupWhereThereIsAMeterAndElseOfAll) {
  constexpr auto kTwo =
      "2025-01-05 a Gateway t 10 10\n2025-01-05 b Gateway t 10 10\n2025-01-05 b Firewall t 10 1";
  EXPECT_EQ(Entitled("", kTwo), (Lines{"2025-01 a -5.00", "2025-01 b -5.00"}));
  EXPECT_EQ(Entitled(R"(, "meter": {"measure": "quantity", "per": ["account"]})", kTwo),
            (Lines{"2025-01 b -10.00"}));
}

TEST(Entitlement, IsOfThisPeriodAndOfTheEffectiveRange) {
  constexpr auto kLate =
      "2025-01-05 a Firewall t 10 1\n2025-02-05 a Gateway t 10 10\n2025-02-20 a Firewall t 5 1";
  EXPECT_EQ(Entitled("", kLate), (Lines{"2025-02 a -5.00"}));
  EXPECT_EQ(Entitled(R"(, "effective": {"to": "2025-02-10"})", kLate), Lines{});
  EXPECT_EQ(Entitled(R"(, "effective": {"from": "2025-02-20"})",
                     "2025-02-19 a Gateway t 10 10\n2025-02-20 a Gateway t 10 10\n"
                     "2025-02-19 a Firewall t 5 1\n2025-02-20 a Firewall t 5 1"),
            (Lines{"2025-02 a -5.00"}));
}

TEST(Entitlement, CountsOnlyUsageUnlessItsScopeSaysOtherwiseAndUnlessDoesNotNarrowIt) {
  EXPECT_EQ(Entitled("", "2025-01-05 a Gateway t 10 10\n2025-01-05 a Firewall t 10 1 type=Fee"),
            Lines{});
  const auto constructs =
      R"({"id": "x", "scope": {"account": ["b"]}, "benefit": {"percent_off": "0"}},
    {"unless": ["x"], "scope": {"service": ["Gateway"]}, "line": {"by": ["account"]},
     "entitlement": {"scope": {"service": ["Firewall"]}, "ratio": "1"}, "benefit": {"percent_off": "100"}})";
  // B is the narrowed scope's 10, A the whole of the entitlement's scope.
  EXPECT_EQ(Bill(constructs,
                 "2025-01-05 a Gateway t 10 10\n2025-01-05 b Gateway t 90 90\n"
                 "2025-01-05 b Firewall t 5 1"),
            (Lines{"2025-01 a -5.00"}));
}

TEST(Entitlement, ComesAfterFloorAndSpread) {
  EXPECT_EQ(Entitled(R"(, "spread": "quantity", "meter": {"measure": "quantity"})",
                     "2025-01-05 a Gateway t 1 10\n2025-01-05 b Gateway t 1 30\n"
                     "2025-01-05 a Firewall t 1 1"),
            (Lines{"2025-01 a -10.00", "2025-01 b -10.00"}));
}

Lines Capped(const std::string& cap, std::string_view usage, const std::string& more = "") {
  return Bill(R"({"line": {"by": ["account"]}, "benefit": {"percent_off": "10"}, "cap": )" + cap +
                  more + "}",
              usage);
}

TEST(Cap, IsTheMostThatIsGivenInAWindowAsBilled) {
  constexpr auto kMonths =
      "2025-01-05 a S3 t 1 100\n2025-02-05 a S3 t 1 100\n2025-03-05 a S3 t 1 100\n"
      "2025-04-05 a S3 t 1 100";
  EXPECT_EQ(Capped(R"({"amount": "7"})", kMonths),
            (Lines{"2025-01 a -7.00", "2025-02 a -7.00", "2025-03 a -7.00", "2025-04 a -7.00"}));
  EXPECT_EQ(Capped(R"({"amount": "15", "window": "contract_quarter"})", kMonths),
            (Lines{"2025-01 a -10.00", "2025-02 a -5.00", "2025-04 a -10.00"}));
  EXPECT_EQ(Capped(R"({"amount": "15", "window": "term"})", kMonths),
            (Lines{"2025-01 a -10.00", "2025-02 a -5.00"}));
  EXPECT_EQ(Capped(R"({"amount": "0"})", kMonths), Lines{});
}

TEST(Cap, CountsWhatTheLinesGaveRoundedNotTheExactAmounts) {
  // January gives 1.04, billed as 1: 9 are left of 10, not 8.96.
  EXPECT_EQ(Capped(R"({"amount": "10", "window": "term"})",
                   "2025-01-05 a S3 t 1 10.4\n2025-02-05 a S3 t 1 1000",
                   R"(, "rounding": {"digits": 0, "mode": "DOWN"})"),
            (Lines{"2025-01 a -1", "2025-02 a -9"}));
}

TEST(Cap, IsMadeWiderByWhatSurchargesTookAndLeavesWhatIsBelowIt) {
  EXPECT_EQ(Capped(R"({"amount": "15", "window": "term"})",
                   "2025-01-05 a S3 t 1 -100\n2025-02-05 a S3 t 1 400"),
            (Lines{"2025-01 a 10.00", "2025-02 a -25.00"}));
  // Nothing is left in March, but a negative D is not more than that.
  EXPECT_EQ(Capped(R"({"amount": "10", "window": "term"})",
                   "2025-02-05 a S3 t 1 100\n2025-03-05 a S3 t 1 -50"),
            (Lines{"2025-02 a -10.00", "2025-03 a 5.00"}));
}

TEST(Sharing, ProRataScalesEveryone) {
  EXPECT_EQ(Capped(R"({"amount": "20"})",
                   "2025-01-05 a S3 t 1 300\n2025-01-05 b S3 t 1 200\n2025-01-05 c S3 t 1 -100",
                   R"(, "sharing": {"order": "pro_rata"})"),
            (Lines{"2025-01 a -15.00", "2025-01 b -10.00", "2025-01 c 5.00"}));
}

TEST(Sharing, TheOwnerIsServedFirst) {
  constexpr auto kThree =
      "2025-01-05 a S3 t 1 100\n2025-01-05 b S3 t 1 200\n2025-01-05 c S3 t 1 100";
  const auto of = [&](const std::string& amount) {
    return Capped(R"({"amount": ")" + amount + R"("})", kThree,
                  R"(, "sharing": {"order": "owner_first", "owner": "b"})");
  };
  EXPECT_EQ(of("40"), (Lines{"2025-01 a -10.00", "2025-01 b -20.00", "2025-01 c -10.00"}));
  EXPECT_EQ(of("30"), (Lines{"2025-01 a -5.00", "2025-01 b -20.00", "2025-01 c -5.00"}));
  EXPECT_EQ(of("20"), (Lines{"2025-01 b -20.00"}));
  EXPECT_EQ(of("5"), (Lines{"2025-01 b -5.00"}));
  EXPECT_EQ(of("0"), Lines{});
}

TEST(Sharing, AnOwnersNegativeWantsLeaveMoreForTheOthers) {
  EXPECT_EQ(Capped(R"({"amount": "15"})", "2025-01-05 a S3 t 1 -50\n2025-01-05 b S3 t 1 300",
                   R"(, "sharing": {"order": "owner_first", "owner": "a"})"),
            (Lines{"2025-01 a 5.00", "2025-01 b -20.00"}));
}

Lines Prepaid(const std::string& prepaid, std::string_view usage, const std::string& more = "",
              const CaseTerms& terms = {}) {
  return Bill(R"({"line": {"by": ["account"]}, "benefit": {"prepaid": {"fee": {"type": "Fee",
    "description": "f"}, )" +
                  prepaid + "}}" + more + "}",
              usage, terms);
}

TEST(Prepaid, ChargesInEveryWindowsFirstPeriodAndDrawsUntilTheGrantIsUsed) {
  constexpr auto kMonths =
      "2025-01-05 a S3 t 1 60\n2025-02-05 a S3 t 1 60\n2025-03-05 a S3 t 1 60\n2025-04-05 a S3 t 1 "
      "60";
  EXPECT_EQ(Prepaid(R"("amount": "80.005", "grant": "100", "window": "contract_quarter")", kMonths),
            (Lines{"2025-01 Fee 80.01", "2025-01 a -60.00", "2025-02 a -40.00", "2025-04 Fee 80.01",
                   "2025-04 a -60.00"}));
  EXPECT_EQ(Prepaid(R"("amount": "80", "grant": "100", "window": "term")", kMonths),
            (Lines{"2025-01 Fee 80.00", "2025-01 a -60.00", "2025-02 a -40.00"}));
  EXPECT_EQ(
      Prepaid(R"("amount": "8", "grant": "10")", "2025-01-05 a S3 t 1 60\n2025-02-05 a S3 t 1 6"),
      (Lines{"2025-01 Fee 8.00", "2025-01 a -10.00", "2025-02 Fee 8.00", "2025-02 a -6.00"}));
}

TEST(Prepaid, ItsFeeIsChargedWithoutUsageAndWhateverTheEffectiveRange) {
  EXPECT_EQ(Prepaid(R"("amount": "8", "grant": "10", "window": "term")",
                    "2025-02-05 b T t 1 1 payer=Q", R"(, "effective": {"from": "2030-01-01"})"),
            (Lines{"2025-01 Fee 8.00"}));
}

TEST(Prepaid, ItsFeeIsOnTheOutOfCycleBillAndTheRestWhereTheDeliverySays) {
  const auto types = [](const std::string& delivery) {
    std::vector<model::BillType> found;
    for (const model::LineItem& item :
         Items(R"({"line": {"by": []}, "delivery": ")" + delivery + R"(", "benefit": {"prepaid":
           {"amount": "8", "grant": "10", "fee": {"type": "Fee", "description": "f"}}}, "commit":
           {"measure": "list_cost", "amount": "9", "charge": {"type": "Short", "description": "s"}}})",
               "2025-01-05 a S3 t 1 3")) {
      found.push_back(item.bill_type);
    }
    return found;
  };
  using model::BillType;
  EXPECT_EQ(types("anniversary"),
            (std::vector{BillType::kOutOfCycle, BillType::kAnniversary, BillType::kAnniversary}));
  EXPECT_EQ(types("out_of_cycle"), std::vector(3, BillType::kOutOfCycle));
}

TEST(Prepaid, DrawsNothingForUsageThatAddsUpToNothingOrLess) {
  EXPECT_EQ(
      Prepaid(R"("amount": "0", "grant": "10")", "2025-01-05 a S3 t 1 5\n2025-01-05 b S3 t 1 -5"),
      Lines{});
  EXPECT_EQ(
      Prepaid(R"("amount": "0", "grant": "10")", "2025-01-05 a S3 t 1 5\n2025-01-05 b S3 t 1 -7"),
      Lines{});
}

TEST(Prepaid, WhatWasDrawnIsOnTheLines) {
  EXPECT_EQ(
      Prepaid(R"("amount": "0", "grant": "10", "window": "term")",
              "2025-01-05 a S3 t 1 1.6\n2025-02-05 a S3 t 1 100", R"(, "rounding": {"digits": 0})"),
      (Lines{"2025-01 a -2", "2025-02 a -8"}));
}

TEST(Prepaid, IsSharedLikeACap) {
  constexpr auto kTwo = "2025-01-05 a S3 t 1 30\n2025-01-05 b S3 t 1 10";
  EXPECT_EQ(Prepaid(R"("amount": "0", "grant": "20")", kTwo),
            (Lines{"2025-01 a -15.00", "2025-01 b -5.00"}));
  EXPECT_EQ(Prepaid(R"("amount": "0", "grant": "20")", kTwo,
                    R"(, "sharing": {"order": "owner_first", "owner": "b"})"),
            (Lines{"2025-01 a -10.00", "2025-01 b -10.00"}));
}

TEST(Prepaid, IsAppliedBeforeACap) {
  EXPECT_EQ(
      Prepaid(R"("amount": "0", "grant": "50", "window": "term")",
              "2025-01-05 a S3 t 1 40\n2025-02-05 a S3 t 1 40", R"(, "cap": {"amount": "15"})"),
      (Lines{"2025-01 a -15.00", "2025-02 a -15.00"}));
  // The cap left 35 of the grant after January: were 40 drawn, only 10 would be left.
  EXPECT_EQ(Prepaid(R"("amount": "0", "grant": "50", "window": "term")",
                    "2025-01-05 a S3 t 1 40\n2025-02-05 a S3 t 1 14\n2025-03-05 a S3 t 1 14",
                    R"(, "cap": {"amount": "15"})"),
            (Lines{"2025-01 a -15.00", "2025-02 a -14.00", "2025-03 a -14.00"}));
}

TEST(Prepaid, EmitZeroHoldsForItsFee) {
  const auto line = [](const std::string& emit) {
    return Bill(
        R"({"line": {"by": [], "emit_zero": )" + emit + R"(}, "benefit": {"prepaid": {"amount": "0",
      "grant": "0", "fee": {"type": "Fee", "description": "f"}}}})",
        "2025-01-05 a S3 t 1 30");
  };
  EXPECT_EQ(line("true"), (Lines{"2025-01 Fee 0.00", "2025-01 0.00"}));
  EXPECT_EQ(line("false"), Lines{});
}

}  // namespace
}  // namespace twinbill::billing
