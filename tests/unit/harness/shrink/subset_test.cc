#include "harness/shrink/subset.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/random_source.h"

namespace twinbill::shrink {
namespace {

using Numbers = std::vector<std::uint32_t>;

SubsetJudge Needs(const Numbers& needed) {
  return [needed](std::span<const std::uint32_t> kept) {
    return std::includes(kept.begin(), kept.end(), needed.begin(), needed.end());
  };
}

TEST(MinimalSubset, FindsTheOneThatIsNeededInFewProbes) {
  Budget budget;
  EXPECT_EQ(MinimalSubset(1'000'000, Needs({777'777}), budget), Numbers({777'777}));
  EXPECT_LT(budget.probes, 100);
}

TEST(MinimalSubset, FindsThoseThatAreNeededTogether) {
  Budget budget;
  EXPECT_EQ(MinimalSubset(5000, Needs({3, 1500, 1501, 4999}), budget),
            Numbers({3, 1500, 1501, 4999}));
}

TEST(MinimalSubset, MayBeEmpty) {
  Budget budget;
  EXPECT_EQ(MinimalSubset(10, Needs({}), budget), Numbers());
  EXPECT_EQ(MinimalSubset(0, Needs({}), budget), Numbers());
}

TEST(MinimalSubset, KeepsWhatShowsTheEffectWhereTheBudgetIsSpent) {
  Budget budget{.probes_max = 5, .stop = {}};
  const Numbers kept = MinimalSubset(1000, Needs({1, 999}), budget);
  EXPECT_TRUE(Needs({1, 999})(kept));
  EXPECT_LE(budget.probes, 6);
}

// An effect that isn't monotone: a sum of weights that must be odd.
RC_GTEST_PROP(MinimalSubset, NoMemberCanBeLeftOutAlone, (std::uint64_t seed)) {
  support::RandomSource source(seed);
  const auto count = static_cast<std::uint32_t>(source.Between(1, 60));
  std::vector<std::int64_t> weights;
  std::int64_t sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    weights.push_back(source.Between(0, 3));
    sum += weights.back();
  }
  RC_PRE(sum % 3 != 0);
  const SubsetJudge judge = [&](std::span<const std::uint32_t> kept) {
    std::int64_t of_kept = 0;
    for (const std::uint32_t number : kept) of_kept += weights[number];
    return of_kept % 3 != 0;
  };
  Budget budget;
  Numbers kept = MinimalSubset(count, judge, budget);
  RC_ASSERT(judge(kept));
  RC_ASSERT(std::is_sorted(kept.begin(), kept.end()));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    Numbers without = kept;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    RC_ASSERT(!judge(without));
  }
}

}  // namespace
}  // namespace twinbill::shrink
