#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/property/harness/mutate/figures_document.h"
#include "tests/support/source_dir.h"

namespace twinbill::mutate {
namespace {

// Measured once for all tests of this program.
class FuzzFiguresTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { figures_ = new FuzzFigures(MeasureAll()); }
  static void TearDownTestSuite() { delete figures_; }

  static const FuzzFigures& figures() { return *figures_; }

 private:
  static inline const FuzzFigures* figures_ = nullptr;
};

TEST_F(FuzzFiguresTest, HoldWhatTheDocumentSays) {
  const FuzzFigures& all = figures();
  std::vector<std::size_t> records;
  for (std::size_t i = 0; i < all.found.size(); ++i) {
    const std::string name =
        NameOf(all.samples[all.faults[i].sample].name,
               all.scores[all.faults[i].sample].report.mutants[all.faults[i].mutant]);
    for (const auto& cases : all.found[i].ours.cases) EXPECT_TRUE(cases.has_value()) << name;
    EXPECT_LE(all.found[i].records_max, 6U) << name;
    records.push_back(all.found[i].records_max);
  }
  ASSERT_EQ(records.size(), 40U);
  std::sort(records.begin(), records.end());
  EXPECT_LE(records[20], 3U);
  const auto all_faults = [](const FaultFigures&) { return true; };
  const auto missed_by_plain = [](const FaultFigures& fault) {
    return !IsFoundAtOnce(fault.plain);
  };
  const auto middle_of = [&](Baseline baseline, const auto& asked) {
    const std::vector<std::uint64_t> ratios = RatiosInTenths(all, baseline, asked);
    EXPECT_GE(ratios.size(), 10U);
    return ratios.empty() ? 0 : ratios[ratios.size() / 2];
  };
  // What is found at once by all leaves no room: ten times is met where it is not.
  EXPECT_GE(middle_of(&FaultFigures::blind, all_faults), 20U);
  EXPECT_GE(middle_of(&FaultFigures::blind, missed_by_plain), 100U);
  EXPECT_GE(middle_of(&FaultFigures::plain, missed_by_plain), 50U);

  std::uint64_t killed = 0;
  std::uint64_t valid = 0;
  std::set<std::string> survivors;
  const auto reasons = ReadReasons();
  for (const SampleScore& sample : all.scores) {
    killed += sample.report.ByAll().killed;
    valid += sample.report.ByAll().valid;
    for (const MutantResult& mutant : sample.report.mutants) {
      if (mutant.state != MutantState::kSurvived) continue;
      survivors.insert(NameOf(sample.name, mutant));
      EXPECT_TRUE(reasons.contains(NameOf(sample.name, mutant)))
          << "no reason: " << NameOf(sample.name, mutant);
    }
  }
  EXPECT_GE(killed * 100, valid * 95) << killed << " of " << valid;
  for (const auto& [name, reason] : reasons) {
    EXPECT_TRUE(survivors.contains(name)) << "does not survive: " << name;
    EXPECT_GT(reason.size(), 20U) << name;
  }

  std::ifstream file(std::string(TWINBILL_SOURCE_DIR) + "/docs/fuzz_figures.md", std::ios::binary);
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(document, WriteDocument(all)) << "write it anew: build/tests/write_fuzz_figures";
}

}  // namespace
}  // namespace twinbill::mutate
