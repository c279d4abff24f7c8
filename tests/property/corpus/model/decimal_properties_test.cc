// Decimals against big fractions, which are too simple to be wrong.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <vector>

#include "corpus/model/decimal.h"
#include "corpus/model/decimal_sum.h"

namespace twinbill::model {
namespace {

using Integer = boost::multiprecision::cpp_int;

// The value at 28 digits after the point.
Integer At28(const Decimal& value) {
  std::string digits;
  AppendInteger(value.units(), digits);
  return Integer(digits) *
         pow(Integer(10), static_cast<unsigned>(Decimal::kScaleMax - value.scale()));
}

Integer Most() { return pow(Integer(10), 38); }

// Whether a number, given at 28 digits after the point, is a decimal's.
bool Fits(Integer at28) {
  int scale = Decimal::kScaleMax;
  while (scale > 0 && at28 % 10 == 0) {
    at28 /= 10;
    --scale;
  }
  return abs(at28) < Most();
}

// Edges of length and scale, powers of ten and their neighbours, and anything between.
rc::Gen<Decimal> AnyDecimal() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::oneOf(rc::gen::inRange(1, 39), rc::gen::element(18, 19, 37, 38)),
                     rc::gen::oneOf(rc::gen::inRange(0, 29), rc::gen::element(0, 1, 28)),
                     rc::gen::element<int>(0, 1, 2, 3), rc::gen::arbitrary<std::uint64_t>(),
                     rc::gen::arbitrary<std::uint64_t>(), rc::gen::arbitrary<bool>()),
      [](const std::tuple<int, int, int, std::uint64_t, std::uint64_t, bool>& drawn) {
        const auto& [digits, scale, shape, high, low, negative] = drawn;
        UInt128 power = 1;
        for (int i = 1; i < digits; ++i) power *= 10;
        UInt128 units = power;
        if (shape == 1) units = power - 1;
        if (shape == 2) units = power + 1;
        if (shape == 3) units = ((UInt128{high} << 64) | low) % (power * (digits < 38 ? 10U : 1U));
        const auto value = static_cast<Int128>(units);
        return *Decimal::FromUnits(negative ? -value : value, scale);
      });
}

RC_GTEST_PROP(DecimalProperties, ReadingWhatWasWrittenIsTheIdentity, ()) {
  const Decimal value = *AnyDecimal();
  RC_ASSERT(*Decimal::Parse(value.ToString()) == value);
}

RC_GTEST_PROP(DecimalProperties, EveryTextFormOfANumberIsTheSameNumber, ()) {
  const Decimal value = *AnyDecimal();
  const int zeros = *rc::gen::inRange(0, 5);
  const int power = *rc::gen::inRange(-40, 41);
  std::string digits;
  AppendInteger(value.units() < 0 ? -value.units() : value.units(), digits);
  const std::string text = std::string(value.is_negative() ? "-" : "") +
                           std::string(static_cast<std::size_t>(zeros), '0') + digits +
                           std::string(static_cast<std::size_t>(zeros), '0') +
                           (power % 2 == 0 ? "e" : "E") + std::to_string(-value.scale() - zeros);
  RC_ASSERT(*Decimal::Parse(text) == value);
}

RC_GTEST_PROP(DecimalProperties, OrderAndEqualityAreThoseOfTheNumbers, ()) {
  const Decimal a = *AnyDecimal();
  const Decimal b = *rc::gen::oneOf(AnyDecimal(), rc::gen::just(a), rc::gen::just(a.Negated()));
  RC_ASSERT((a == b) == (At28(a) == At28(b)));
  RC_ASSERT((a < b) == (At28(a) < At28(b)));
  RC_ASSERT((a > b) == (At28(a) > At28(b)));
}

RC_GTEST_PROP(DecimalProperties, ASumIsExactOrRefused, ()) {
  const Decimal a = *AnyDecimal();
  const Decimal b = *rc::gen::oneOf(AnyDecimal(), rc::gen::just(a), rc::gen::just(a.Negated()));
  const Integer exact = At28(a) + At28(b);
  const auto sum = Decimal::Add(a, b);
  RC_ASSERT(sum.has_value() == Fits(exact));
  if (sum) RC_ASSERT(At28(*sum) == exact);
}

RC_GTEST_PROP(DecimalProperties, ALongSumIsExact, ()) {
  const auto values = *rc::gen::container<std::vector<Decimal>>(AnyDecimal());
  DecimalSum sum;
  DecimalSum halves[2];
  Integer exact = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum.Add(values[i]);
    halves[i % 2].Add(values[i]);
    exact += At28(values[i]);
  }
  halves[0].Add(halves[1]);
  RC_ASSERT(halves[0] == sum);
  RC_ASSERT(sum.is_negative() == (exact < 0));
  std::string digits = Integer(abs(exact)).str();
  if (digits.size() < 29) digits.insert(0, 29 - digits.size(), '0');
  digits.insert(digits.size() - 28, ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  RC_ASSERT(sum.ToString() == (exact < 0 ? "-" : "") + digits);
}

RC_GTEST_PROP(DecimalProperties, NoTextBreaksTheReader, ()) {
  const std::string text = *rc::gen::container<std::string>(
      rc::gen::element('0', '1', '9', '.', '-', '+', 'e', 'E', ' '));
  const auto value = Decimal::Parse(text);
  if (value) RC_ASSERT(*Decimal::Parse(value->ToString()) == *value);
}

}  // namespace
}  // namespace twinbill::model
