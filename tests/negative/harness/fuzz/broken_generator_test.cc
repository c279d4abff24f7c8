// A generator that never makes a class of cases is noticed by the health check.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/fuzz/fuzz_run.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::fuzz {
namespace {

bool Warns(const std::vector<std::string>& warnings, std::string_view of) {
  return std::find(warnings.begin(), warnings.end(), of) != warnings.end();
}

// What a run would report whose cases came from a generator with these limits.
FuzzReport ReportOf(const FuzzTarget& target, GeneratorLimits limits) {
  const CaseGenerator generator(target.mentions(), target.universe(),
                                target.standard().contract().term, 1, limits);
  FuzzReport report;
  UsageCase usage;
  for (; report.cases < 600; ++report.cases) {
    generator.Draw(report.cases, Breadth::kSwarm, usage, report.shown);
    ++report.identical;
  }
  return report;
}

TEST(BrokenGenerator, OfOneRecordOrOnePeriodIsNoticed) {
  FuzzGround ground({});
  EXPECT_TRUE(HealthWarnings(ReportOf(ground.target(), {}), ground.target()).empty());
  const auto one_record =
      HealthWarnings(ReportOf(ground.target(), {.records_max = 1}), ground.target());
  EXPECT_TRUE(Warns(one_record, "no case showed cancelled"));
  EXPECT_TRUE(Warns(one_record, "no case showed equal"));
  const auto one_period =
      HealthWarnings(ReportOf(ground.target(), {.periods_max = 1}), ground.target());
  EXPECT_TRUE(Warns(one_period, "no case showed late"));
  EXPECT_TRUE(Warns(one_period, "no case showed empty_period"));
  EXPECT_TRUE(Warns(one_period, "no case showed window_crossed"));
  EXPECT_TRUE(Warns(one_period, "no case showed term_end"));
}

// Whichever class it is, and that one alone.
TEST(BrokenGenerator, ThatNeverMakesAClassIsNoticed) {
  FuzzGround ground({});
  const FuzzReport sound = ReportOf(ground.target(), {});
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    FuzzReport broken = sound;
    broken.shown[i] = 0;
    const auto warnings = HealthWarnings(broken, ground.target());
    ASSERT_EQ(warnings.size(), 1U) << Name(static_cast<Feature>(i));
    EXPECT_EQ(warnings[0], "no case showed " + std::string(Name(static_cast<Feature>(i))));
  }
}

// Slots drawn from other texts than the contract's: its scopes are never met, and no line is ever
// billed.
TEST(BrokenGenerator, WhoseUsageNoScopeTakesIsNoticed) {
  contract::Contract contract = GroundContract();
  contract.constructs.resize(1);
  const support::StandardAsLegacy legacy(contract);
  const plan::Plan standard(contract);
  Mentions mentions;
  mentions.Add(contract);
  for (Selector& selector : mentions.selectors) {
    selector.taken.erase({model::DimensionKind::kUsageType, {}});
  }
  mentions.texts[{model::DimensionKind::kUsageType, {}}] = {"Requests"};
  FuzzTarget target(legacy, standard, std::move(mentions), 1);
  FuzzOrder order;
  order.seed = 1;
  order.cases = 500;
  const auto report = RunFuzz(target, order, nullptr);
  ASSERT_TRUE(report.has_value());
  const auto warnings = HealthWarnings(*report, target);
  EXPECT_TRUE(Warns(warnings, "500 of 500 cases have no line on either side"));
  EXPECT_TRUE(Warns(warnings, "scope or match 2 takes no slot that is drawn"));
}

}  // namespace
}  // namespace twinbill::fuzz
