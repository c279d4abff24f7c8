#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "harness/replay/certificate.h"
#include "harness/replay/difference_parquet.h"
#include "harness/replay/doubled_run.h"
#include "harness/replay/history_case.h"
#include "harness/replay/payer_replay.h"
#include "harness/replay/program_digest.h"
#include "harness/replay/side_bill.h"
#include "tests/support/history_ground.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/harness/replay/fake_side.h"

namespace twinbill::replay {
namespace {

using evidence::Verdict;
using model::Period;

std::vector<model::LineItem> Lines(std::initializer_list<int> amounts) {
  std::vector<model::LineItem> lines;
  for (const int amount : amounts) {
    model::LineItem& line = lines.emplace_back();
    line.billing_period = Period::FromCivil(2025, 1);
    line.payer_account_id = "1";
    line.usage_account_id = std::to_string(lines.size());
    line.line_item_type = line.contract_id = line.clause = line.currency = "X";
    line.amount = {amount, 2};
  }
  return lines;
}

ComparedPeriod Compared(std::initializer_list<int> a, std::initializer_list<int> b,
                        const SpillOptions& options = {}) {
  return ComparePeriod({}, SideBill::Of(Lines(a), options).value(),
                       SideBill::Of(Lines(b), options).value(), options)
      .value();
}

TEST(SideBill, GivesTheVerdictOfAPeriod) {
  EXPECT_EQ(Compared({1, 2}, {1, 2}).evidence.verdict, Verdict::kIdentical);
  EXPECT_EQ(Compared({1, 2}, {1, 2}).evidence.equal_lines, 2);
  EXPECT_EQ(Compared({}, {}).evidence.verdict, Verdict::kInconclusive);
  const ComparedPeriod different = Compared({1, 2, 3}, {1, 4});
  EXPECT_EQ(different.evidence.verdict, Verdict::kDifferent);
  EXPECT_EQ(different.evidence.differences[0], 1);  // missing
  EXPECT_EQ(different.evidence.differences[2], 1);  // amount
  EXPECT_EQ(different.evidence.money.at("X").over, "0.02");
  EXPECT_EQ(different.evidence.money.at("X").under, "0.03");
  EXPECT_EQ(different.first.size(), 2U);
}

TEST(SideBill, SpilledBillsAreComparedAlike) {
  SpillOptions small;
  small.memory_bytes_max = 300;  // one side's is above it, the other's below
  const ComparedPeriod there = Compared({1, 2, 3, 4, 5, 6, 7, 8}, {1}, small);
  EXPECT_EQ(there.evidence.differences[0], 7);
  EXPECT_EQ(Compared({1}, {1, 2, 3, 4, 5, 6, 7, 8}, small).evidence.differences[1], 7);
}

TEST(SideBill, RefusalsAreVerdicts) {
  const auto refused = [](model::FailureKind kind) {
    return SideBill::Refused({kind, {model::Diagnostic(model::Code{"no_usage"}, {}, "x")}});
  };
  const auto bill = [] { return SideBill::Of(Lines({1}), {}).value(); };
  auto compared = ComparePeriod({}, refused(model::FailureKind::kInput), bill(), {}).value();
  EXPECT_EQ(compared.evidence.verdict, Verdict::kFailed);
  EXPECT_EQ(compared.evidence.exit_code, 3);
  compared = ComparePeriod({}, bill(), refused(model::FailureKind::kSurroundings), {}).value();
  EXPECT_EQ(compared.evidence.exit_code, 4);
  compared = ComparePeriod({}, refused(model::FailureKind::kInput),
                           refused(model::FailureKind::kSurroundings), {})
                 .value();
  EXPECT_EQ(compared.evidence.verdict, Verdict::kBothRefused);
  EXPECT_EQ(compared.evidence.exit_code, 4);
}

TEST(SideBill, ABlindComparisonIsNoticed) {
  EXPECT_TRUE(CheckSight({}).has_value());
  const auto seen = CheckSight({},
                               [](evidence::PeriodEvidence evidence, SideBill, SideBill,
                                  const SpillOptions&) -> model::Result<ComparedPeriod> {
                                 ComparedPeriod compared;
                                 evidence.verdict = Verdict::kIdentical;
                                 compared.evidence = std::move(evidence);
                                 return compared;
                               });
  ASSERT_FALSE(seen.has_value());
  EXPECT_EQ(seen.error().diagnostics.front().code, "replay_blind");
}

TEST(DoubledRun, RefusesAModelThatChangesItsMind) {
  std::int64_t calls = 0;
  const FakeSide steady([](const auto&) { return 1; }, false);
  const FakeSide unsteady([&](const auto&) { return ++calls; }, false);
  const model::SlotTable slots;
  std::vector<model::LineItem> lines;
  EXPECT_TRUE(StartSteady(steady, slots)->BillNext(lines).has_value());
  EXPECT_EQ(lines.size(), 1U);
  const auto billed = StartSteady(unsteady, slots)->BillNext(lines);
  ASSERT_FALSE(billed.has_value());
  EXPECT_EQ(billed.error().diagnostics.front().code, kUnsteadyCode);
  const auto compared =
      ComparePeriod({}, SideBill::Refused(billed.error()), SideBill::Of(Lines({1}), {}).value(), {})
          .value();
  EXPECT_EQ(compared.evidence.verdict, Verdict::kInconclusive);
}

TEST(DoubledRun, GoesOnFromItsState) {
  const FakeSide side([](const auto&) { return 1; }, false);
  const model::SlotTable slots;
  std::vector<model::LineItem> lines;
  const auto first = StartSteady(side, slots);
  ASSERT_TRUE(first->BillNext(lines).has_value());
  const auto second = StartSteady(side, slots);
  ASSERT_TRUE(second->Resume(first->State()).has_value());
  ASSERT_TRUE(second->BillNext(lines).has_value());
  EXPECT_EQ(lines.back().billing_period, Period::FromCivil(2025, 2));
}

TEST(DifferenceParquet, IsReadBackInOrder) {
  const support::TemporaryFolder folder;
  DifferenceParquetWriter writer;
  ASSERT_TRUE(writer.Open(folder.At("d.parquet")).has_value());
  std::vector<compare::Difference> differences;
  for (const auto& difference : Compared({1, 2, 3}, {5, 2}).first)
    differences.push_back(difference);
  for (const auto& difference : differences) {
    ASSERT_TRUE(writer.Add(Period::FromCivil(2025, 1), difference).has_value());
  }
  ASSERT_TRUE(writer.Finish().has_value());
  std::size_t at = 0;
  const auto read = ReadDifferenceParquet(
      folder.At("d.parquet"), [&](Period, const compare::Difference& difference) {
        EXPECT_EQ(difference.a, differences[at].a);
        EXPECT_EQ(difference.b, differences[at].b);
        EXPECT_EQ(difference.difference_class, differences[at++].difference_class);
        return model::Result<void>();
      });
  EXPECT_TRUE(read.has_value());
  EXPECT_EQ(at, differences.size());
}

TEST(DifferenceParquet, SaysWhatCanNotBeRead) {
  const support::TemporaryFolder folder;
  const auto read =
      ReadDifferenceParquet(folder.Write("d.parquet", "no Parquet"),
                            [](Period, const auto&) { return model::Result<void>(); });
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().diagnostics.front().code, "differences_not_kept");
}

std::vector<model::UsageRecord> Hours(int count) {
  std::vector<model::UsageRecord> records;
  for (int i = 0; i < count; ++i) {
    records.push_back(support::RecordOf("id" + std::to_string(i), i % 700, i + 1));
    records.back().payer = "111122223333";
    records.back().slot.account = std::to_string(i % 7);
    records.back().quantity = model::Decimal::FromInteger(i);
  }
  return records;
}

// Differs as soon as the record of quantity 77 is there.
const FakeSide kPlain(SumOf);
const FakeSide kOther([](const std::vector<std::int64_t>& quantities) {
  const bool has = std::count(quantities.begin(), quantities.end(), 77) > 0;
  return SumOf(quantities) + (has ? 1 : 0);
});
const LinesDiffer kDiffer = [](std::span<const model::LineItem> a,
                               std::span<const model::LineItem> b) {
  return a.size() != b.size() || a.front().amount != b.front().amount;
};

TEST(FindCase, LeavesOutWhatIsNotNeededWhereItLies) {
  const support::HistoryGround ground;
  ASSERT_TRUE(ground.Write(Hours(500)).has_value());
  const auto history = history::History::Open(ground.workspace());
  ASSERT_TRUE(history.has_value());
  shrink::Budget budget;
  const auto found =
      FindCase(*history, kPlain, kOther, Period::FromCivil(2025, 1), kDiffer, budget, 20);
  ASSERT_TRUE(found.has_value());
  EXPECT_LE(found->size(), 20U);
  EXPECT_TRUE(std::any_of(found->begin(), found->end(), [](const auto& record) {
    return record.quantity == model::Decimal::FromInteger(77);
  }));
}

TEST(FindCase, RefusesWhatIsTooLargeToBeRecords) {
  const support::HistoryGround ground;
  ASSERT_TRUE(ground.Write(Hours(300)).has_value());
  const auto history = history::History::Open(ground.workspace());
  const FakeSide all([](const auto& quantities) {
    return static_cast<std::int64_t>(quantities.size()) >= 290 ? 1 : 0;
  });
  const FakeSide none([](const auto&) { return 0; });
  shrink::Budget budget;
  const auto found = FindCase(*history, all, none, Period::FromCivil(2025, 1), kDiffer, budget, 20);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().diagnostics.front().code, "case_too_large");
}

class Collected : public PeriodSink {
 public:
  model::Result<void> Take(FinishedPeriod finished) override {
    verdicts[finished.task].push_back(finished.compared.evidence.verdict);
    EXPECT_EQ(
        finished.compared.evidence.period.months,
        Period::FromCivil(2025, 1).months + static_cast<int>(verdicts[finished.task].size()) - 1);
    return {};
  }
  std::map<std::size_t, std::vector<Verdict>> verdicts;
};

TEST(ReplayPayer, EveryThreadCountSaysTheSame) {
  const support::HistoryGround ground;
  ASSERT_TRUE(ground.Write(Hours(300)).has_value());
  const auto history = history::History::Open(ground.workspace());
  const auto feed = history::UsageFeed::Open(*history, "111122223333");
  ASSERT_TRUE(feed.has_value());
  const FakeSide plain(SumOf);
  const FakeSide off([](const auto& quantities) { return SumOf(quantities) + 1; });
  for (const int threads : {1, 2, 3, 8}) {
    std::vector<ReplayTask> tasks;
    for (int i = 0; i < 5; ++i) {
      tasks.push_back({&plain, i % 2 == 0 ? &plain : &off, Period::FromCivil(2025, 6), {}});
    }
    Collected collected;
    ReplayOptions options;
    options.threads = threads;
    ASSERT_TRUE(ReplayPayer(*feed, tasks, options, collected).has_value());
    for (std::size_t task = 0; task < tasks.size(); ++task) {
      EXPECT_EQ(collected.verdicts[task],
                std::vector<Verdict>(6, task % 2 == 0 ? Verdict::kIdentical : Verdict::kDifferent));
    }
  }
}

TEST(ReplayPayer, WhatOtherThreadsAddUpIsBilledOnce) {
  const support::HistoryGround ground;
  ASSERT_TRUE(ground.Write(Hours(60'000)).has_value());
  const auto history = history::History::Open(ground.workspace());
  const auto feed = history::UsageFeed::Open(*history, "111122223333");
  ASSERT_TRUE(feed.has_value());
  const FakeSide ordered(SumOf);
  FakeSide apart(SumOf);
  apart.adds_apart = true;
  for (const int threads : {1, 2, 3}) {
    std::vector<ReplayTask> tasks(
        3, ReplayTask{&ordered, &apart, Period::FromCivil(2025, 3), std::nullopt});
    Collected collected;
    ReplayOptions options;
    options.threads = threads;
    ASSERT_TRUE(ReplayPayer(*feed, tasks, options, collected).has_value());
    for (std::size_t task = 0; task < tasks.size(); ++task) {
      EXPECT_EQ(collected.verdicts[task], std::vector<Verdict>(3, Verdict::kIdentical)) << threads;
    }
  }
}

TEST(Certificate, IsBrokenByASideThatDependsOnTheOrderOfBlocks) {
  Sample sample;
  sample.records = Hours(50);
  const FakeSide steady(SumOf);
  std::int64_t calls = 0;
  const FakeSide unsteady([&](const auto&) { return ++calls; });
  const auto holds = Certify(steady, steady, sample);
  ASSERT_TRUE(holds.has_value());
  EXPECT_TRUE(holds->holds);
  EXPECT_EQ(holds->records, 50);
  const auto broken = Certify(steady, unsteady, sample);
  ASSERT_TRUE(broken.has_value());
  EXPECT_FALSE(broken->holds);
  EXPECT_TRUE(broken->broken.starts_with("standard: "));
}

TEST(Certificate, SeesASideThatDependsOnTheOrderOfAHistorysRows) {
  const support::HistoryGround ground;
  ASSERT_TRUE(ground.Write(Hours(300)).has_value());
  const auto history = history::History::Open(ground.workspace());
  const auto feed = history::UsageFeed::Open(*history, "111122223333");
  ASSERT_TRUE(feed.has_value());
  const FakeSide steady(SumOf);
  const auto sample = SampleOf(steady, steady, *feed, Period::FromCivil(2025, 1), 200);
  ASSERT_TRUE(sample.has_value());
  EXPECT_EQ(sample->size(), 200U);
  const auto holds = Certify(steady, steady, *sample, 2);
  ASSERT_TRUE(holds.has_value());
  EXPECT_TRUE(holds->holds) << holds->broken;
  // The ledger's order is the same whatever the order that rows are given in.
  const FakeSide first([](const auto& quantities) { return quantities.front(); });
  EXPECT_TRUE(Certify(first, first, *sample)->holds);
  std::int64_t calls = 0;
  const FakeSide unsteady([&](const auto&) { return ++calls; });
  EXPECT_FALSE(Certify(steady, unsteady, *sample)->holds);
}

TEST(ProgramDigest, IsOfTheProgramThatRuns) {
  const auto digest = ProgramDigest();
  ASSERT_TRUE(digest.has_value());
  EXPECT_EQ(digest->size(), 64U);
  EXPECT_EQ(*digest, *ProgramDigest());
}

}  // namespace
}  // namespace twinbill::replay
