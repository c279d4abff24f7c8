#include "tests/property/harness/mutate/sample_contracts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "harness/fuzz/fuzz_batch.h"
#include "harness/mutate/mutant.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "tests/property/harness/mutate/blind_usage.h"
#include "tests/property/harness/mutate/seeded_faults.h"
#include "tests/support/standard_as_legacy.h"

namespace twinbill::mutate {
namespace {

TEST(SampleContracts, AreTwentyThatBillSomethingAndTheSameOnBothSides) {
  const std::vector<SampleContract> samples = SampleContracts();
  EXPECT_EQ(samples.size(), 20U);
  for (const SampleContract& sample : samples) {
    const support::StandardAsLegacy legacy(sample.contract);
    const plan::Plan standard(sample.contract);
    fuzz::Mentions mentions;
    mentions.Add(sample.contract);
    fuzz::FuzzTarget target(legacy, standard, std::move(mentions), 1);
    fuzz::BatchSettings settings;
    settings.cases = 200;
    const fuzz::BatchOutcome outcome = fuzz::RunBatch(target, 1, 0, settings);
    EXPECT_FALSE(outcome.found.has_value()) << sample.name;
    EXPECT_GT(outcome.identical, 50U) << sample.name;
  }
}

// Each operator that seeds faults into a standard contract has one of them to work on.
TEST(SampleContracts, HaveAPlaceForEveryOperator) {
  std::set<std::string> applied;
  for (const SampleContract& sample : SampleContracts()) {
    for (const Mutant& mutant : MutantsOf(sample.contract)) applied.insert(mutant.operation);
  }
  for (const Operator& known : StandardOperators()) {
    EXPECT_TRUE(applied.contains(std::string(known.name))) << known.name;
  }
}

// What a normal form says to be equal is: no case tells an equivalent mutant from its sample.
TEST(SampleContracts, AreNotToldFromTheirEquivalentMutants) {
  int equivalent = 0;
  for (const SampleContract& sample : SampleContracts()) {
    const contract::Contract normal = NormalForm(sample.contract);
    const support::StandardAsLegacy legacy(sample.contract);
    for (const Mutant& mutant : MutantsOf(sample.contract)) {
      const auto& changed = std::get<contract::Contract>(mutant.side);
      if (!contract::ReadContract(contract::WriteContract(changed), "mutant")) continue;
      if (NormalForm(changed) != normal) continue;
      const plan::Plan standard(changed);
      fuzz::Mentions mentions;
      mentions.Add(sample.contract);
      mentions.Add(changed);
      fuzz::FuzzTarget target(legacy, standard, std::move(mentions), 1);
      const fuzz::BatchOutcome outcome = fuzz::RunBatch(target, 1, 0, {.cases = 60});
      EXPECT_FALSE(outcome.found.has_value())
          << sample.name << " " << mutant.operation << " " << mutant.place << " " << mutant.text;
      ++equivalent;
    }
  }
  EXPECT_GT(equivalent, 200);
}

// A slice of what fuzz_figures_tests measures nightly.
TEST(SeededFaults, OfASliceAreFoundAndShrunkToAFewRecords) {
  std::vector<SampleContract> samples;
  for (SampleContract& sample : SampleContracts()) {
    if (sample.name == "volume_price" || sample.name == "cap_pro_rata") {
      samples.push_back(std::move(sample));
    }
  }
  ASSERT_EQ(samples.size(), 2U);
  const auto scores = ScoreSamples(samples, {.seed = 5, .fuzz_cases = 1, .jobs = 2});
  const auto faults = DrawFaults(scores, 8, 2026);
  const auto figures = MeasureFaults(samples, faults, {.seeds = {1}, .cases_max = 2000, .jobs = 2});
  for (std::size_t i = 0; i < faults.size(); ++i) {
    const MutantResult& mutant = scores[faults[i].sample].report.mutants[faults[i].mutant];
    EXPECT_TRUE(figures[i].ours.cases[0].has_value()) << mutant.operation << " " << mutant.text;
    EXPECT_LE(figures[i].records_max, 6U) << mutant.operation << " " << mutant.text;
    // Broad cases first: what random usage finds is found as soon.
    EXPECT_LE(figures[i].ours.cases[0], figures[i].plain.cases[0].value_or(2000))
        << mutant.operation << " " << mutant.text;
    EXPECT_LE(figures[i].ours.cases[0], figures[i].blind.cases[0].value_or(2000))
        << mutant.operation << " " << mutant.text;
  }
}

TEST(BlindUsage, IsOfTheTermSortedAndTheSameForTheSameNumber) {
  const model::Term term = SampleContracts().front().contract.term;
  const BlindUsage blind(term, 3);
  const BlindUsage again(term, 3);
  fuzz::UsageCase usage;
  fuzz::UsageCase same;
  std::set<std::string> services;
  std::size_t records_max = 0;
  for (std::uint64_t number = 0; number < 500; ++number) {
    blind.Draw(number, usage);
    again.Draw(number, same);
    ASSERT_EQ(usage, same);
    ASSERT_LE(usage.last, term.LastPeriod());
    for (const fuzz::CaseRecord& record : usage.records) {
      ASSERT_TRUE(term.Contains(record.start));
      ASSERT_LE(record.period, usage.last);
      services.insert(blind.slots()[record.slot].service);
    }
    records_max = std::max(records_max, usage.records.size());
    fuzz::UsageCase sorted = usage;
    sorted.SortIntoLedger();
    ASSERT_EQ(sorted, usage);
  }
  EXPECT_EQ(records_max, 60U);
  EXPECT_GT(services.size(), 10U);
}

TEST(SeededFaults, OfOneSeedAreTheSame) {
  std::vector<SampleContract> samples = SampleContracts();
  samples.resize(1);
  const auto scores = ScoreSamples(samples, {.seed = 5, .fuzz_cases = 1, .jobs = 1});
  const auto first = DrawFaults(scores, 5, 9);
  const auto again = DrawFaults(scores, 5, 9);
  ASSERT_EQ(first.size(), again.size());
  std::set<std::size_t> drawn;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].mutant, again[i].mutant);
    drawn.insert(first[i].mutant);
    const MutantState state = scores[0].report.mutants[first[i].mutant].state;
    EXPECT_TRUE(state == MutantState::kKilled || state == MutantState::kSurvived);
  }
  EXPECT_EQ(drawn.size(), first.size());
}

}  // namespace
}  // namespace twinbill::mutate
