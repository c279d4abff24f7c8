// Decimals against big whole numbers, which are too simple to be wrong.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <optional>
#include <regex>
#include <string>
#include <tuple>
#include <vector>

#include "corpus/model/decimal.h"
#include "corpus/model/decimal_sum.h"

namespace twinbill::model {
namespace {

// Without expression templates: what an operation gives is a number.
using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>,
                                              boost::multiprecision::et_off>;

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

// The digits of 10^28 times the value, shifted by a power of ten that the exponent takes back, with
// needless zeros on both sides: one of the many ways to write it.
std::string WrittenOtherwise(const Decimal& value, int shift, int before, int behind) {
  std::string digits;
  AppendInteger(value.units() < 0 ? -value.units() : value.units(), digits);
  const auto zeros = [](int count) { return std::string(static_cast<std::size_t>(count), '0'); };
  // digits / 10^(scale - shift) is written, and the exponent is -shift.
  int places = value.scale() - shift;
  if (places < 0) {
    digits += zeros(-places);
    places = 0;
  }
  if (static_cast<int>(digits.size()) <= places)
    digits.insert(0, zeros(places + 1 - static_cast<int>(digits.size())));
  std::string text = value.is_negative() ? "-" : "";
  text += zeros(before) + digits.substr(0, digits.size() - static_cast<std::size_t>(places));
  if (places > 0 || behind > 0)
    text += "." + digits.substr(digits.size() - static_cast<std::size_t>(places)) + zeros(behind);
  if (shift != 0) text += (shift % 2 == 0 ? "e" : "E") + std::to_string(-shift);
  return text;
}

RC_GTEST_PROP(DecimalProperties, EveryTextFormOfANumberIsTheSameNumber, ()) {
  const Decimal value = *AnyDecimal();
  const int shift = *rc::gen::oneOf(rc::gen::just(0), rc::gen::inRange(-60, 61));
  const int before = *rc::gen::element(0, 1, 5, 60);
  const int behind = *rc::gen::element(0, 1, 5, 60);
  const std::string text = WrittenOtherwise(value, shift, before, behind);
  const auto read = Decimal::Parse(text);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == value);
}

// Digits, most of them the ones where carries and zeros happen.
rc::Gen<std::string> Digits(int most) {
  return rc::gen::mapcat(rc::gen::inRange(1, most + 1), [](int count) {
    return rc::gen::container<std::string>(
        static_cast<std::size_t>(count),
        rc::gen::weightedElement<char>(
            {{4, '0'}, {4, '9'}, {1, '1'}, {1, '2'}, {1, '5'}, {1, '7'}}));
  });
}

// `-?digits[.digits][(e|E)[+-]digits]`
rc::Gen<std::string> NumberText() {
  const auto none = rc::gen::just(std::string());
  return rc::gen::map(
      rc::gen::tuple(rc::gen::element<std::string>("", "-"),
                     rc::gen::oneOf(Digits(3), Digits(20), Digits(41)),
                     rc::gen::oneOf(none, Digits(12), Digits(32)),
                     rc::gen::oneOf(none, rc::gen::element<std::string>("", "+", "-")),
                     rc::gen::inRange(0, 70), rc::gen::element(0, 1, 2)),
      [](const std::tuple<std::string, std::string, std::string, std::string, int, int>& drawn) {
        const auto& [sign, whole, fraction, exponent_sign, exponent, form] = drawn;
        std::string text = sign + whole;
        if (!fraction.empty()) text += "." + fraction;
        if (form != 0) text += (form == 1 ? "e" : "E") + exponent_sign + std::to_string(exponent);
        return text;
      });
}

// What the specification says of a text, with big whole numbers: none where it is no number, or one
// that no decimal is; else the value at 28 digits after the point.
std::optional<Integer> ByTheSpecification(const std::string& text) {
  static const std::regex kForm("(-?)([0-9]+)(?:\\.([0-9]+))?(?:[eE]([+-]?)([0-9]+))?");
  std::smatch match;
  if (!std::regex_match(text, match, kForm)) return std::nullopt;
  // Without the zero before them: a leading zero would make them octal.
  std::string digits = match[2].str() + match[3].str();
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  Integer value(digits);
  int power = match[5].matched ? std::stoi(match[5].str()) : 0;
  if (match[4] == "-") power = -power;
  // To 28 digits after the point; what is cut off there must be nothing.
  power += Decimal::kScaleMax - static_cast<int>(match[3].length());
  const Integer factor = pow(Integer(10), static_cast<unsigned>(std::abs(power)));
  if (power < 0 && value % factor != 0) return std::nullopt;
  value = power < 0 ? value / factor : value * factor;
  if (match[1] == "-") value = -value;
  if (!Fits(value)) return std::nullopt;
  return value;
}

void ReadsAsTheSpecificationSays(const std::string& text) {
  const auto expected = ByTheSpecification(text);
  const auto read = Decimal::Parse(text);
  RC_TAG(expected ? "a decimal" : "refused");
  RC_ASSERT(read.has_value() == expected.has_value());
  if (read) RC_ASSERT(At28(*read) == *expected);
}

RC_GTEST_PROP(DecimalProperties, ANumberIsReadOrRefusedAsTheSpecificationSays, ()) {
  ReadsAsTheSpecificationSays(*NumberText());
}

RC_GTEST_PROP(DecimalProperties, ANumberWithASlipIsReadOrRefusedAsTheSpecificationSays, ()) {
  std::string text = *NumberText();
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  const char slip = *rc::gen::element('0', '9', '.', '-', '+', 'e', 'E', ' ', ',', '_', 'x', '\0');
  if (*rc::gen::arbitrary<bool>() && at < text.size())
    text[at] = slip;
  else
    text.insert(at, 1, slip);
  // An exponent that a slip made huge is the table's affair, not the big numbers'.
  const std::size_t exponent = text.find_first_of("eE");
  RC_PRE(exponent == std::string::npos || text.size() - exponent < 6);
  ReadsAsTheSpecificationSays(text);
}

RC_GTEST_PROP(DecimalProperties, UnitsAtAScaleAreTheNumberOrRefused, ()) {
  const Decimal drawn = *AnyDecimal();
  const int zeros = *rc::gen::inRange(0, 5);
  const int scale = *rc::gen::inRange(0, 29);
  Int128 units = drawn.units();
  for (int i = 0; i < zeros; ++i) {
    if (__builtin_mul_overflow(units, 10, &units)) RC_DISCARD("beyond 128 bits");
  }
  std::string digits;
  AppendInteger(units, digits);
  const Integer exact = Integer(digits) * pow(Integer(10), static_cast<unsigned>(28 - scale));
  const auto value = Decimal::FromUnits(units, scale);
  RC_ASSERT(value.has_value() == Fits(exact));
  if (!value) return;
  RC_ASSERT(At28(*value) == exact);
  RC_ASSERT(value->scale() == 0 || value->units() % 10 != 0);
}

RC_GTEST_PROP(DecimalProperties, OrderAndEqualityAreThoseOfTheNumbers, ()) {
  const Decimal a = *AnyDecimal();
  const Decimal b = *rc::gen::oneOf(AnyDecimal(), rc::gen::just(a), rc::gen::just(a.Negated()));
  RC_ASSERT((a == b) == (At28(a) == At28(b)));
  RC_ASSERT((a < b) == (At28(a) < At28(b)));
  RC_ASSERT((a > b) == (At28(a) > At28(b)));
  RC_ASSERT(((a <=> b) == 0) == (a == b));
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

RC_GTEST_PROP(DecimalProperties, ASumIsADecimalWhereItFitsAndReadsBackWhereItDoesNot, ()) {
  const auto values = *rc::gen::container<std::vector<Decimal>>(AnyDecimal());
  DecimalSum sum;
  Integer exact = 0;
  for (const Decimal& value : values) {
    sum.Add(value);
    exact += At28(value);
  }
  const auto decimal = sum.ToDecimal();
  RC_ASSERT(decimal.has_value() == Fits(exact));
  if (decimal) RC_ASSERT(At28(*decimal) == exact);
  RC_ASSERT(DecimalSum::Parse(sum.ToString()) == sum);
  RC_ASSERT(sum.is_zero() == (exact == 0));
  DecimalSum rest = sum;
  rest.Negate();
  RC_ASSERT(rest.is_negative() == (exact > 0));
  rest.Add(sum);
  RC_ASSERT(rest.is_zero());
}

RC_GTEST_PROP(DecimalProperties, UnitsOfAnyScaleAddUpExactly, ()) {
  const Int128 units = (*AnyDecimal()).units();
  const int scale = *rc::gen::inRange(0, 29);
  std::string digits;
  AppendInteger(units, digits);
  DecimalSum sum;
  sum.AddUnits(units, scale);
  const Integer exact = Integer(digits) * pow(Integer(10), static_cast<unsigned>(28 - scale));
  DecimalSum whole;
  whole.AddUnits(units, 0);
  RC_ASSERT(sum.is_negative() == (exact < 0));
  const auto decimal = sum.ToDecimal();
  RC_ASSERT(decimal.has_value() == Fits(exact));
  if (decimal) RC_ASSERT(At28(*decimal) == exact);
  RC_ASSERT(whole.ToString() == digits);
}

}  // namespace
}  // namespace twinbill::model
