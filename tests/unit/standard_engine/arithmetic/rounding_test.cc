#include "standard_engine/arithmetic/rounding.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace twinbill::arithmetic {
namespace {

constexpr std::array<RoundingMode, 7> kModes = {
    RoundingMode::kUp,     RoundingMode::kDown,     RoundingMode::kCeiling, RoundingMode::kFloor,
    RoundingMode::kHalfUp, RoundingMode::kHalfDown, RoundingMode::kHalfEven};

struct JavaRow {
  const char* value;
  std::array<int, 7> rounded;  // UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN, HALF_EVEN
};

// The table in the documentation of java.math.RoundingMode.
constexpr std::array<JavaRow, 10> kJava = {{{"5.5", {6, 5, 6, 5, 6, 5, 6}},
                                            {"2.5", {3, 2, 3, 2, 3, 2, 2}},
                                            {"1.6", {2, 1, 2, 1, 2, 2, 2}},
                                            {"1.1", {2, 1, 2, 1, 1, 1, 1}},
                                            {"1", {1, 1, 1, 1, 1, 1, 1}},
                                            {"-1", {-1, -1, -1, -1, -1, -1, -1}},
                                            {"-1.1", {-2, -1, -1, -2, -1, -1, -1}},
                                            {"-1.6", {-2, -1, -1, -2, -2, -2, -2}},
                                            {"-2.5", {-3, -2, -2, -3, -3, -2, -2}},
                                            {"-5.5", {-6, -5, -5, -6, -6, -5, -6}}}};

TEST(Round, HasTheModesOfJava) {
  for (const JavaRow& row : kJava) {
    for (std::size_t mode = 0; mode < kModes.size(); ++mode) {
      const auto rounded = Round(*ExactAmount::Parse(row.value), kModes[mode], 0);
      ASSERT_TRUE(rounded);
      EXPECT_EQ(static_cast<int>(rounded->units), row.rounded[mode])
          << row.value << " mode " << mode;
    }
  }
}

TEST(Round, SeesWhatIsFarBehindTheHalf) {
  const ExactAmount hair = *ExactAmount::Parse("0.5000000000000000000000000000000000000000000001");
  EXPECT_EQ(Round(hair, RoundingMode::kHalfDown, 0)->ToString(), "1");
  EXPECT_EQ(Round(-hair, RoundingMode::kHalfEven, 0)->ToString(), "-1");
  EXPECT_EQ(Round(*ExactAmount::Parse("1/3"), RoundingMode::kUp, 2)->ToString(), "0.34");
  EXPECT_EQ(Round(*ExactAmount::Parse("-1/3"), RoundingMode::kFloor, 18)->ToString(),
            "-0.333333333333333334");
}

TEST(Round, WritesAsManyDigitsAsItRoundsTo) {
  EXPECT_EQ(Round(*ExactAmount::Parse("1.5"), RoundingMode::kHalfUp, 4)->ToString(), "1.5000");
  EXPECT_EQ(Round(*ExactAmount::Parse("-0.001"), RoundingMode::kHalfUp, 2)->ToString(), "0.00");
}

TEST(Round, RefusesWhatAnAmountCannotHold) {
  const ExactAmount large = *ExactAmount::Parse("1000000000000000000000000000000000000000");
  EXPECT_FALSE(Round(large, RoundingMode::kHalfUp, 0));
}

}  // namespace
}  // namespace twinbill::arithmetic
