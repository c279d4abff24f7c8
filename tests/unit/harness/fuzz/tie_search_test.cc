#include "harness/fuzz/tie_search.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace twinbill::fuzz {
namespace {

std::optional<int> FirstHitByTrying(int slope, int offset, int modulus, int low, int high) {
  for (int x = 0; x < modulus; ++x) {
    const int rest = ((slope * x + offset) % modulus + modulus) % modulus;
    if (low <= rest && rest <= high) return x;
  }
  return std::nullopt;
}

RC_GTEST_PROP(FirstHit, IsTheOneThatTryingFinds, ()) {
  const int modulus = *rc::gen::resize(100, rc::gen::inRange(1, 400));
  const int low = *rc::gen::resize(100, rc::gen::inRange(0, modulus));
  const int high = *rc::gen::resize(100, rc::gen::inRange(low, modulus));
  const int slope = *rc::gen::resize(100, rc::gen::inRange(-900, 900));
  const int offset = *rc::gen::resize(100, rc::gen::inRange(-900, 900));
  const auto expected = FirstHitByTrying(slope, offset, modulus, low, high);
  const auto found = FirstHit(slope, offset, modulus, low, high);
  RC_ASSERT(found.has_value() == expected.has_value());
  if (expected) RC_ASSERT(*found == *expected);
}

// 1.45 hundredths a step and 8 % off: the first tie from a million on, and its neighbours.
TEST(NextTie, StandsOnTheTieOrBesideIt) {
  const AmountLine line{Rational(1160, 10000), Rational(3, 7)};
  EXPECT_FALSE(NextTie(line, 1000000, TieSide::kOn, Rational(1, 1000)).has_value());
  const AmountLine whole{Rational(1160, 10000), Rational(0)};
  const auto on = NextTie(whole, 1000000, TieSide::kOn, Rational(1, 1000));
  ASSERT_TRUE(on.has_value());
  EXPECT_GE(*on, 1000000);
  const Rational amount = whole.slope * Rational(*on);
  EXPECT_EQ(boost::multiprecision::denominator(amount), 2);
  const Rational width(1, 100);
  for (const TieSide side : {TieSide::kBelow, TieSide::kAbove}) {
    const auto beside = NextTie(line, 5, side, width);
    ASSERT_TRUE(beside.has_value());
    Rational rest = line.slope * Rational(*beside) + line.offset;
    rest -=
        Rational(boost::multiprecision::numerator(rest) / boost::multiprecision::denominator(rest));
    const Rational distance = rest - Rational(1, 2);
    EXPECT_LE(abs(distance), width);
    EXPECT_EQ(distance > 0, side == TieSide::kAbove);
  }
}

TEST(NextTie, AnswersAtOnceWhereTryingWouldTakeForEver) {
  // 10-digit rates against cents: one tie in 2 * 10^8 steps.
  const AmountLine line{Rational(Integer("166667"), Integer("100000000")), Rational(1, 100000000)};
  const auto on = NextTie(line, Integer("1000000000000"), TieSide::kOn, Rational(1, 1000));
  ASSERT_TRUE(on.has_value());
  EXPECT_GE(*on, Integer("1000000000000"));
}

}  // namespace
}  // namespace twinbill::fuzz
