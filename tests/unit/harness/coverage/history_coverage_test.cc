#include "harness/coverage/history_coverage.h"

#include <gmock/gmock.h>

#include "tests/unit/harness/coverage/coverage_ground.h"

namespace twinbill::coverage {
namespace {

using ::testing::Contains;
using ::testing::Pair;

using Ground = CoverageGround;

TEST(HistoryCoverage, SaysSinceWhenEachCellIsReached) {
  CoverageGround ground;
  ground.Use({{1, 4}, {2, 6}, {4, 1}});
  const HistoryReach reach = ground.Reach(4);
  EXPECT_EQ(reach.done, Ground::Month(4));
  EXPECT_THAT(reach.cells, Contains(Pair(Ground::Standard("step 1"), Ground::Month(1))));
  EXPECT_THAT(reach.cells,
              Contains(Pair(Ground::Standard("on the end of step 1"), Ground::Month(2))));
  EXPECT_THAT(reach.cells, Contains(Pair(Ground::Standard("step 2"), Ground::Month(4))));
  EXPECT_THAT(reach.cells, Contains(Pair(Ground::Legacy("runs"), Ground::Month(1))));
  EXPECT_THAT(reach.cells,
              Contains(Pair(Ground::Legacy("credit 4-28: both sides equal"), Ground::Month(2))));
  EXPECT_THAT(ground.Reach(2).cells, Contains(Pair(Ground::Standard("step 2"), std::nullopt)));
}

// What a month reaches depends on the months before it, also where those are not read again.
TEST(HistoryCoverage, GoesOnBehindAnEarlierPass) {
  CoverageGround ground;
  ground.Use({{1, 4}, {2, 6}, {4, 1}});
  const HistoryReach whole = ground.Reach(5);
  for (int month = 1; month <= 4; ++month) {
    const HistoryReach reach = ground.Reach(5, ground.Reach(month));
    EXPECT_EQ(reach.cells, whole.cells) << month;
    EXPECT_EQ(reach.state, whole.state) << month;
    EXPECT_EQ(reach.done, whole.done) << month;
  }
}

TEST(HistoryCoverage, ReadsAPayerOnceForAllItsContracts) {
  CoverageGround ground;
  ground.Use({{1, 4}, {2, 6}, {4, 1}});
  const auto history = history::History::Open(ground.ground().workspace());
  const std::vector<HistoryTask> tasks = {
      {&ground.legacy(), &ground.standard(), Ground::Month(1), std::nullopt},
      {&ground.legacy(), &ground.standard(), Ground::Month(4), ground.Reach(2)},
      {&ground.legacy(), &ground.standard(), Ground::Month(4), std::nullopt}};
  const auto reaches = ReachOfHistory(*history, "111122223333", tasks, {});
  ASSERT_TRUE(reaches.has_value());
  EXPECT_EQ((*reaches)[0].cells, ground.Reach(1).cells);
  EXPECT_EQ((*reaches)[1].cells, ground.Reach(4).cells);
  EXPECT_EQ((*reaches)[2].cells, ground.Reach(4).cells);
}

// Replay refuses such usage; nothing behind it counts as reached.
TEST(HistoryCoverage, UsageInAnotherCurrencyEndsIt) {
  CoverageGround ground;
  ground.Use({{1, 4}});
  model::UsageRecord record = support::RecordOf("x", 0, 9);
  record.period = Ground::Month(2);
  record.start = model::Timestamp::AtMidnight(model::Date::FromCivil(2025, 2, 1));
  record.quantity = model::Decimal::FromInteger(100);
  record.currency = "EUR";
  ASSERT_TRUE(ground.ground().Write({&record, 1}).has_value());
  ground.Use({{3, 100}});
  const HistoryReach reach = ground.Reach(3);
  EXPECT_THAT(reach.cells, Contains(Pair(Ground::Standard("step 1"), Ground::Month(1))));
  EXPECT_THAT(reach.cells, Contains(Pair(Ground::Standard("step 2"), std::nullopt)));
  EXPECT_EQ(reach.state, ProbeState());
  EXPECT_EQ(ground.Reach(3, ground.Reach(2)).cells, reach.cells);
}

TEST(HistoryCoverage, AStateOfAnotherContractIsRefused) {
  CoverageGround ground;
  ground.Use({{1, 4}});
  HistoryReach before = ground.Reach(1);
  before.state.standard = "{}";
  const auto history = history::History::Open(ground.ground().workspace());
  const HistoryTask task{&ground.legacy(), &ground.standard(), Ground::Month(2), before};
  EXPECT_FALSE(ReachOfHistory(*history, "111122223333", {&task, 1}, {}).has_value());
}

}  // namespace
}  // namespace twinbill::coverage
