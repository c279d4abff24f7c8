// RapidCheck's traps: each is shown to be one, and that the fuzzer does not fall into it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "harness/fuzz/fuzz_run.h"
#include "tests/negative/harness/fuzz/altered_legacy.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::fuzz {
namespace {

struct Silent : rc::detail::TestListener {
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

// A legacy side whose every line is a unit off.
AlteredLegacy::Alter OneUnitOff() {
  return [](std::vector<model::LineItem>& lines) {
    for (model::LineItem& line : lines) line.amount.units += 1;
  };
}

// The same of bills of several lines alone: they are not made small with a few steps.
AlteredLegacy::Alter OneUnitOffAmongMany() {
  return [](std::vector<model::LineItem>& lines) {
    if (lines.size() >= 4) lines.back().amount.units += 1;
  };
}

class TrapGround {
 public:
  explicit TrapGround(AlteredLegacy::Alter alter)
      : legacy_(GroundContract(), std::move(alter)), standard_(GroundContract()) {
    Mentions mentions;
    mentions.Add(GroundContract());
    target_ = std::make_unique<FuzzTarget>(legacy_, standard_, std::move(mentions), 1);
  }

  const AlteredLegacy& legacy() const { return legacy_; }
  FuzzTarget& target() { return *target_; }

 private:
  AlteredLegacy legacy_;
  plan::Plan standard_;
  std::unique_ptr<FuzzTarget> target_;
};

// The generator of a range covers size/100 of it, so that a small size never reaches the top.
TEST(RapidCheckTraps, ARangeThatNeverReachesItsTop) {
  const auto top_of = [](int size) {
    int top = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      top = std::max(top, rc::gen::inRange(0, 5)(rc::Random(seed), size).value());
    }
    return top;
  };
  EXPECT_LT(top_of(60), 4);
  EXPECT_EQ(top_of(100), 4);
  // Ours has no size.
  CountedRandom random(1, 1);
  std::int64_t top = 0;
  for (int i = 0; i < 2000; ++i) top = std::max(top, random.Between(0, 4));
  EXPECT_EQ(top, 4);
}

// The first case of a batch has size 0; its number is from all of them nevertheless.
TEST(RapidCheckTraps, TheFirstCasesOfABatchAreDrawnFromAllNumbers) {
  TrapGround ground(OneUnitOff());
  constexpr std::uint64_t kEighth = std::numeric_limits<std::uint64_t>::max() / 8;
  std::uint64_t low = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t high = 0;
  for (std::uint64_t batch = 0; batch < 60; ++batch) {
    const BatchOutcome outcome =
        RunBatch(ground.target(), 7, batch, {.cases = 20, .shrink_probes_max = 1});
    ASSERT_TRUE(outcome.found.has_value());
    low = std::min(low, outcome.found->case_number);
    high = std::max(high, outcome.found->case_number);
  }
  EXPECT_LT(low, kEighth);
  EXPECT_GT(high, kEighth * 7);
}

// Shrinking goes on as long as there is something smaller, unless it is told to stop.
TEST(RapidCheckTraps, ShrinkingWithoutLimit) {
  TrapGround free(OneUnitOffAmongMany());
  BatchSettings settings;
  settings.cases = 200;
  const BatchOutcome whole = RunBatch(free.target(), 7, 3, settings);
  ASSERT_TRUE(whole.found.has_value());
  EXPECT_TRUE(whole.found->smallest);
  TrapGround stopped(OneUnitOffAmongMany());
  settings.shrink_probes_max = 10;
  const BatchOutcome cut = RunBatch(stopped.target(), 7, 3, settings);
  ASSERT_TRUE(cut.found.has_value());
  EXPECT_FALSE(cut.found->smallest);
  EXPECT_EQ(cut.found->case_number, whole.found->case_number);
  EXPECT_GT(free.legacy().cases(), stopped.legacy().cases() + 20);
  // What was looked at, ten probes, and the last period looked for: no more.
  EXPECT_LT(stopped.legacy().cases(), cut.cases + 10 + 40);
}

// With something to reproduce, a property that it does not name passes without a case.
TEST(RapidCheckTraps, AReproduceIdThatPassesWithNoCase) {
  int ran = 0;
  const auto property = rc::detail::toProperty([&] {
    ++ran;
    return false;
  });
  rc::detail::TestParams params;
  rc::detail::TestMetadata metadata;
  metadata.id = "parity";
  Silent listener;
  const std::unordered_map<std::string, rc::detail::Reproduce> of_another{
      {"another", rc::detail::Reproduce()}};
  const auto result = rc::detail::checkProperty(property, metadata, params, listener, of_another);
  rc::detail::SuccessResult success;
  ASSERT_TRUE(result.match(success));
  EXPECT_EQ(success.numSuccess, 0);
  EXPECT_EQ(ran, 0);
}

// Ours asks the surroundings for nothing: neither what to reproduce nor how many cases.
TEST(RapidCheckTraps, TheSurroundingsCanTakeNoCaseAway) {
  ASSERT_EQ(setenv("RC_PARAMS", "max_success=0 seed=1 reproduce=anotherqkCk", 1), 0);
  TrapGround sound({});
  const BatchOutcome all = RunBatch(sound.target(), 7, 0, {.cases = 120});
  EXPECT_EQ(all.cases, 120U);
  EXPECT_TRUE(all.trouble.empty());
  TrapGround broken(OneUnitOff());
  EXPECT_TRUE(RunBatch(broken.target(), 7, 0, {.cases = 120}).found.has_value());
  ASSERT_EQ(unsetenv("RC_PARAMS"), 0);
}

}  // namespace
}  // namespace twinbill::fuzz
