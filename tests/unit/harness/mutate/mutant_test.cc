#include "harness/mutate/mutant.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/fuzz/fuzz_batch.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "tests/support/random_rule_book.h"
#include "tests/support/random_standard.h"
#include "tests/support/standard_as_legacy.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::mutate {
namespace {

const model::Term kTerm{model::Date::FromCivil(2025, 1, 10), model::Date::FromCivil(2026, 2, 20)};

contract::Contract DrawnContract(std::uint64_t seed) {
  support::RandomSource source(seed);
  const auto json = support::RandomContract(source, kTerm, 5);
  auto contract = contract::ReadContract(json.dump(), "random");
  EXPECT_TRUE(contract.has_value()) << json.dump();
  return std::move(contract).value();
}

TEST(StandardOperators, AreThoseThatMutantsHave) {
  std::set<std::string> names;
  for (const Operator& known : StandardOperators()) names.insert(std::string(known.name));
  EXPECT_EQ(names.size(), StandardOperators().size());
  std::map<std::string, int> count;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    for (const Mutant& mutant : MutantsOf(DrawnContract(seed))) ++count[mutant.operation];
  }
  for (const auto& [operation, mutants] : count) {
    EXPECT_TRUE(names.contains(operation)) << operation << " is not listed";
  }
  for (const std::string& name : names) EXPECT_GT(count[name], 0) << name << " makes no mutant";
}

TEST(MutantsOf, AreOtherContractsThatSayWhatWasChanged) {
  const contract::Contract contract = fuzz::GroundContract();
  const std::vector<Mutant> mutants = MutantsOf(contract);
  EXPECT_GT(mutants.size(), 100U);
  for (const Mutant& mutant : mutants) {
    EXPECT_NE(std::get<contract::Contract>(mutant.side), contract) << mutant.operation;
    EXPECT_FALSE(mutant.place.empty());
    EXPECT_FALSE(mutant.text.empty());
  }
}

// The law that makes an equal mutant equal: the normal form bills the same for all usage.
TEST(NormalForm, BillsWhatTheContractBills) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    contract::Contract contract = DrawnContract(seed);
    const contract::Contract normal = NormalForm(contract);
    fuzz::Mentions mentions;
    mentions.Add(contract);
    const support::StandardAsLegacy original(contract);
    const plan::Plan plan(normal);
    fuzz::FuzzTarget target(original, plan, std::move(mentions), seed);
    fuzz::FeatureCounts shown{};
    fuzz::AimCounts aims;
    fuzz::UsageCase usage;
    for (std::uint64_t number = 0; number < 30; ++number) {
      // Two of the run's opening cases, then later ones.
      target.Prepare(number, fuzz::kOpeningCases - 2 + number, usage, shown, aims);
      const fuzz::PairVerdict verdict = target.pair().Bill(usage);
      ASSERT_NE(verdict, fuzz::PairVerdict::kDifferent)
          << contract::WriteContract(contract) << contract::WriteContract(normal);
      compared += verdict == fuzz::PairVerdict::kIdentical ? 1 : 0;
    }
  }
  EXPECT_GT(compared, 1500);
}

TEST(NormalForm, IsItsOwnNormalForm) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const contract::Contract normal = NormalForm(DrawnContract(seed));
    EXPECT_EQ(NormalForm(normal), normal);
  }
}

TEST(NormalForm, KnowsAStepInTwoAndABoundThatGraduatedTiersDoNotAskFor) {
  contract::Contract contract = fuzz::GroundContract();
  const contract::Contract normal = NormalForm(contract);
  auto& tiers = std::get<contract::Tiers>(contract.constructs[0].benefit->form);
  contract::Step half = tiers.steps[1];
  half.up_to = model::Decimal::FromInteger(60000);
  tiers.steps.insert(tiers.steps.begin() + 1, half);
  EXPECT_EQ(NormalForm(contract), normal);
  tiers.mode = contract::TierMode::kGraduated;
  const contract::Contract graduated = NormalForm(contract);
  tiers.bound = contract::Bound::kLowerInclusive;
  EXPECT_EQ(NormalForm(contract), graduated);
  EXPECT_NE(graduated, normal);
}

// Each of these is one sentence of the specification about where a key has an effect.
TEST(NormalForm, KnowsWhatOnlyNetCostsOrOtherLinesCouldTell) {
  contract::Contract contract = fuzz::GroundContract();
  contract.constructs.resize(1);  // volume tiers by account, lines by account
  const contract::Contract normal = NormalForm(contract);
  contract.constructs[0].rounding.at = contract::RoundAt::kGroup;
  EXPECT_EQ(NormalForm(contract), normal);  // one line a group
  contract.constructs[0].spread = contract::Spread::kQuantity;
  EXPECT_EQ(NormalForm(contract), normal);  // within the line
  contract.constructs[0].line.by.push_back({model::DimensionKind::kService, {}});
  contract.constructs[0].spread.reset();
  const contract::Contract finer = NormalForm(contract);
  contract.constructs[0].spread = contract::Spread::kQuantity;
  EXPECT_NE(NormalForm(contract), finer);  // between a group's lines

  contract::Contract swapped = fuzz::GroundContract();
  std::swap(swapped.constructs[0], swapped.constructs[1]);
  EXPECT_NE(NormalForm(swapped), NormalForm(fuzz::GroundContract()));  // one is of net costs
  for (contract::Construct& construct : swapped.constructs) {
    construct.base = contract::Base::kList;
    if (construct.commit) construct.commit->measure = contract::CommitMeasure::kListCost;
  }
  const contract::Contract of_list = NormalForm(swapped);
  std::swap(swapped.constructs[0], swapped.constructs[1]);
  EXPECT_EQ(NormalForm(swapped), of_list);
}

TEST(NormalForm, KnowsThatAChargeIsAboveZero) {
  contract::Contract contract = fuzz::GroundContract();
  contract.constructs[2].rounding.rule.mode = arithmetic::RoundingMode::kUp;
  const contract::Contract up = NormalForm(contract);
  contract.constructs[2].rounding.rule.mode = arithmetic::RoundingMode::kCeiling;
  contract.constructs[2].line.emit_zero = true;
  EXPECT_EQ(NormalForm(contract), up);
  contract.constructs[2].rounding.rule.mode = arithmetic::RoundingMode::kDown;
  EXPECT_NE(NormalForm(contract), up);
}

// The same law for rule books, over random ones.
TEST(NormalForm, OfARuleBookBillsWhatTheBookBills) {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    support::RandomSource source(seed);
    const auto json = support::RandomRuleBook(source, kTerm, 4);
    auto read = rule_book::ReadRuleBook(json.dump(), "random");
    ASSERT_TRUE(read.has_value()) << json.dump();
    const rule_book::RuleBook normal = NormalForm(read->book);
    fuzz::Mentions mentions;
    mentions.Add(read->book);
    const fuzz::SlotUniverse universe(mentions, seed, {});
    const fuzz::CaseGenerator generator(mentions, universe, kTerm, seed, {});
    const cbas::CbasModel original(read->book);
    const cbas::CbasModel rewritten(normal);
    const auto first = original.Start(universe.slots());
    const auto second = rewritten.Start(universe.slots());
    fuzz::UsageCase usage;
    fuzz::FeatureCounts shown{};
    fuzz::CaseColumns columns;
    for (std::uint64_t number = 0; number < 15; ++number) {
      generator.Draw(number, fuzz::Breadth::kSwarm, usage, shown);
      columns.Fill(usage);
      first->Restart();
      second->Restart();
      std::vector<model::LineItem> first_lines;
      std::vector<model::LineItem> second_lines;
      for (model::Period at = kTerm.FirstPeriod(); at <= usage.last; at = at.Next()) {
        ASSERT_TRUE(first->Add(columns.Of(at)).has_value());
        ASSERT_TRUE(second->Add(columns.Of(at)).has_value());
        const bool billed = first->BillNext(first_lines).has_value();
        ASSERT_EQ(billed, second->BillNext(second_lines).has_value());
        if (!billed) break;
      }
      ASSERT_EQ(first_lines, second_lines) << json.dump();
      compared += first_lines.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(compared, 700);
}

}  // namespace
}  // namespace twinbill::mutate
