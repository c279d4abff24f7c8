// Sentences of standard_contract.md: scope, unless.
#include <gtest/gtest.h>

#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

// Ten per cent over a scope, one line by service and usage type.
Lines Over(const std::string& scope, std::string_view usage) {
  return Bill(
      R"({"scope": )" + scope +
          R"(, "benefit": {"percent_off": "10"}, "line": {"by": ["service", "usage_type"]}})",
      usage);
}

constexpr auto kUsage =
    "2025-01-02 a S3 t 1 100\n2025-01-02 a EC2 t 1 200\n2025-01-02 b S3 u 1 400\n"
    "2025-01-02 a S3 tax 1 1000 type=Tax";

TEST(Scope, WithoutLineItemTypeOnlyUsageMatches) {
  EXPECT_EQ(Over("{}", kUsage),
            (Lines{"2025-01 EC2 t 1 -20.00", "2025-01 S3 t 1 -10.00", "2025-01 S3 u 1 -40.00"}));
}

TEST(Scope, LineItemTypeLiftsThatAndMayLeaveUsageOut) {
  EXPECT_EQ(Over(R"({"line_item_type": ["Tax"]})", kUsage), (Lines{"2025-01 S3 tax 1 -100.00"}));
  EXPECT_EQ(Over(R"({"line_item_type": ["*"], "service": ["S3"]})", kUsage),
            (Lines{"2025-01 S3 t 1 -10.00", "2025-01 S3 tax 1 -100.00", "2025-01 S3 u 1 -40.00"}));
}

TEST(Scope, LineItemTypeInsideNotDoesNotLiftIt) {
  EXPECT_EQ(Over(R"({"service": ["S3"], "not": {"line_item_type": ["Fee"]}})", kUsage),
            (Lines{"2025-01 S3 t 1 -10.00", "2025-01 S3 u 1 -40.00"}));
}

TEST(Scope, EveryKeyMatchesOneOfItsPatterns) {
  EXPECT_EQ(Over(R"({"service": ["EC2", "S3"], "account": ["a"]})", kUsage),
            (Lines{"2025-01 EC2 t 1 -20.00", "2025-01 S3 t 1 -10.00"}));
  EXPECT_EQ(Over(R"({"service": []})", kUsage), Lines{});
}

TEST(Scope, NotTakesAwayOnlyWhatAllOfItsKeysMatch) {
  EXPECT_EQ(Over(R"({"not": {"service": ["S3"], "account": ["b"]}})", kUsage),
            (Lines{"2025-01 EC2 t 1 -20.00", "2025-01 S3 t 1 -10.00"}));
  EXPECT_EQ(Over(R"({"not": {}})", kUsage), Lines{});
}

TEST(Scope, AnAbsentAttributeIsTheEmptyText) {
  constexpr auto kTagged = "2025-01-02 a S3 t 1 100 tag.team=x\n2025-01-02 a S3 u 1 200";
  EXPECT_EQ(Over(R"({"tag.team": [""]})", kTagged), (Lines{"2025-01 S3 u 1 -20.00"}));
  EXPECT_EQ(Over(R"({"tag.team": ["*"]})", kTagged),
            (Lines{"2025-01 S3 t 1 -10.00", "2025-01 S3 u 1 -20.00"}));
  EXPECT_EQ(Over(R"({"tag.team": ["?*"]})", kTagged), (Lines{"2025-01 S3 t 1 -10.00"}));
  EXPECT_EQ(Over(R"({"product.team": ["x"]})", kTagged), Lines{});
}

TEST(Unless, LeavesOutWhatTheOthersScopeAndRangeTake) {
  const auto constructs = [](const std::string& first) {
    return R"({"id": "s3", "benefit": {"percent_off": "0"}, )" + first +
           R"(}, {"unless": ["s3"], "benefit": {"percent_off": "10"}, "line": {"by": ["service"]}})";
  };
  EXPECT_EQ(Bill(constructs(R"("scope": {"service": ["S3"]})"), kUsage),
            (Lines{"2025-01 EC2 -20.00"}));
  EXPECT_EQ(Bill(constructs(R"("scope": {"service": ["S3"]}, "effective": {"from": "2025-01-03"})"),
                 kUsage),
            (Lines{"2025-01 EC2 -20.00", "2025-01 S3 -50.00"}));
  EXPECT_EQ(
      Bill(
          constructs(
              R"("scope": {"service": ["S3"]}, "effective": {"to": "2025-01-01", "by": "period"})"),
          kUsage),
      (Lines{"2025-01 EC2 -20.00", "2025-01 S3 -50.00"}));
}

TEST(Unless, ALaterConstructCanBeNamedAndItsOwnUnlessDoesNotCount) {
  const auto constructs = R"(
    {"id": "first", "unless": ["second"], "benefit": {"percent_off": "10"}, "line": {"by": ["service"]}},
    {"id": "second", "scope": {"service": ["S3"]}, "unless": ["third"], "benefit": {"percent_off": "1"},
     "line": {"by": ["service"]}},
    {"id": "third", "scope": {"account": ["b"]}, "benefit": {"percent_off": "0"}})";
  EXPECT_EQ(Bill(constructs, kUsage), (Lines{"2025-01 EC2 -20.00", "2025-01 S3 -1.00"}));
}

TEST(Unless, NarrowsWhatIsMeteredByTheScopeButNotAMetersOwnScope) {
  const auto constructs = [](const std::string& meter) {
    return R"({"id": "ec2", "scope": {"service": ["EC2"]}, "benefit": {"percent_off": "0"}},
      {"unless": ["ec2"], "line": {"by": []}, "meter": {"measure": "list_cost")" +
           meter + R"(}, "benefit": {"tiers": {"mode": "volume", "steps": [
         {"up_to": "500", "percent_off": "1"}, {"up_to": null, "percent_off": "2"}]}}})";
  };
  EXPECT_EQ(Bill(constructs(""), kUsage), (Lines{"2025-01 -5.00"}));
  EXPECT_EQ(Bill(constructs(R"(, "scope": {})"), kUsage), (Lines{"2025-01 -10.00"}));
}

}  // namespace
}  // namespace twinbill::billing
