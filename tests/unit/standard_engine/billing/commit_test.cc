// Sentences of standard_contract.md: commit, settle, periods.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

Lines Committed(const std::string& commit, std::string_view usage, const std::string& more = "",
                const CaseTerms& terms = {"2025-01-01", "2025-03-01"}) {
  return Bill(R"({"line": {"by": []}, "commit": {"measure": "list_cost", "charge": {"type": "Short",
    "description": "s"}, )" +
                  commit + "}" + more + "}",
              usage, terms);
}

TEST(Commit, ChargesTheShortfallInTheWindowsLastPeriod) {
  constexpr auto kTwo = "2025-01-05 a S3 t 1 60.005\n2025-02-05 a S3 t 1 30";
  EXPECT_EQ(Committed(R"("amount": "100")", kTwo),
            (Lines{"2025-01 Short 40.00", "2025-02 Short 70.00"}));
  EXPECT_EQ(Committed(R"("amount": "100", "window": "term")", kTwo),
            (Lines{"2025-02 Short 10.00"}));
  EXPECT_EQ(Committed(R"("amount": "100", "window": "contract_year")", kTwo),
            (Lines{"2025-02 Short 10.00"}));
  EXPECT_EQ(Committed(R"("amount": "90.005", "window": "term")", kTwo), Lines{});
  EXPECT_EQ(
      Committed(R"("amount": "80", "window": "term")", kTwo, R"(, "rounding": {"digits": 0})"),
      Lines{});
}

TEST(Commit, IsChargedWithoutAnyUsageInEveryWindowOfTheTermThatWasBilled) {
  EXPECT_EQ(Committed(R"("amount": "5")", "2025-02-05 x y z 1 1 payer=Q"),
            (Lines{"2025-01 Short 5.00", "2025-02 Short 5.00"}));
  EXPECT_EQ(Committed(R"("amount": "5")", "2025-02-05 a S3 t 1 100",
                      R"(, "effective": {"from": "2030-01-01"})"),
            (Lines{"2025-01 Short 5.00", "2025-02 Short 5.00"}));
}

TEST(Commit, AShortfallOfZeroOrLessMakesNoLineEvenWithEmitZero) {
  const std::string emit =
      R"({"line": {"by": [], "emit_zero": true}, "commit": {"measure": "list_cost",
    "charge": {"type": "Short", "description": "s"}, "amount": "10"}})";
  const CaseTerms terms{"2025-01-01", "2025-02-01"};
  EXPECT_EQ(Bill(emit, "2025-01-05 a S3 t 1 10", terms), Lines{});
  EXPECT_EQ(Bill(emit, "2025-01-05 a S3 t 1 11", terms), Lines{});
  EXPECT_EQ(Bill(emit, "2025-01-05 a S3 t 1 9.999", terms), (Lines{"2025-01 Short 0.00"}));
}

TEST(Commit, MeasuresTheConstructsScopeOrItsOwnWithinTheEffectiveRange) {
  constexpr auto kUsage =
      "2025-01-05 a S3 t 1 10\n2025-01-20 a S3 t 1 20\n2025-01-20 a EC2 t 1 40\n"
      "2025-01-20 a EC2 t 1 80 type=Fee";
  const CaseTerms terms{"2025-01-01", "2025-02-01"};
  const std::string s3 = R"(, "scope": {"service": ["S3"]})";
  EXPECT_EQ(Committed(R"("amount": "200")", kUsage, "", terms), (Lines{"2025-01 Short 130.00"}));
  EXPECT_EQ(Committed(R"("amount": "200")", kUsage, s3, terms), (Lines{"2025-01 Short 170.00"}));
  EXPECT_EQ(
      Committed(R"("amount": "200", "scope": {"line_item_type": ["Fee"]})", kUsage, s3, terms),
      (Lines{"2025-01 Short 120.00"}));
  EXPECT_EQ(Committed(R"("amount": "200", "scope": {})", kUsage,
                      s3 + R"(, "effective": {"from": "2025-01-10"})", terms),
            (Lines{"2025-01 Short 140.00"}));
}

TEST(Commit, UnlessNarrowsTheConstructsScopeButNotItsOwn) {
  const auto of = [](const std::string& scope) {
    return Bill(R"({"id": "s3", "scope": {"service": ["S3"]}, "benefit": {"percent_off": "0"}},
      {"unless": ["s3"], "commit": {"measure": "list_cost", "amount": "100", "charge": {"type": "Short",
       "description": ""})" +
                    scope + R"(}, "line": {"by": []}})",
                "2025-01-05 a S3 t 1 10\n2025-01-05 a EC2 t 1 40", {"2025-01-01", "2025-02-01"});
  };
  EXPECT_EQ(of(""), (Lines{"2025-01 Short 60.00"}));
  EXPECT_EQ(of(R"(, "scope": {})"), (Lines{"2025-01 Short 50.00"}));
}

TEST(Commit, NetCostIsAfterTheConstructsOwnDiscountExactOrBilled) {
  const auto of = [](const std::string& net) {
    CaseTerms terms{"2025-01-01", "2025-02-01"};
    terms.net = net;
    return Bill(R"({"benefit": {"percent_off": "50"}, "line": {"by": []}},
      {"base": "net", "benefit": {"percent_off": "10.4"}, "line": {"by": []},
       "rounding": {"digits": 0}, "commit": {"measure": "net_cost", "amount": "1000.3",
       "charge": {"type": "Short", "description": ""}}})",
                "2025-01-05 a S3 t 1 200", terms);
  };
  // 100 less 10.4 leaves 910.7 to charge; 100 less the 10 billed leaves 910.3.
  EXPECT_EQ(of("exact"), (Lines{"2025-01 -100.00", "2025-01 -10", "2025-01 Short 911"}));
  EXPECT_EQ(of("billed"), (Lines{"2025-01 -100.00", "2025-01 -10", "2025-01 Short 910"}));
}

TEST(Commit, LimitsCountAtMostTheirShareOfTheAmount) {
  const CaseTerms terms{"2025-01-01", "2025-02-01"};
  constexpr auto kUsage = "2025-01-05 a S3 t 1 500\n2025-01-05 a Market t 1 400";
  const auto of = [&](const std::string& limits) {
    return Committed(R"("amount": "1000", "limits": )" + limits, kUsage, "", terms);
  };
  EXPECT_EQ(of("[]"), (Lines{"2025-01 Short 100.00"}));
  EXPECT_EQ(of(R"([{"scope": {"service": ["Market"]}, "share": "25"}])"),
            (Lines{"2025-01 Short 250.00"}));
  EXPECT_EQ(of(R"([{"scope": {"service": ["Market"]}, "share": "40"}])"),
            (Lines{"2025-01 Short 100.00"}));
  // The first limit that matches takes the cells.
  EXPECT_EQ(
      of(R"([{"scope": {"service": ["Market"]}, "share": "25"}, {"scope": {}, "share": "10"}])"),
      (Lines{"2025-01 Short 650.00"}));
  EXPECT_EQ(
      of(R"([{"scope": {}, "share": "10"}, {"scope": {"service": ["Market"]}, "share": "25"}])"),
      (Lines{"2025-01 Short 900.00"}));
}

TEST(Commit, LimitsAreOfTheWholeWindowAndOfUsageUnlessTheySayOtherwise) {
  EXPECT_EQ(
      Committed(R"("amount": "100", "window": "term", "scope": {"line_item_type": ["*"]},
      "limits": [{"scope": {}, "share": "30"}])",
                "2025-01-05 a S3 t 1 20\n2025-02-05 a S3 t 1 20\n2025-02-05 a S3 t 1 7 type=Fee"),
      (Lines{"2025-02 Short 63.00"}));
}

TEST(Commit, ProrateIsForQuartersAndYearsThatTheTermCutsShort) {
  constexpr auto kLast = "2025-05-05 a S3 t 1 0";
  const auto of = [&](const std::string& window, const std::string& more = "") {
    return Committed(R"("amount": "1200", "prorate": true, "window": ")" + window + "\"" + more,
                     kLast, "", {"2025-01-15", "2025-05-10"});
  };
  EXPECT_EQ(of("contract_quarter"), (Lines{"2025-03 Short 1200.00", "2025-05 Short 800.00"}));
  EXPECT_EQ(of("contract_year"), (Lines{"2025-05 Short 500.00"}));
  EXPECT_EQ(of("term"), (Lines{"2025-05 Short 1200.00"}));
  EXPECT_EQ(of("month").size(), 5U);
  EXPECT_EQ(of("month").front(), "2025-01 Short 1200.00");
}

TEST(Commit, LimitsAreOfTheAmountAsProrated) {
  // A year of 5 months: 500, of which the limit counts 10 per cent, 50.
  EXPECT_EQ(Committed(R"("amount": "1200", "prorate": true, "window": "contract_year",
      "limits": [{"scope": {}, "share": "10"}])",
                      "2025-05-05 a S3 t 1 400", "", {"2025-01-01", "2025-06-01"}),
            (Lines{"2025-05 Short 450.00"}));
}

TEST(Settle, OnceForTheWholeWindowInItsLastPeriod) {
  const auto of = [](const std::string& settle, const std::string& window) {
    return Bill(R"({"line": {"by": []}, "meter": {"measure": "quantity", "window": ")" + window +
                    R"("}, "benefit": {"tiers": {"mode": "volume", "steps": [
        {"up_to": "10", "percent_off": "10"}, {"up_to": null, "percent_off": "20"}]}}, "settle": ")" +
                    settle + "\"}",
                "2025-01-05 a S3 t 8 100\n2025-02-05 a S3 t 8 100\n2025-04-05 a S3 t 8 100",
                {"2025-01-01", "2025-05-01"});
  };
  EXPECT_EQ(of("monthly", "contract_quarter"),
            (Lines{"2025-01 -10.00", "2025-02 -20.00", "2025-04 -10.00"}));
  EXPECT_EQ(of("window_end", "contract_quarter"), (Lines{"2025-03 -40.00", "2025-04 -10.00"}));
  EXPECT_EQ(of("window_end", "term"), (Lines{"2025-04 -60.00"}));
}

TEST(Settle, TakesEachPeriodsCellsByItsOwnScopeAndRangeThenAddsThemUp) {
  EXPECT_EQ(
      Bill(R"({"id": "x", "effective": {"from": "2025-02-01", "to": "2025-03-01", "by": "period"},
      "benefit": {"percent_off": "0"}},
    {"unless": ["x"], "line": {"by": ["usage_type"]}, "settle": "window_end",
     "effective": {"to": "2025-04-01", "by": "period"},
     "meter": {"measure": "quantity", "window": "term"}, "benefit": {"percent_off": "10"}})",
           "2025-01-05 a S3 t 1 100\n2025-02-05 a S3 t 2 100\n2025-03-05 a S3 t 4 100\n"
           "2025-04-05 a S3 t 8 100",
           {"2025-01-01", "2025-05-01"}),
      (Lines{"2025-04 t 5 -20.00"}));
}

TEST(Settle, BaseNetIsTheSumOfThePeriodsNetCosts) {
  EXPECT_EQ(
      Bill(
          R"({"benefit": {"percent_off": "50"}, "line": {"by": []}, "effective": {"to": "2025-02-01"}},
    {"base": "net", "line": {"by": []}, "settle": "window_end",
     "meter": {"measure": "net_cost", "window": "term"}, "benefit": {"percent_off": "10"}})",
          "2025-01-05 a S3 t 1 100\n2025-02-05 a S3 t 1 100", {"2025-01-01", "2025-03-01"}),
      (Lines{"2025-01 -50.00", "2025-02 -15.00"}));
}

TEST(Settle, AnEntitlementIsOfTheWholeWindow) {
  EXPECT_EQ(Bill(R"({"scope": {"service": ["Gateway"]}, "line": {"by": []}, "settle": "window_end",
     "meter": {"measure": "quantity", "window": "term"}, "benefit": {"percent_off": "100"},
     "entitlement": {"scope": {"service": ["Firewall"]}, "ratio": "1"}})",
                 "2025-01-05 a Gateway t 10 10\n2025-02-05 a Firewall t 4 1",
                 {"2025-01-01", "2025-03-01"}),
            (Lines{"2025-02 -4.00"}));
}

TEST(Settle, GraduatedTiersBeginAtZeroWithEveryWindow) {
  EXPECT_EQ(Bill(R"({"line": {"by": []}, "settle": "window_end",
     "meter": {"measure": "quantity", "window": "contract_quarter"}, "benefit": {"tiers": {
       "mode": "graduated", "steps": [{"up_to": "10", "unit_discount": "1"},
                                      {"up_to": null, "unit_discount": "2"}]}}})",
                 "2025-01-05 a S3 t 8 0\n2025-03-05 a S3 t 8 0\n2025-04-05 a S3 t 8 0",
                 {"2025-01-01", "2025-05-01"}),
            (Lines{"2025-03 -22.00", "2025-04 -8.00"}));
}

TEST(Settle, NothingWithoutUsageInTheWindow) {
  EXPECT_EQ(Bill(R"({"line": {"by": [], "emit_zero": true}, "settle": "window_end",
     "meter": {"measure": "quantity"}, "benefit": {"percent_off": "10"}})",
                 "2025-02-05 a S3 t 8 0", {"2025-01-01", "2025-05-01"}),
            (Lines{"2025-02 0.00"}));
}

}  // namespace
}  // namespace twinbill::billing
