#include "harness/fuzz/aimer.h"

#include <gtest/gtest.h>

#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::fuzz {
namespace {

std::uint64_t Hits(const AimCounts& counts, GaugeKind kind, std::size_t side) {
  return counts.hit[static_cast<std::size_t>(kind)][side];
}

TEST(Aimer, BringsEveryKindOfGaugeOntoItsTieOrBoundAndBesideIt) {
  FuzzGround ground({});
  AimCounts counts;
  FeatureCounts shown{};
  UsageCase usage;
  for (std::uint64_t number = 0; number < 32'000; ++number) {
    ground.target().generator().Draw(number, Breadth::kSwarm, usage, shown);
    CountedRandom random(number, 1);
    ground.target().aimer().Aim(random, usage, counts);
  }
  for (const GaugeKind kind : {GaugeKind::kLineRounding, GaugeKind::kSumRounding,
                               GaugeKind::kTierBound, GaugeKind::kCap, GaugeKind::kCommit}) {
    for (std::size_t side = 0; side < 3; ++side) {
      EXPECT_GE(Hits(counts, kind, side), 2U) << Name(kind) << " side " << side;
    }
  }
  EXPECT_GT(counts.tried, 3000U);
}

TEST(Aimer, LeavesACaseAsItWasWhereNothingMoves) {
  // No construct has a benefit: usage decides nothing but the commitment, and that not of records
  // outside of the term.
  FuzzGround ground({});
  Aimer aimer(ground.legacy(), ground.standard(), ground.target().universe().slots());
  UsageCase usage;
  usage.last = *model::Period::Parse("2025-01");
  usage.records.push_back({0, usage.last, *model::Timestamp::Parse("2024-12-31T23:00:00Z"),
                           model::Decimal::FromInteger(7), model::Decimal::FromInteger(9),
                           std::nullopt});
  const UsageCase before = usage;
  AimCounts counts;
  CountedRandom random(1, 1);
  EXPECT_FALSE(aimer.Aim(random, usage, counts));
  EXPECT_EQ(usage, before);
  EXPECT_EQ(counts.tried, 0U);
}

}  // namespace
}  // namespace twinbill::fuzz
