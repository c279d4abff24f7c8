#include "translators/algebra/rational.h"

#include <algorithm>

namespace twinbill::algebra {

namespace {

Integer PowerOfTen(int exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

Integer NumeratorOf(const Rational& value) { return boost::multiprecision::numerator(value); }
Integer DenominatorOf(const Rational& value) { return boost::multiprecision::denominator(value); }

// By how many powers of `factor` the number can be divided; divided by them.
int Strip(Integer& number, int factor) {
  int count = 0;
  while (number % factor == 0) {
    number /= factor;
    ++count;
  }
  return count;
}

// Whether the cut-off part `rest` of `whole` parts moves the quotient away from zero.
bool MovesAway(const Integer& quotient, const Integer& rest, const Integer& whole, bool negative,
               Rounding rounding) {
  if (rest == 0) return false;
  const int half = Integer(rest * 2).compare(whole);
  switch (rounding) {
    case Rounding::kUp: return true;
    case Rounding::kDown: return false;
    case Rounding::kCeiling: return !negative;
    case Rounding::kFloor: return negative;
    case Rounding::kHalfUp: return half >= 0;
    case Rounding::kHalfDown: return half > 0;
    case Rounding::kHalfEven: return half > 0 || (half == 0 && quotient % 2 != 0);
  }
  return false;
}

}  // namespace

Rational FromDecimal(const model::Decimal& value) {
  std::string digits;
  model::AppendInteger(value.units(), digits);
  return Rational(Integer(digits), PowerOfTen(value.scale()));
}

std::optional<int> DigitsOf(const Rational& value) {
  Integer denominator = DenominatorOf(value);
  const int twos = Strip(denominator, 2);
  const int fives = Strip(denominator, 5);
  if (denominator != 1) return std::nullopt;
  return std::max(twos, fives);
}

std::optional<model::Decimal> ToDecimal(const Rational& value) {
  const std::optional<int> digits = DigitsOf(value);
  if (!digits || *digits > model::Decimal::kScaleMax) return std::nullopt;
  const Integer units = NumeratorOf(Rational(value * Rational(PowerOfTen(*digits))));
  if (boost::multiprecision::abs(units) >= PowerOfTen(model::Decimal::kDigitsMax)) {
    return std::nullopt;
  }
  auto decimal = model::Decimal::FromUnits(units.convert_to<model::Int128>(), *digits);
  if (!decimal) return std::nullopt;
  return *decimal;
}

Rational RoundTo(const Rational& value, int digits, Rounding rounding) {
  const Integer power = PowerOfTen(digits);
  const Integer scaled = boost::multiprecision::abs(Integer(NumeratorOf(value) * power));
  const Integer whole = DenominatorOf(value);
  const bool negative = value < 0;
  Integer quotient = scaled / whole;
  const Integer rest = scaled % whole;
  if (MovesAway(quotient, rest, whole, negative, rounding)) ++quotient;
  if (negative) quotient = -quotient;
  return Rational(quotient, power);
}

std::string Write(const Rational& value) {
  if (const auto decimal = ToDecimal(value)) return decimal->ToString();
  return value.str();
}

}  // namespace twinbill::algebra
