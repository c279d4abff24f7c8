#include "harness/fuzz/tie_search.h"

#include "corpus/model/check.h"

namespace twinbill::fuzz {
namespace {

Integer Modulo(const Integer& value, const Integer& modulus) {
  Integer rest = value % modulus;
  if (rest < 0) rest += modulus;
  return rest;
}

// Both positive.
Integer CeilingOfQuotient(const Integer& value, const Integer& divisor) {
  return (value + divisor - 1) / divisor;
}

// The smallest x >= 0 with low <= slope * x mod modulus <= high, for 0 <= slope < modulus and
// 0 <= low <= high < modulus: where no multiple of the slope lies in the window before the first
// turn, the turns themselves form the same question with modulus and slope smaller.
std::optional<Integer> FirstMultiple(const Integer& slope, const Integer& modulus,
                                     const Integer& low, const Integer& high) {
  if (low == 0) return Integer(0);
  if (slope == 0) return std::nullopt;
  const Integer first = CeilingOfQuotient(low, slope);
  if (first * slope <= high) return first;
  const std::optional<Integer> turns =
      FirstMultiple(modulus % slope, slope, Modulo(-high, slope), Modulo(-low, slope));
  if (!turns) return std::nullopt;
  return CeilingOfQuotient(low + modulus * *turns, slope);
}

}  // namespace

Integer FloorOf(const Rational& value) {
  const Integer& over = boost::multiprecision::numerator(value);
  const Integer& under = boost::multiprecision::denominator(value);
  Integer quotient = over / under;
  if (over < 0 && quotient * under != over) --quotient;
  return quotient;
}

std::optional<Integer> FirstHit(const Integer& slope, const Integer& offset, const Integer& modulus,
                                const Integer& low, const Integer& high) {
  TWINBILL_CHECK(modulus > 0 && low >= 0 && low <= high && high < modulus);
  const Integer from = Modulo(low - offset, modulus);
  const Integer to = Modulo(high - offset, modulus);
  if (from > to) return Integer(0);  // the window goes over the turn, and so contains x = 0
  return FirstMultiple(Modulo(slope, modulus), modulus, from, to);
}

std::optional<Integer> NextTie(const AmountLine& line, const Integer& first, TieSide side,
                               const Rational& width) {
  TWINBILL_CHECK(width > 0 && width < Rational(1, 2));
  using boost::multiprecision::denominator;
  using boost::multiprecision::lcm;
  using boost::multiprecision::numerator;
  // In whole parts of a unit: twice the common denominator, so that a half is one of them.
  const Rational at_first = line.offset + line.slope * Rational(first);
  const Integer modulus = 2 * lcm(denominator(line.slope), denominator(at_first));
  const Integer half = modulus / 2;
  const auto parts = [&](const Rational& value) -> Integer {
    return numerator(value) * (modulus / denominator(value));
  };
  const Integer reach = FloorOf(width * Rational(modulus));
  Integer low = half;
  Integer high = half;
  if (side == TieSide::kBelow) {
    low = half - reach;
    high = half - 1;
  } else if (side == TieSide::kAbove) {
    low = half + 1;
    high = half + reach;
  }
  if (low > high) return std::nullopt;
  const auto steps = FirstHit(parts(line.slope), parts(at_first), modulus, low, high);
  if (!steps) return std::nullopt;
  return first + *steps;
}

}  // namespace twinbill::fuzz
