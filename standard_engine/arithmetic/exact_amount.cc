#include "standard_engine/arithmetic/exact_amount.h"

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <utility>

namespace twinbill::arithmetic {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using model::UInt128;

struct ExactAmount::Big {
  cpp_rational value;
};

namespace {

constexpr int kPowerMax = 38;

constexpr std::array<Int128, kPowerMax + 1> MakePowers() {
  std::array<Int128, kPowerMax + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

constexpr std::array<Int128, kPowerMax + 1> kPowers = MakePowers();
constexpr Int128 kAmountUnitsEnd = kPowers[kPowerMax];  // 10^38: an Amount's units are below it

bool Multiply(Int128& value, Int128 by) { return !__builtin_mul_overflow(value, by, &value); }

// value * 10^power; false where it does not fit.
bool Shift(Int128& value, int power) {
  if (power == 0 || value == 0) return true;
  return power <= kPowerMax && Multiply(value, kPowers[static_cast<std::size_t>(power)]);
}

cpp_int PowerOfTen(int power) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(power));
}

cpp_int Wide(Int128 value) { return cpp_int(value); }

// Whether a cpp_int fits into an Int128.
bool Narrows(const cpp_int& value) { return value == 0 || msb(abs(value)) < 127; }

Truncation::Rest RestOf(int compared, bool zero) {
  if (zero) return Truncation::Rest::kNone;
  if (compared < 0) return Truncation::Rest::kBelowHalf;
  return compared == 0 ? Truncation::Rest::kHalf : Truncation::Rest::kAboveHalf;
}

model::Result<Truncation, AmountTooLarge> TruncateWide(const cpp_rational& value, int digits) {
  Truncation cut;
  cut.direction = value.sign();
  const cpp_int scaled = abs(numerator(value)) * PowerOfTen(digits);
  const cpp_int divisor = denominator(value);
  cpp_int quotient;
  cpp_int rest;
  divide_qr(scaled, divisor, quotient, rest);
  if (quotient >= Wide(kAmountUnitsEnd)) return model::Unexpected(AmountTooLarge{});
  cut.units = static_cast<Int128>(quotient);
  if (cut.direction < 0) cut.units = -cut.units;
  cut.rest = RestOf(cpp_int(rest * 2).compare(divisor), rest == 0);
  return cut;
}

}  // namespace

ExactAmount::ExactAmount() = default;
ExactAmount::ExactAmount(const model::Decimal& value)
    : numerator_(value.units()), scale_(value.scale()) {}
ExactAmount::ExactAmount(const model::Amount& amount)
    : numerator_(amount.units), scale_(amount.digits) {}
ExactAmount::ExactAmount(Int128 numerator, Int128 denominator, int scale)
    : numerator_(numerator), denominator_(denominator), scale_(scale) {}

ExactAmount ExactAmount::OfUnits(Int128 units, int scale) { return {units, 1, scale}; }

ExactAmount ExactAmount::Product(const model::Decimal& a, const model::Decimal& b) {
  Int128 units = a.units();
  if (Multiply(units, b.units())) return OfUnits(units, a.scale() + b.scale());
  return ExactAmount(a) * ExactAmount(b);
}

ExactAmount::ExactAmount(const ExactAmount& other)
    : numerator_(other.numerator_),
      denominator_(other.denominator_),
      scale_(other.scale_),
      big_(other.big_ == nullptr ? nullptr : std::make_unique<Big>(*other.big_)) {}
ExactAmount::ExactAmount(ExactAmount&& other) noexcept = default;
ExactAmount& ExactAmount::operator=(const ExactAmount& other) {
  if (this == &other) return *this;
  numerator_ = other.numerator_;
  denominator_ = other.denominator_;
  scale_ = other.scale_;
  big_ = other.big_ == nullptr ? nullptr : std::make_unique<Big>(*other.big_);
  return *this;
}
ExactAmount& ExactAmount::operator=(ExactAmount&& other) noexcept = default;
ExactAmount::~ExactAmount() = default;

ExactAmount::Big ExactAmount::ToBig() const {
  if (big_ != nullptr) return *big_;
  return Big{cpp_rational(Wide(numerator_), Wide(denominator_) * PowerOfTen(scale_))};
}

void ExactAmount::TakeBig(Big&& big) {
  const cpp_int over = numerator(big.value);
  const cpp_int under = denominator(big.value);
  if (Narrows(over) && Narrows(under)) {
    *this = ExactAmount(static_cast<Int128>(over), static_cast<Int128>(under), 0);
    return;
  }
  big_ = std::make_unique<Big>(std::move(big));
}

bool ExactAmount::AddSmall(const ExactAmount& other, bool subtract) {
  if (big_ != nullptr || other.big_ != nullptr) return false;
  Int128 mine = numerator_;
  Int128 theirs = other.numerator_;
  Int128 denominator = denominator_;
  if (denominator_ != other.denominator_) {
    if (!Multiply(mine, other.denominator_) || !Multiply(theirs, denominator_) ||
        !Multiply(denominator, other.denominator_)) {
      return false;
    }
  }
  int scale = scale_;
  if (scale < other.scale_) {
    if (!Shift(mine, other.scale_ - scale)) return false;
    scale = other.scale_;
  } else if (!Shift(theirs, scale - other.scale_)) {
    return false;
  }
  const bool overflows = subtract ? __builtin_sub_overflow(mine, theirs, &mine)
                                  : __builtin_add_overflow(mine, theirs, &mine);
  if (overflows) return false;
  *this = mine == 0 ? ExactAmount() : ExactAmount(mine, denominator, scale);
  return true;
}

ExactAmount& ExactAmount::operator+=(const ExactAmount& other) {
  if (AddSmall(other, false)) return *this;
  TakeBig(Big{ToBig().value + other.ToBig().value});
  return *this;
}

ExactAmount& ExactAmount::operator-=(const ExactAmount& other) {
  if (AddSmall(other, true)) return *this;
  TakeBig(Big{ToBig().value - other.ToBig().value});
  return *this;
}

bool ExactAmount::MultiplySmall(const ExactAmount& other) {
  if (big_ != nullptr || other.big_ != nullptr) return false;
  Int128 over = numerator_;
  Int128 under = denominator_;
  if (!Multiply(over, other.numerator_) || !Multiply(under, other.denominator_)) return false;
  *this = over == 0 ? ExactAmount() : ExactAmount(over, under, scale_ + other.scale_);
  return true;
}

ExactAmount& ExactAmount::operator*=(const ExactAmount& other) {
  if (MultiplySmall(other)) return *this;
  TakeBig(Big{ToBig().value * other.ToBig().value});
  return *this;
}

bool ExactAmount::DivideSmall(const ExactAmount& other) {
  if (big_ != nullptr || other.big_ != nullptr) return false;
  Int128 over = numerator_;
  Int128 under = denominator_;
  if (!Multiply(over, other.denominator_) || !Multiply(under, other.numerator_)) return false;
  int scale = scale_ - other.scale_;
  if (scale < 0) {
    if (!Shift(over, -scale)) return false;
    scale = 0;
  }
  if (under < 0 && (!Multiply(over, -1) || !Multiply(under, -1))) return false;
  *this = over == 0 ? ExactAmount() : ExactAmount(over, under, scale);
  return true;
}

ExactAmount& ExactAmount::operator/=(const ExactAmount& other) {
  TWINBILL_CHECK(!other.is_zero());
  if (DivideSmall(other)) return *this;
  TakeBig(Big{ToBig().value / other.ToBig().value});
  return *this;
}

ExactAmount ExactAmount::operator-() const { return ExactAmount() - *this; }

int ExactAmount::sign() const {
  if (big_ != nullptr) return big_->value.sign();
  return numerator_ == 0 ? 0 : (numerator_ < 0 ? -1 : 1);
}

std::strong_ordering operator<=>(const ExactAmount& a, const ExactAmount& b) {
  const int sign_a = a.sign();
  const int sign_b = b.sign();
  if (sign_a != sign_b) return sign_a <=> sign_b;
  return (a - b).sign() <=> 0;
}

model::Result<Truncation, AmountTooLarge> ExactAmount::Truncate(int digits) const {
  TWINBILL_CHECK(digits >= 0);
  if (big_ != nullptr) return TruncateWide(big_->value, digits);
  Int128 over = numerator_;
  Int128 under = denominator_;
  const bool fits = digits >= scale_ ? Shift(over, digits - scale_) : Shift(under, scale_ - digits);
  if (!fits) return TruncateWide(ToBig().value, digits);
  Truncation cut;
  cut.direction = sign();
  cut.units = over / under;
  const Int128 rest = over % under < 0 ? -(over % under) : over % under;
  if (cut.units >= kAmountUnitsEnd || cut.units <= -kAmountUnitsEnd) {
    return model::Unexpected(AmountTooLarge{});
  }
  // rest against under - rest, as rest * 2 might not fit.
  const Int128 above = rest - (under - rest);
  cut.rest = RestOf(above < 0 ? -1 : (above == 0 ? 0 : 1), rest == 0);
  return cut;
}

std::string ExactAmount::ToString() const {
  const cpp_rational value = ToBig().value;
  cpp_int under = denominator(value);
  int twos = 0;
  int fives = 0;
  for (; under % 2 == 0; under /= 2) ++twos;
  for (; under % 5 == 0; under /= 5) ++fives;
  if (under != 1) return numerator(value).str() + "/" + denominator(value).str();
  const int scale = std::max(twos, fives);
  const cpp_int units = abs(numerator(value)) * PowerOfTen(scale) / denominator(value);
  std::string digits = units.str();
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return value.sign() < 0 ? "-" + digits : digits;
}

model::Result<ExactAmount, model::DecimalError> ExactAmount::Parse(std::string_view text) {
  cpp_int over = 0;
  cpp_int under = 1;
  cpp_int* part = &over;
  bool in_fraction = false;
  bool digit_seen = false;
  const bool negative = !text.empty() && text[0] == '-';
  for (std::size_t at = negative ? 1 : 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c >= '0' && c <= '9') {
      *part = *part * 10 + (c - '0');
      if (in_fraction) under *= 10;
      digit_seen = true;
    } else if (digit_seen && !in_fraction && part == &over && (c == '.' || c == '/')) {
      in_fraction = c == '.';
      if (c == '/') part = &(under = 0);
      digit_seen = false;
    } else {
      return model::Unexpected(model::DecimalError::kNotANumber);
    }
  }
  if (!digit_seen || under == 0) return model::Unexpected(model::DecimalError::kNotANumber);
  ExactAmount value;
  value.TakeBig(Big{cpp_rational(negative ? cpp_int(-over) : over, under)});
  if (value.ToString() != text) return model::Unexpected(model::DecimalError::kNotANumber);
  return value;
}

}  // namespace twinbill::arithmetic
