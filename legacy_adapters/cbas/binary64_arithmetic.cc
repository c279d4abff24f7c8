#include "legacy_adapters/cbas/binary64_arithmetic.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>

#include "legacy_adapters/cbas/big_integer.h"
#include "legacy_adapters/cbas/rounding.h"

namespace twinbill::cbas {
namespace {

constexpr int kMantissaBits = 53;

// |a| = mantissa * 2^exponent, the mantissa below 2^53.
struct Parts {
  std::int64_t mantissa = 0;  // signed
  int exponent = 0;
};

Parts PartsOf(double a) {
  Parts parts;
  const double fraction = std::frexp(a, &parts.exponent);
  parts.mantissa = static_cast<std::int64_t>(std::ldexp(fraction, kMantissaBits));
  parts.exponent -= kMantissaBits;
  return parts;
}

// A conversion instead of a call: where it would not fit, the number is whole anyway.
double CutTowardZero(double t) {
  return std::fabs(t) < 0x1p52 ? static_cast<double>(static_cast<std::int64_t>(t)) : t;
}

CutOff CutOffOf(double rest) {
  if (rest == 0) return CutOff::kNothing;
  if (rest < 0.5) return CutOff::kBelowHalf;
  return rest == 0.5 ? CutOff::kHalf : CutOff::kAboveHalf;
}

}  // namespace

double Binary64::ReadLong(Int128 units, int scale) {
  std::string text;
  model::AppendInteger(units, text);
  text += fmt::format("e-{}", scale);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double Binary64::Read(const ExactFraction& value) {
  if (value.numerator.is_zero()) return 0;
  const bool negative = value.numerator.sign() < 0;
  BigNumber top = abs(value.numerator.ToBig().value);
  BigNumber bottom = value.denominator.ToBig().value;
  // 56 bits of the quotient or one less; what is left of it shows in the last one, which lies
  // below the half of a unit, so that the one rounding is the conversion's.
  const int shift = 55 - (static_cast<int>(msb(top)) - static_cast<int>(msb(bottom)));
  (shift > 0 ? top : bottom) <<= static_cast<unsigned>(std::abs(shift));
  BigNumber quotient;
  BigNumber rest;
  divide_qr(top, bottom, quotient, rest);
  auto bits = static_cast<std::uint64_t>(quotient);
  if (!rest.is_zero()) bits |= 1U;
  const double size = std::ldexp(static_cast<double>(bits), -shift);
  return negative ? -size : size;
}

Trouble Binary64::ScaledUnits(double a, int digits, const AmountRule& rule, double& whole) {
  const double t = a * kPowers[static_cast<std::size_t>(digits)];
  if (!std::isfinite(t)) return Trouble::kOverflow;
  whole = CutTowardZero(t);
  const CutOff cut_off = CutOffOf(std::fabs(t - whole));  // exact: both have the same last bit
  const bool odd = cut_off == CutOff::kHalf && std::fmod(whole, 2) != 0;
  if (GoesAway(rule.mode, t < 0, odd, cut_off)) whole += t < 0 ? -1 : 1;
  return Trouble::kNone;
}

Trouble Binary64::ExactUnits(double a, int digits, const AmountRule& rule, WideInteger& units) {
  const Parts parts = PartsOf(a);
  const WideInteger power = WideInteger::PowerOfTen(digits);
  WideInteger scaled = WideInteger(parts.mantissa) * power;  // below 2^113
  if (parts.exponent >= 0) {
    scaled = scaled.Shifted(static_cast<unsigned>(parts.exponent));
    units = scaled;
    return Trouble::kNone;
  }
  const int shift = -parts.exponent;
  if (shift > 120) {  // what is left of the point is nothing, and of the rest less than half
    const bool negative = a < 0;
    const CutOff cut_off = a == 0 ? CutOff::kNothing : CutOff::kBelowHalf;
    units = Int128{GoesAway(rule.mode, negative, false, cut_off) ? (negative ? -1 : 1) : 0};
    return Trouble::kNone;
  }
  units = RoundedQuotient(scaled, Int128{1} << shift, rule.mode);
  return Trouble::kNone;
}

Trouble Binary64::Round(double& a, int digits, const AmountRule& rule) {
  if (rule.how == rule_book::RoundHow::kScaled) {
    double whole = 0;
    const Trouble trouble = ScaledUnits(a, digits, rule, whole);
    if (trouble != Trouble::kNone) return trouble;
    a = whole / kPowers[static_cast<std::size_t>(digits)];
    return Trouble::kNone;
  }
  WideInteger units;
  const Trouble trouble = ExactUnits(a, digits, rule, units);
  if (trouble != Trouble::kNone) return trouble;
  const double whole = ReadTotal(units, 0);
  if (!std::isfinite(whole)) return Trouble::kOverflow;
  a = whole / kPowers[static_cast<std::size_t>(digits)];
  return Trouble::kNone;
}

Trouble Binary64::ToAmount(double a, const AmountRule& rule, Int128& units) {
  if (rule.how == rule_book::RoundHow::kScaled) {
    double whole = 0;
    const Trouble trouble = ScaledUnits(a, rule.digits, rule, whole);
    if (trouble != Trouble::kNone) return trouble;
    if (std::fabs(whole) >= 1e38) return Trouble::kAmountTooLarge;
    if (std::fabs(whole) < 0x1p62) {
      units = static_cast<std::int64_t>(whole);  // an instruction; to 128 bits it is a call
    } else {
      units = static_cast<Int128>(whole);
    }
    return Trouble::kNone;
  }
  WideInteger wide;
  const Trouble trouble = ExactUnits(a, rule.digits, rule, wide);
  if (trouble != Trouble::kNone) return trouble;
  const auto fits = wide.ToAmountUnits();
  if (!fits) return Trouble::kAmountTooLarge;
  units = *fits;
  return Trouble::kNone;
}

ExactFraction Binary64::ToExact(double a) {
  const Parts parts = PartsOf(a);
  ExactFraction exact;
  exact.numerator = Int128{parts.mantissa};
  if (parts.exponent >= 0) {
    exact.numerator = exact.numerator.Shifted(static_cast<unsigned>(parts.exponent));
  } else {
    exact.denominator = exact.denominator.Shifted(static_cast<unsigned>(-parts.exponent));
  }
  return exact;
}

std::string Binary64::ToText(double a) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof(text), a == 0 ? 0.0 : a);
  return {text, end.ptr};
}

std::string Binary64::ToState(double a) {
  return fmt::format("{:016x}", std::bit_cast<std::uint64_t>(a));
}

bool Binary64::FromState(std::string_view text, double& a) {
  std::uint64_t bits = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
  if (text.size() != 16 || end.ptr != text.data() + text.size()) return false;
  a = std::bit_cast<double>(bits);
  return std::isfinite(a) && ToState(a) == text;
}

}  // namespace twinbill::cbas
