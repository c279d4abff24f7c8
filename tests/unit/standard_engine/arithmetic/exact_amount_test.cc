#include "standard_engine/arithmetic/exact_amount.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <string>

#include "standard_engine/arithmetic/exact_sum.h"

namespace twinbill::arithmetic {
namespace {

using boost::multiprecision::cpp_rational;
using model::Decimal;

ExactAmount Of(const std::string& text) { return *ExactAmount::Parse(text); }

TEST(ExactAmount, WritesDecimalsAsDecimalsAndTheRestAsReducedFractions) {
  EXPECT_EQ(ExactAmount().ToString(), "0");
  EXPECT_EQ(ExactAmount(*Decimal::Parse("-12.50")).ToString(), "-12.5");
  EXPECT_EQ((Of("1") / Of("8")).ToString(), "0.125");
  EXPECT_EQ((Of("-7") / Of("21")).ToString(), "-1/3");
  EXPECT_EQ((Of("1") / Of("3") * Of("3")).ToString(), "1");
}

TEST(ExactAmount, ReadsOnlyWhatItWrites) {
  for (const std::string text :
       {"0", "-1.25", "7/3", "123456789012345678901234567890123456789.5"}) {
    EXPECT_EQ(Of(text).ToString(), text);
  }
  for (const std::string text : {"", "-", "1.", ".5", "1.50", "2/4", "1/0", "3/1", "-0", "1e3",
                                 "1/3/5", "1.5/2", "+1", "01"}) {
    EXPECT_FALSE(ExactAmount::Parse(text)) << text;
  }
}

TEST(ExactAmount, NeverWrapsWhere128BitsAreTooFew) {
  const ExactAmount large(*Decimal::Parse("99999999999999999999999999999999999999"));
  EXPECT_TRUE(large.is_small());
  ExactAmount sum = large;
  sum += large;
  EXPECT_EQ(sum.ToString(), "199999999999999999999999999999999999998");
  EXPECT_EQ((large * large).ToString(),
            "9999999999999999999999999999999999999800000000000000000000000000000000000001");
  EXPECT_FALSE((large * large).is_small());
  ExactAmount reduced = large * large / large;
  EXPECT_FALSE(reduced.is_small());
  reduced.Reduce();
  EXPECT_TRUE(reduced.is_small());
  EXPECT_EQ(reduced, large);
  EXPECT_EQ(large * large / large, large);
  const ExactAmount tiny(*Decimal::Parse("0.0000000000000000000000000001"));
  EXPECT_EQ((large + tiny).ToString(),
            "99999999999999999999999999999999999999.0000000000000000000000000001");
  EXPECT_EQ(ExactAmount::Product(*Decimal::Parse("99999999999999999999999999999999999999"),
                                 *Decimal::Parse("10.5")),
            large * Of("10.5"));
}

TEST(ExactAmount, AddsUnitsOfAnyScale) {
  ExactAmount sum;
  sum.AddUnits(15, 1);
  sum.AddUnits(25, 2);
  sum.AddUnits(-1, 0);
  EXPECT_EQ(sum, Of("0.75"));
  sum /= Of("3");
  sum.AddUnits(1, 0);
  EXPECT_EQ(sum, Of("1.25"));
}

TEST(ExactAmount, CutsTowardZeroAndSaysHowMuchWasCut) {
  const auto rest = [](const std::string& text, int digits) {
    return Of(text).Truncate(digits)->rest;
  };
  EXPECT_EQ(static_cast<int>(Of("-1.999").Truncate(2)->units), -199);
  EXPECT_EQ(rest("1.25", 2), Truncation::Rest::kNone);
  EXPECT_EQ(rest("1.254999999999999999999999999999999999999999", 2), Truncation::Rest::kBelowHalf);
  EXPECT_EQ(rest("-1.255", 2), Truncation::Rest::kHalf);
  EXPECT_EQ(rest("2/3", 2), Truncation::Rest::kAboveHalf);
  EXPECT_FALSE(Of("100000000000000000000000000000000000000").Truncate(0));
  EXPECT_FALSE(Of("100000000000000000000").Truncate(18));
  EXPECT_TRUE(Of("99999999999999999999").Truncate(18));
}

// A rational of any size, with numbers that fill and exceed 128 bits now and then.
rc::Gen<std::string> AnyRational() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(1, 40), rc::gen::inRange(1, 40),
                     rc::gen::arbitrary<std::uint64_t>(), rc::gen::arbitrary<std::uint64_t>(),
                     rc::gen::arbitrary<bool>()),
      [](const auto& parts) {
        const auto& [over_digits, under_digits, a, b, negative] = parts;
        const auto number = [](std::uint64_t seed, int digits) {
          std::string text;
          for (int i = 0; i < digits; ++i) text += static_cast<char>('0' + (seed >> (i % 50)) % 10);
          return boost::multiprecision::cpp_int("1" + text.substr(1));
        };
        cpp_rational value(number(a, over_digits), number(b, under_digits));
        return (negative ? "-" : "") + value.str();
      });
}

ExactAmount OfRational(const std::string& text) {
  const std::size_t slash = text.find('/');
  const ExactAmount over = Of(text.substr(0, slash));
  return slash == std::string::npos ? over : over / Of(text.substr(slash + 1));
}

cpp_rational Rational(const ExactAmount& value) {
  const std::string text = value.ToString();
  const std::size_t point = text.find('.');
  if (point == std::string::npos) return cpp_rational(text);
  const std::string digits = text.substr(0, point) + text.substr(point + 1);
  const bool negative = digits[0] == '-';
  const std::size_t first = digits.find_first_not_of("-0");
  const std::string plain = first == std::string::npos ? "0" : digits.substr(first);
  const auto places = static_cast<unsigned>(text.size() - point - 1);
  const cpp_rational value_of(
      boost::multiprecision::cpp_int(plain),
      boost::multiprecision::pow(boost::multiprecision::cpp_int(10), places));
  return negative ? cpp_rational(-value_of) : value_of;
}

RC_GTEST_PROP(ExactAmountProperty, AgreesWithRationalsOfAnySize, ()) {
  const std::string a_text = *AnyRational();
  const std::string b_text = *AnyRational();
  const ExactAmount a = OfRational(a_text);
  const ExactAmount b = OfRational(b_text);
  const cpp_rational x(a_text);
  const cpp_rational y(b_text);
  RC_ASSERT(Rational(a + b) == x + y);
  RC_ASSERT(Rational(a - b) == x - y);
  RC_ASSERT(Rational(a * b) == x * y);
  RC_ASSERT(Rational(a / b) == x / y);
  RC_ASSERT((a < b) == (x < y));
  RC_ASSERT((a == b) == (x == y));
  RC_ASSERT(a.sign() == x.sign());
  RC_ASSERT(a - a == ExactAmount());
}

TEST(ExactAmount, IsCopiedAndMovedWhateverItsForm) {
  const ExactAmount small(*Decimal::Parse("1.5"));
  const ExactAmount big = ExactAmount(*Decimal::Parse("99999999999999999999999999999999999999")) *
                          ExactAmount(*Decimal::Parse("99999999999999999999999999999999999999"));
  for (const ExactAmount& from : {small, big}) {
    for (const ExactAmount& to : {small, big}) {
      ExactAmount copy = to;
      copy = from;
      EXPECT_EQ(copy, from);
      ExactAmount moved = to;
      moved = std::move(copy);
      EXPECT_EQ(moved, from);
      const ExactAmount constructed = std::move(moved);
      EXPECT_EQ(constructed, from);
    }
    ExactAmount twice = from;
    twice += twice;
    EXPECT_EQ(twice, from * ExactAmount::OfUnits(2, 0));
    twice -= twice;
    EXPECT_TRUE(twice.is_zero());
    EXPECT_EQ(twice + from, from);
    EXPECT_EQ(twice - from, -from);
  }
}

TEST(ExactAmount, ASumThatFillsTheLastBitGoesOnInWideIntegers) {
  const model::Int128 most = static_cast<model::Int128>(~model::UInt128{0} >> 1U);
  const ExactAmount full = ExactAmount::OfUnits(most, 3);
  ExactAmount sum = full;
  sum += ExactAmount::OfUnits(1, 3);
  EXPECT_EQ(sum - full, ExactAmount::OfUnits(1, 3));
  EXPECT_FALSE(sum.is_small());
  ExactAmount less = ExactAmount::OfUnits(-most, 3);
  less -= ExactAmount::OfUnits(5, 3);
  EXPECT_EQ(less + full, ExactAmount::OfUnits(-5, 3));
}

TEST(ExactSum, IsThePlainSumWhateverTheDenominators) {
  ExactSum sum;
  ExactAmount plain;
  for (int round = 0; round < 3; ++round) {
    for (int under = 1; under <= 40; ++under) {
      for (int over = 1; over <= under; ++over) {
        const ExactAmount amount =
            ExactAmount::OfUnits(7 * over, over % 5) / ExactAmount::OfUnits(under * 3, under % 4);
        const ExactAmount signed_amount = over % 7 == 3 ? -amount : amount;
        sum.Add(signed_amount);
        plain += signed_amount;
      }
    }
  }
  EXPECT_EQ(sum.Total(), plain);
  EXPECT_EQ(sum.Total().ToString(), plain.ToString());
  sum.Clear();
  EXPECT_TRUE(sum.Total().is_zero());
}

TEST(ExactSum, OfAWholeGroupHasNoFractionLeft) {
  ExactSum sum;
  const ExactAmount whole = ExactAmount::OfUnits(1'234'567, 4);
  for (const int quantity : {3, 7, 9, -2}) {
    sum.Add(whole * ExactAmount::OfUnits(quantity, 0) / ExactAmount::OfUnits(17, 0));
  }
  EXPECT_EQ(sum.Total(), whole);
  EXPECT_FALSE(sum.Total().is_fraction());
}

}  // namespace
}  // namespace twinbill::arithmetic
