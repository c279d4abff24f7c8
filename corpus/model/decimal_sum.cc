#include "corpus/model/decimal_sum.h"

#include <algorithm>

namespace twinbill::model {
namespace {

using Limbs = std::array<std::uint64_t, 4>;

constexpr std::array<UInt128, Decimal::kScaleMax + 1> MakePowers() {
  std::array<UInt128, Decimal::kScaleMax + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

constexpr std::array<UInt128, Decimal::kScaleMax + 1> kPowers = MakePowers();

// All 256 bits of the product, limb by limb as on paper.
Limbs Product(UInt128 a, UInt128 b) {
  const auto a_low = static_cast<std::uint64_t>(a);
  const auto a_high = static_cast<std::uint64_t>(a >> 64);
  const auto b_low = static_cast<std::uint64_t>(b);
  const auto b_high = static_cast<std::uint64_t>(b >> 64);
  const UInt128 low = UInt128{a_low} * b_low;
  // Neither leaves 128 bits: (2^64 - 1)^2 has room for two more limbs.
  const UInt128 middle = UInt128{a_high} * b_low + (low >> 64);
  const UInt128 other = UInt128{a_low} * b_high + static_cast<std::uint64_t>(middle);
  const UInt128 high = UInt128{a_high} * b_high + (middle >> 64) + (other >> 64);
  return {static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(other),
          static_cast<std::uint64_t>(high), static_cast<std::uint64_t>(high >> 64)};
}

void AddLimbs(Limbs& a, const Limbs& b) {
  UInt128 carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    carry += UInt128{a[i]} + b[i];
    a[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
}

void NegateLimbs(Limbs& limbs) {
  UInt128 carry = 1;
  for (std::uint64_t& limb : limbs) {
    carry += static_cast<std::uint64_t>(~limb);
    limb = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
}

void MultiplySmall(Limbs& limbs, std::uint64_t factor) {
  UInt128 carry = 0;
  for (std::uint64_t& limb : limbs) {
    carry += UInt128{limb} * factor;
    limb = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
}

// Divides by `divisor` and gives the remainder.
std::uint64_t DivideSmall(Limbs& limbs, std::uint64_t divisor) {
  UInt128 rest = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    rest = (rest << 64) | limbs[i];
    limbs[i] = static_cast<std::uint64_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint64_t>(rest);
}

bool IsZero(const Limbs& limbs) {
  return std::all_of(limbs.begin(), limbs.end(), [](std::uint64_t limb) { return limb == 0; });
}

}  // namespace

void DecimalSum::Add(Decimal value) { AddUnits(value.units(), value.scale()); }

void DecimalSum::Add(const DecimalSum& other) { AddLimbs(limbs_, other.limbs_); }

void DecimalSum::AddUnits(Int128 units, int scale) {
  TWINBILL_CHECK(scale >= 0 && scale <= Decimal::kScaleMax);
  const UInt128 magnitude =
      units < 0 ? UInt128{0} - static_cast<UInt128>(units) : static_cast<UInt128>(units);
  Limbs limbs = Product(magnitude, kPowers[static_cast<std::size_t>(Decimal::kScaleMax - scale)]);
  if (units < 0) NegateLimbs(limbs);
  AddLimbs(limbs_, limbs);
}

void DecimalSum::Negate() { NegateLimbs(limbs_); }

bool DecimalSum::is_zero() const { return IsZero(limbs_); }

bool DecimalSum::is_negative() const { return (limbs_[3] >> 63) != 0; }

std::optional<DecimalSum> DecimalSum::Parse(std::string_view text) {
  constexpr std::size_t kDigitsMax = 77;  // 256 bits hold them; what 255 do not is told by ToString
  DecimalSum sum;
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  const std::size_t point = std::min(rest.find('.'), rest.size());
  std::string digits(rest.substr(0, point));
  const std::string_view fraction = point < rest.size() ? rest.substr(point + 1) : "";
  if (fraction.size() > std::size_t{Decimal::kScaleMax}) return std::nullopt;
  digits.append(fraction).append(std::size_t{Decimal::kScaleMax} - fraction.size(), '0');
  if (digits.size() > kDigitsMax) return std::nullopt;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    MultiplySmall(sum.limbs_, 10);
    AddLimbs(sum.limbs_, {static_cast<std::uint64_t>(digit - '0'), 0, 0, 0});
  }
  if (negative) sum.Negate();
  if (sum.ToString() != text) return std::nullopt;
  return sum;
}

std::string DecimalSum::ToString() const {
  Limbs limbs = limbs_;
  if (is_negative()) NegateLimbs(limbs);
  std::string text;  // the digits, last first
  while (!IsZero(limbs) || text.size() < Decimal::kScaleMax + 2) {
    text += static_cast<char>('0' + DivideSmall(limbs, 10));
    if (text.size() == Decimal::kScaleMax) text += '.';
  }
  const std::size_t kept = text.find_first_not_of('0');
  text.erase(0, text[kept] == '.' ? kept + 1 : kept);
  if (is_negative()) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

Result<Decimal, DecimalError> DecimalSum::ToDecimal() const { return Decimal::Parse(ToString()); }

}  // namespace twinbill::model
