#include "harness/mutate/mutation_run.h"

#include <gtest/gtest.h>

#include "harness/fuzz/usage_case.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::mutate {
namespace {

// The ground contract on both sides, and usage of one record as its history.
class MutationGround {
 public:
  MutationGround() : contract_(fuzz::GroundContract()), legacy_(contract_) {
    model::Slot slot;
    slot.account = "100000000001";
    slot.service = "AmazonS3";
    slot.usage_type = "EU-Storage-ByteHrs";
    slot.line_item_type = "Usage";
    slots_.Intern(slot);
    usage_.last = *model::Period::Parse("2025-03");
    usage_.records.push_back({0, usage_.last, *model::Timestamp::Parse("2025-03-02"),
                              model::Decimal::FromInteger(70000),
                              model::Decimal::Parse("1610.55").value(), std::nullopt});
    columns_.Fill(usage_);
  }

  MutationInput Input(bool with_history) const {
    MutationInput input;
    input.legacy = &legacy_;
    input.standard = &contract_;
    if (with_history) {
      input.history.push_back({&slots_, usage_.last, [this](const BlockSink& sink) {
                                 return sink(columns_.Of(usage_.last));
                               }});
    }
    return input;
  }

  contract::Contract& contract() { return contract_; }

 private:
  contract::Contract contract_;
  support::StandardAsLegacy legacy_;
  model::SlotTable slots_;
  fuzz::UsageCase usage_;
  fuzz::CaseColumns columns_;
};

MutationReport Mutated(const MutationInput& input, int jobs, std::uint64_t fuzz_cases = 400) {
  auto report = RunMutation(input, {.seed = 5, .fuzz_cases = fuzz_cases, .jobs = jobs}, {});
  EXPECT_TRUE(report.has_value());
  return std::move(report).value();
}

TEST(Mutation, CatchesMostFaultsAndSaysWhichEvidenceDid) {
  const MutationGround ground;
  const MutationReport report = Mutated(ground.Input(true), 2);
  const MutationReport::Score all = report.ByAll();
  EXPECT_GE(all.killed * 100, all.valid * 90) << all.killed << " of " << all.valid;
  EXPECT_GT(report.ByHistory().killed, 0U);
  EXPECT_LT(report.ByHistory().killed, report.ByFuzz().killed);
  EXPECT_EQ(report.ByCounterexamples().killed, 0U);
  bool split = false;
  for (const MutantResult& result : report.mutants) {
    if (result.operation != "tier_split") continue;
    split = true;
    EXPECT_EQ(result.state, MutantState::kEquivalent) << result.place;
  }
  EXPECT_TRUE(split);
}

TEST(Mutation, IsTheSameTableForAnyNumberOfJobs) {
  const MutationGround ground;
  const MutationReport alone = Mutated(ground.Input(false), 1, 60);
  const MutationReport by_three = Mutated(ground.Input(false), 3, 60);
  ASSERT_EQ(alone.mutants.size(), by_three.mutants.size());
  for (std::size_t i = 0; i < alone.mutants.size(); ++i) {
    EXPECT_EQ(alone.mutants[i].state, by_three.mutants[i].state);
    EXPECT_EQ(alone.mutants[i].fuzz_cases, by_three.mutants[i].fuzz_cases);
  }
}

TEST(Mutation, SaysNothingOfAPairThatIsNotAtParity) {
  MutationGround ground;
  ground.contract().constructs[1].line.description = "other";
  const auto report = RunMutation(ground.Input(true), {}, {});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().diagnostics[0].code, "mutate_not_at_parity");
}

}  // namespace
}  // namespace twinbill::mutate
