// A history that is damaged ends the replay with a failure that says where, whatever lane reads it;
// no period from the damaged one on is finished.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "harness/replay/payer_replay.h"
#include "tests/support/history_ground.h"
#include "tests/unit/harness/replay/fake_side.h"

namespace twinbill::replay {
namespace {

using model::Period;

constexpr int kRecordsEach = 6000;
constexpr const char* kPayer = "111122223333";

// Records of four months, so many that a month is read in more blocks than an exchange keeps.
std::vector<model::UsageRecord> FourMonths() {
  std::vector<model::UsageRecord> records;
  for (int month = 1; month <= 4; ++month) {
    for (int i = 0; i < kRecordsEach; ++i) {
      records.push_back(support::RecordOf(fmt::format("{}-{:05}", month, i), i % 24, i));
      records.back().period = Period::FromCivil(2025, month);
      records.back().start =
          model::Timestamp::Parse(fmt::format("2025-{:02}-03T{:02}:00:00Z", month, i % 24)).value();
      records.back().quantity = model::Decimal::FromInteger(i);
    }
  }
  return records;
}

class LastPeriods : public PeriodSink {
 public:
  model::Result<void> Take(FinishedPeriod finished) override {
    EXPECT_EQ(finished.compared.evidence.verdict, evidence::Verdict::kIdentical);
    last[finished.task] = finished.compared.evidence.period;
    return {};
  }
  std::map<std::size_t, Period> last;  // by task
};

class DamagedHistory : public ::testing::TestWithParam<int> {};

TEST_P(DamagedHistory, EndsEveryLaneBeforeTheDamage) {
  const support::HistoryGround ground;
  ASSERT_TRUE(ground.Write(FourMonths(), {.row_group_rows = 200}).has_value());
  const auto history = history::History::Open(ground.usage());  // no catalog: checksums defend
  ASSERT_TRUE(history.has_value());
  const std::string path = ground.usage() + "/period=2025-03/payer=" + kPayer + "/records.parquet";
  const std::string whole = support::ReadFile(path);
  const FakeSide side(SumOf);
  // Near the front the first block is damaged, further behind one in the middle of the period.
  for (const std::size_t part : {1U, 3U, 5U}) {
    std::string damaged = whole;
    const std::size_t from = damaged.size() * part / 10;
    for (std::size_t at = from; at < from + 4000; at += 40) damaged[at] ^= 1;
    support::WriteFile(path, damaged);
    const auto feed = history::UsageFeed::Open(*history, kPayer);
    ASSERT_TRUE(feed.has_value());
    LastPeriods sink;
    ReplayOptions options;
    options.threads = GetParam();
    const std::vector<ReplayTask> tasks(4, {&side, &side, Period::FromCivil(2025, 4), {}});
    const auto done = ReplayPayer(*feed, tasks, options, sink);
    ASSERT_FALSE(done.has_value()) << part;
    const model::Diagnostic& said = done.error().diagnostics.front();
    EXPECT_EQ(said.code, "history_damaged") << part;
    EXPECT_EQ(said.position.file, path) << part;
    EXPECT_THAT(said.position.part, ::testing::HasSubstr("row group")) << part;
    for (const auto& [task, last] : sink.last) EXPECT_LT(last, Period::FromCivil(2025, 3)) << task;
  }
  support::WriteFile(path, whole);
  const auto feed = history::UsageFeed::Open(*history, kPayer);
  ASSERT_TRUE(feed.has_value());
  LastPeriods sink;
  ReplayOptions options;
  options.threads = GetParam();
  const std::vector<ReplayTask> tasks(4, {&side, &side, Period::FromCivil(2025, 4), {}});
  ASSERT_TRUE(ReplayPayer(*feed, tasks, options, sink).has_value());
  for (const auto& [task, last] : sink.last) EXPECT_EQ(last, Period::FromCivil(2025, 4)) << task;
  EXPECT_EQ(sink.last.size(), tasks.size());
}

INSTANTIATE_TEST_SUITE_P(Lanes, DamagedHistory, ::testing::Values(1, 2, 3, 8));

}  // namespace
}  // namespace twinbill::replay
