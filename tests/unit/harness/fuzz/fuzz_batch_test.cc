#include "harness/fuzz/fuzz_batch.h"

#include <gtest/gtest.h>

#include "harness/fuzz/batch_json.h"
#include "harness/fuzz/fuzz_run.h"
#include "harness/fuzz/shrink_case.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::fuzz {
namespace {

// Runs up to `cases` and gives what was found.
FuzzReport Fuzzed(FuzzGround& ground, std::uint64_t cases, int jobs = 1) {
  FuzzOrder order;
  order.seed = 20;
  order.cases = cases;
  order.jobs = jobs;
  order.batch.cases = 200;
  auto report = RunFuzz(ground.target(), order, nullptr);
  EXPECT_TRUE(report.has_value());
  return std::move(report).value();
}

TEST(Fuzz, EqualSidesAreIdenticalInEveryCase) {
  FuzzGround ground({});
  const FuzzReport report = Fuzzed(ground, 2000);
  EXPECT_EQ(report.cases, 2000U);
  EXPECT_EQ(report.identical + report.nothing + report.both_refused, report.cases);
  EXPECT_GT(report.identical, 1500U);
  EXPECT_FALSE(report.found.has_value());
  EXPECT_TRUE(report.troubles.empty());
  EXPECT_TRUE(HealthWarnings(report, ground.target()).empty())
      << HealthWarnings(report, ground.target())[0];
}

TEST(Fuzz, AFaultIsFoundShrunkAndTheSameForAnyNumberOfJobs) {
  const auto bound_moved = [](contract::Contract& contract) {
    auto& tiers = std::get<contract::Tiers>(contract.constructs[0].benefit->form);
    tiers.bound = contract::Bound::kLowerInclusive;  // differs at exactly 50,000 and 500,000
  };
  FuzzGround ground(bound_moved);
  const FuzzReport alone = Fuzzed(ground, 20'000);
  ASSERT_TRUE(alone.found.has_value());
  EXPECT_TRUE(alone.found->smallest);
  EXPECT_LE(alone.found->records.size(), 2U);
  FuzzGround again(bound_moved);
  const FuzzReport by_three = Fuzzed(again, 20'000, 3);
  ASSERT_TRUE(by_three.found.has_value());
  EXPECT_EQ(by_three.found->case_number, alone.found->case_number);
  EXPECT_EQ(by_three.found->batch, alone.found->batch);
  EXPECT_EQ(by_three.cases, alone.cases);
  EXPECT_EQ(by_three.shown, alone.shown);
}

// The canary: one amount in 10^6 by chance. Ties of a percentage of 3 decimals at 2 digits.
TEST(Fuzz, AFaultAtExactTiesAloneIsFound) {
  FuzzGround ground([](contract::Contract& contract) {
    contract.constructs[1].rounding.rule.mode = arithmetic::RoundingMode::kHalfDown;
  });
  const FuzzReport report = Fuzzed(ground, 200'000);
  ASSERT_TRUE(report.found.has_value());
  EXPECT_LE(report.found->records.size(), 2U);
}

TEST(Fuzz, ABatchIsReadAsItIsWritten) {
  FuzzGround ground([](contract::Contract& contract) {
    std::get<contract::Flat>(contract.constructs[1].benefit->form).value =
        model::Decimal::Parse("4.26").value();
  });
  const BatchOutcome outcome = RunBatch(ground.target(), 3, 0, {});
  ASSERT_TRUE(outcome.found.has_value());
  const auto read = ReadBatch(WriteBatch(outcome));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(WriteBatch(*read), WriteBatch(outcome));
  EXPECT_FALSE(ReadBatch("{\"batch\": 1}").has_value());
}

// A run opens with broad cases, whatever its batches are; later batches don't.
TEST(Fuzz, TheFirstCasesOfARunAreBroad) {
  FuzzGround ground({});
  const BatchSettings settings{.cases = static_cast<int>(kOpeningCases)};
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const BatchOutcome opening = RunBatch(ground.target(), seed, 0, settings);
    EXPECT_EQ(opening.cases, kOpeningCases);
    EXPECT_GE(opening.records, kOpeningCases * 59);
    EXPECT_GT(opening.aims.tried, 30U);
    EXPECT_LT(RunBatch(ground.target(), seed, 1, settings).records, kOpeningCases * 50);
  }
}

// Graduated tiers by account and region, so that many groups are numbered as they are seen.
contract::Contract GroupedContract() {
  auto contract = contract::ReadContract(R"({
    "twinbill": 1,
    "contract": {"id": "G", "payer": "1", "currency": "USD",
                 "term": {"start": "2025-01-01", "end": "2028-01-01"}},
    "constructs": [
      {"id": "storage", "construct": "primitive", "clause": "1",
       "scope": {"usage_type": ["*EBS:VolumeUsage.gp2"]},
       "meter": {"measure": "quantity", "window": "month", "per": ["account", "region"]},
       "benefit": {"tiers": {"mode": "graduated", "steps": [
         {"up_to": "50", "unit_price": "0.093"}, {"up_to": "200", "unit_price": "0.08"},
         {"up_to": null, "unit_price": "0.07"}]}},
       "line": {"type": "P", "description": "S", "by": ["account", "region"]}}]})",
                                         "grouped.json");
  EXPECT_TRUE(contract.has_value());
  return std::move(contract).value();
}

// Else jobs, which each see other batches, would find other things.
TEST(Fuzz, ABatchDependsOnNoOtherBatch) {
  const support::StandardAsLegacy legacy(GroupedContract());
  const plan::Plan standard(GroupedContract());
  const auto target = [&] {
    Mentions mentions;
    mentions.Add(standard.contract());
    return std::make_unique<FuzzTarget>(legacy, standard, std::move(mentions), 3);
  };
  const auto many = target();
  for (std::uint64_t batch = 0; batch < 6; ++batch) {
    EXPECT_EQ(WriteBatch(RunBatch(*target(), 3, batch, {})),
              WriteBatch(RunBatch(*many, 3, batch, {})))
        << batch;
  }
}

// RapidCheck counts a test that ran no case as a success; we do not.
TEST(Fuzz, ABatchThatRunsNoCaseIsTrouble) {
  FuzzGround ground({});
  BatchSettings settings;
  settings.cases = 0;
  EXPECT_EQ(RunBatch(ground.target(), 3, 0, settings).cases, 0U);
  FuzzReport nothing;
  EXPECT_EQ(HealthWarnings(nothing, ground.target()), std::vector<std::string>{"no case was run"});
}

TEST(Pair, RefusalsFromTheSamePeriodOnAreAgreement) {
  // 10^27 a unit: the amounts have more than 38 digits as soon as there is usage.
  const auto huge = [](contract::Contract& contract) {
    std::get<contract::Flat>(contract.constructs[1].benefit->form) = {
        contract::Rule::kUnitDiscount, model::Decimal::Parse("1e27").value()};
    contract.constructs[1].cap.reset();
    contract.constructs[1].effective = {};
  };
  contract::Contract contract = GroundContract();
  huge(contract);
  support::StandardAsLegacy legacy(contract);
  const plan::Plan standard(contract);
  const plan::Plan sound(GroundContract());
  model::SlotTable slots;
  model::Slot slot;
  slot.line_item_type = "Usage";
  slots.Intern(slot);
  UsageCase usage;
  usage.last = *model::Period::Parse("2025-02");
  usage.records.push_back({0, usage.last, *model::Timestamp::Parse("2025-02-20"),
                           model::Decimal::FromInteger(1'000'000'000),
                           model::Decimal::FromInteger(5), std::nullopt});
  Pair both(legacy, standard, slots);
  EXPECT_EQ(both.Bill(usage), PairVerdict::kBothRefused);
  EXPECT_EQ(both.legacy().refused_from, *model::Period::Parse("2025-02"));
  Pair one(legacy, sound, slots);
  EXPECT_EQ(one.Bill(usage), PairVerdict::kDifferent);
}

}  // namespace
}  // namespace twinbill::fuzz
