#include "legacy_adapters/cbas/decimal_arithmetic.h"

namespace twinbill::cbas {

WideInteger DecimalArithmetic::Read(const ExactFraction& value) const {
  return RoundedQuotient(value.numerator * unit_, value.denominator, mode_);
}

WideInteger DecimalArithmetic::ReadTotal(const WideInteger& units, int scale) const {
  if (scale <= scale_) return units * WideInteger::PowerOfTen(scale_ - scale);
  return RoundedQuotient(units, WideInteger::PowerOfTen(scale - scale_), mode_);
}

Trouble DecimalArithmetic::Multiply(Value& a, const Value& b) const {
  a *= b;
  a = RoundedQuotient(a, unit_, mode_);
  return Trouble::kNone;
}

Trouble DecimalArithmetic::Divide(Value& a, const Value& b) const {
  if (b.is_zero()) return Trouble::kDivisionByZero;
  a *= unit_;
  a = b.sign() < 0 ? RoundedQuotient(-a, -b, mode_) : RoundedQuotient(a, b, mode_);
  return Trouble::kNone;
}

void DecimalArithmetic::Whole(Value& a, rule_book::RoundingMode mode) const {
  a = RoundedQuotient(a, unit_, mode) * unit_;
}

WideInteger DecimalArithmetic::UnitsAt(const Value& a, int digits,
                                       rule_book::RoundingMode mode) const {
  if (digits >= scale_) return a * WideInteger::PowerOfTen(digits - scale_);
  return RoundedQuotient(a, WideInteger::PowerOfTen(scale_ - digits), mode);
}

Trouble DecimalArithmetic::Round(Value& a, int digits, const AmountRule& rule) const {
  a = ReadTotal(UnitsAt(a, digits, rule.mode), digits);
  return Trouble::kNone;
}

Trouble DecimalArithmetic::ToAmount(const Value& a, const AmountRule& rule, Int128& units) const {
  const auto fits = UnitsAt(a, rule.digits, rule.mode).ToAmountUnits();
  if (!fits) return Trouble::kAmountTooLarge;
  units = *fits;
  return Trouble::kNone;
}

std::string DecimalArithmetic::ToText(const Value& a) const {
  std::string digits = (a.sign() < 0 ? -a : a).ToString();
  const auto scale = static_cast<std::size_t>(scale_);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - scale);
  std::string fraction = digits.substr(digits.size() - scale);
  while (fraction.ends_with('0')) fraction.pop_back();
  if (!fraction.empty()) whole += "." + fraction;
  return a.sign() < 0 ? "-" + whole : whole;
}

bool DecimalArithmetic::FromState(std::string_view text, Value& a) const {
  auto value = WideInteger::Parse(text);
  if (!value) return false;
  a = std::move(*value);
  return true;
}

}  // namespace twinbill::cbas
