#include "standard_engine/arithmetic/dealing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace twinbill::arithmetic {
namespace {

std::string Dealt(const std::vector<std::string>& lines, const DealRule& rule) {
  std::vector<ExactAmount> exact;
  for (const std::string& line : lines) exact.push_back(*ExactAmount::Parse(line));
  std::vector<model::Amount> amounts(exact.size());
  if (!Deal(exact, rule, amounts)) return "too large";
  std::string text;
  for (const model::Amount& amount : amounts) text += (text.empty() ? "" : " ") + amount.ToString();
  return text;
}

DealRule Rule(DealBy deal, RemainderTo remainder, RoundingMode mode = RoundingMode::kHalfUp,
              int digits = 2) {
  return {mode, digits, deal, remainder};
}

TEST(Deal, GivesTheMissingUnitsToTheLargestFractions) {
  // -10.004 - 10.003 - 10.005 = -30.012, rounded -30.01: one unit is missing, to the third.
  EXPECT_EQ(Dealt({"-10.004", "-10.003", "-10.005"}, Rule(DealBy::kExact, RemainderTo::kLargest)),
            "-10.00 -10.00 -10.01");
}

TEST(Deal, BreaksTiesByTheOrderOfLines) {
  EXPECT_EQ(Dealt({"-1.005", "-1.005", "-1.005"}, Rule(DealBy::kExact, RemainderTo::kLargest)),
            "-1.01 -1.01 -1.00");
}

TEST(Deal, CountsFractionsInTheDirectionOfTheMissingUnits) {
  // Sum -0.004 - 0.009 + 0.008 = -0.005, CEILING 0.00: cut -0.00 -0.00 0.00, nothing missing.
  EXPECT_EQ(Dealt({"-0.004", "-0.009", "0.008"},
                  Rule(DealBy::kExact, RemainderTo::kLargest, RoundingMode::kCeiling)),
            "0.00 0.00 0.00");
  // FLOOR -0.01: a negative unit is missing; -0.009 is the largest in that direction.
  EXPECT_EQ(Dealt({"-0.004", "-0.009", "0.008"},
                  Rule(DealBy::kExact, RemainderTo::kLargest, RoundingMode::kFloor)),
            "0.00 -0.01 0.00");
  // UP +0.01 from 0.009 - 0.004: the positive fraction takes the positive unit.
  EXPECT_EQ(
      Dealt({"-0.004", "0.009"}, Rule(DealBy::kExact, RemainderTo::kLargest, RoundingMode::kUp)),
      "0.00 0.01");
}

TEST(Deal, TakesUnitsAwayWhereThereAreTooMany) {
  // -1.9 + 1.9 - 0.5 = -0.5; CEILING at 0 digits is 0; cut -1 + 1 + 0 = 0.
  // -1.9 + 1.2 = -0.7, FLOOR -1: cut -1 + 1 = 0, one negative unit to the largest negative
  // fraction.
  EXPECT_EQ(
      Dealt({"-1.9", "1.2"}, Rule(DealBy::kExact, RemainderTo::kLargest, RoundingMode::kFloor, 0)),
      "-2 1");
  // -1.2 + 1.9 = 0.7, FLOOR 0: cut -1 + 1 = 0.
  EXPECT_EQ(
      Dealt({"-1.2", "1.9"}, Rule(DealBy::kExact, RemainderTo::kLargest, RoundingMode::kFloor, 0)),
      "-1 1");
}

TEST(Deal, LinesOfNothingTakeUnitsLikeTheOthers) {
  // deal rounded: 0.005 rounds UP to 0.01; shares 0.01 and 0; nothing is missing.
  EXPECT_EQ(Dealt({"0.005", "0"}, Rule(DealBy::kRounded, RemainderTo::kLast, RoundingMode::kUp)),
            "0.01 0.00");
  EXPECT_EQ(Dealt({"-0.005", "0"}, Rule(DealBy::kExact, RemainderTo::kLast)), "0.00 -0.01");
}

TEST(Deal, RoundsAgainWhereUnitsAreLeft) {
  // deal rounded where the exact amounts add up to 0: every share is 0.
  EXPECT_EQ(Dealt({"-1.5", "1.5"}, Rule(DealBy::kRounded, RemainderTo::kLargest)), "0.00 0.00");
  EXPECT_EQ(Dealt({"-1.5", "1.5"}, Rule(DealBy::kExact, RemainderTo::kLargest)), "-1.50 1.50");
}

TEST(Deal, SharesTheRoundedSumOrTheExactOne) {
  // Sum 0.9, UP at 0 digits 1. Rounded shares 1/3 each; exact shares 0.3 each: all cut to 0.
  EXPECT_EQ(Dealt({"0.3", "0.3", "0.3"},
                  Rule(DealBy::kRounded, RemainderTo::kFirst, RoundingMode::kUp, 0)),
            "1 0 0");
  // Sum 8.5 rounds DOWN to 8. Exact: 6.8 and 1.7 cut to 6 and 1, 1 missing to 6.8's fraction.
  EXPECT_EQ(
      Dealt({"6.8", "1.7"}, Rule(DealBy::kExact, RemainderTo::kLargest, RoundingMode::kDown, 0)),
      "7 1");
  // Rounded: 8*6.8/8.5 = 6.4 and 1.6: the second has the larger fraction.
  EXPECT_EQ(
      Dealt({"6.8", "1.7"}, Rule(DealBy::kRounded, RemainderTo::kLargest, RoundingMode::kDown, 0)),
      "6 2");
}

TEST(Deal, OfNoLinesIsNothing) {
  EXPECT_EQ(Dealt({}, Rule(DealBy::kExact, RemainderTo::kFirst)), "");
}

TEST(Deal, RefusesWhatAnAmountCannotHold) {
  EXPECT_EQ(
      Dealt({"1000000000000000000000000000000000000"}, Rule(DealBy::kExact, RemainderTo::kFirst)),
      "too large");
}

RC_GTEST_PROP(DealProperty, LinesAddUpToTheRoundedSum, ()) {
  const auto units = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int32_t>>(
      rc::gen::inRange<std::int32_t>(-100000, 100000)));
  const DealRule rule{static_cast<RoundingMode>(*rc::gen::inRange(0, 7)), *rc::gen::inRange(0, 4),
                      static_cast<DealBy>(*rc::gen::inRange(0, 2)),
                      static_cast<RemainderTo>(*rc::gen::inRange(0, 3))};
  std::vector<ExactAmount> exact;
  ExactAmount sum;
  for (const std::int32_t unit : units) {
    exact.push_back(ExactAmount::OfUnits(unit, 3));
    sum += exact.back();
  }
  std::vector<model::Amount> amounts(exact.size());
  RC_ASSERT(static_cast<bool>(Deal(exact, rule, amounts)));
  ExactAmount dealt;
  for (const model::Amount& amount : amounts) {
    RC_ASSERT(amount.digits == rule.digits);
    dealt += ExactAmount(amount);
  }
  RC_ASSERT(dealt == ExactAmount(*Round(sum, rule.mode, rule.digits)));
}

}  // namespace
}  // namespace twinbill::arithmetic
