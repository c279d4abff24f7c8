#include "standard_engine/arithmetic/exact_amount.h"

#include <gmp.h>

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <utility>
#include <vector>

namespace twinbill::arithmetic {

using boost::multiprecision::cpp_int_backend;
using boost::multiprecision::number;
using model::UInt128;

// Up to 512 bits in place, any number of them beyond.
using WideInteger =
    number<cpp_int_backend<512, 0, boost::multiprecision::signed_magnitude,
                           boost::multiprecision::unchecked, std::allocator<std::uint64_t>>>;

// numerator / (denominator * 10^scale), denominator > 0; not reduced, as that costs more than all
// else: amounts of one origin have one denominator, and sums of these stay as they are.
struct ExactAmount::Big {
  WideInteger numerator;
  WideInteger denominator;
  int scale = 0;
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

WideInteger PowerOfTen(int power) {
  if (power <= kPowerMax) return WideInteger(kPowers[static_cast<std::size_t>(power)]);
  return boost::multiprecision::pow(WideInteger(10), static_cast<unsigned>(power));
}

// Whether it fits into an Int128.
bool Narrows(const WideInteger& value) { return value == 0 || msb(abs(value)) < 127; }

// An integer of GMP's for a while.
class Gmp {
 public:
  Gmp() { mpz_init(value_); }
  explicit Gmp(const WideInteger& value) : Gmp() {  // its magnitude
    const auto& backend = value.backend();
    mpz_import(value_, backend.size(), -1, sizeof(boost::multiprecision::limb_type), 0, 0,
               backend.limbs());
  }
  ~Gmp() { mpz_clear(value_); }
  Gmp(const Gmp&) = delete;
  Gmp& operator=(const Gmp&) = delete;

  mpz_ptr get() { return value_; }
  WideInteger Value() const {
    std::vector<boost::multiprecision::limb_type> limbs(mpz_size(value_));
    mpz_export(limbs.data(), nullptr, -1, sizeof(boost::multiprecision::limb_type), 0, 0, value_);
    WideInteger value = 0;
    if (!limbs.empty()) import_bits(value, limbs.begin(), limbs.end(), 0, false);
    return value;
  }

 private:
  mpz_t value_;
};

// Divides out what both have in common. GMP's gcd of long numbers is many times Boost's.
void DivideOutCommon(WideInteger& over, WideInteger& under) {
  Gmp a(over);
  Gmp b(under);
  Gmp common;
  mpz_gcd(common.get(), a.get(), b.get());
  if (mpz_cmp_ui(common.get(), 1) == 0) return;
  mpz_divexact(a.get(), a.get(), common.get());
  mpz_divexact(b.get(), b.get(), common.get());
  const bool negative = over < 0;
  over = a.Value();
  if (negative) over = -over;
  under = b.Value();
}

// Numbers as long as this are reduced, so that they don't grow with every step.
constexpr unsigned kReduceBits = 2048;

Truncation::Rest RestOf(int compared, bool zero) {
  if (zero) return Truncation::Rest::kNone;
  if (compared < 0) return Truncation::Rest::kBelowHalf;
  return compared == 0 ? Truncation::Rest::kHalf : Truncation::Rest::kAboveHalf;
}

}  // namespace

ExactAmount ExactAmount::Product(const model::Decimal& a, const model::Decimal& b) {
  Int128 units = a.units();
  if (Multiply(units, b.units())) return OfUnits(units, a.scale() + b.scale());
  return ExactAmount(a) * ExactAmount(b);
}

ExactAmount::Big* ExactAmount::Copy(const Big& big) { return new Big(big); }

void ExactAmount::Drop() {
  delete big_;
  big_ = nullptr;
}

// Becomes that.
void ExactAmount::Hold(Big&& big) {
  if (Narrows(big.numerator) && Narrows(big.denominator)) {
    *this = ExactAmount(static_cast<Int128>(big.numerator), static_cast<Int128>(big.denominator),
                        big.scale);
  } else if (big_ != nullptr) {
    *big_ = std::move(big);
  } else {
    big_ = new Big(std::move(big));
  }
}

ExactAmount::Big ExactAmount::ToBig() const {
  if (big_ != nullptr) return *big_;
  return Big{WideInteger(numerator_), WideInteger(denominator_), scale_};
}

void ExactAmount::TakeBig(Big&& big) {
  if (big.numerator == 0) {
    *this = ExactAmount();
    return;
  }
  const bool is_long = msb(abs(big.numerator)) > kReduceBits;
  Hold(std::move(big));
  if (is_long) Reduce();
}

void ExactAmount::Reduce() {
  if (big_ == nullptr) {
    if (denominator_ == 1) return;
    if (numerator_ % denominator_ == 0) {
      *this = ExactAmount(numerator_ / denominator_, 1, scale_);
      return;
    }
  }
  Big big = ToBig();
  // Mostly the whole denominator goes.
  WideInteger quotient;
  WideInteger rest;
  divide_qr(big.numerator, big.denominator, quotient, rest);
  if (rest == 0) {
    big.numerator = std::move(quotient);
    big.denominator = 1;
  } else {
    DivideOutCommon(big.numerator, big.denominator);
  }
  Hold(std::move(big));
}

void ExactAmount::AddBig(const ExactAmount& other, bool subtract) {
  Big mine = ToBig();
  Big theirs = other.ToBig();
  if (mine.denominator != theirs.denominator) {
    mine.numerator *= theirs.denominator;
    theirs.numerator *= mine.denominator;
    mine.denominator *= theirs.denominator;
  }
  if (mine.scale < theirs.scale) {
    mine.numerator *= PowerOfTen(theirs.scale - mine.scale);
    mine.scale = theirs.scale;
  } else if (theirs.scale < mine.scale) {
    theirs.numerator *= PowerOfTen(mine.scale - theirs.scale);
  }
  if (subtract) {
    mine.numerator -= theirs.numerator;
  } else {
    mine.numerator += theirs.numerator;
  }
  TakeBig(std::move(mine));
}

bool ExactAmount::HasDenominatorOf(const ExactAmount& other) const {
  if (big_ == nullptr && other.big_ == nullptr) return denominator_ == other.denominator_;
  if (big_ != nullptr && other.big_ != nullptr) {
    return big_->denominator == other.big_->denominator;
  }
  return big_ != nullptr ? big_->denominator == other.denominator_
                         : denominator_ == other.big_->denominator;
}

bool ExactAmount::AddSmall(const ExactAmount& other, bool subtract) {
  if (big_ != nullptr || other.big_ != nullptr) return false;
  Int128 mine = numerator_;
  Int128 theirs = other.numerator_;
  Int128 denominator = denominator_;
  if (denominator != other.denominator_) {
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
  Set(mine, denominator, scale);
  return true;
}

// Of one that is small.
void ExactAmount::Set(Int128 numerator, Int128 denominator, int scale) {
  numerator_ = numerator;
  denominator_ = numerator == 0 ? 1 : denominator;
  scale_ = numerator == 0 ? 0 : scale;
}

ExactAmount& ExactAmount::Add(const ExactAmount& other, bool subtract) {
  if (other.big_ == nullptr && other.numerator_ == 0) return *this;
  if (big_ == nullptr && numerator_ == 0) {
    if (!subtract) return *this = other;
    denominator_ = 1;
    scale_ = 0;
  }
  if (!AddSmall(other, subtract)) AddBig(other, subtract);
  return *this;
}

bool ExactAmount::MultiplySmall(const ExactAmount& other) {
  if (big_ != nullptr || other.big_ != nullptr) return false;
  Int128 over = numerator_;
  Int128 under = denominator_;
  if (!Multiply(over, other.numerator_)) return false;
  if (other.denominator_ != 1 && !Multiply(under, other.denominator_)) return false;
  Set(over, under, scale_ + other.scale_);
  return true;
}

ExactAmount& ExactAmount::operator*=(const ExactAmount& other) {
  if (MultiplySmall(other)) return *this;
  Big product = ToBig();
  const Big theirs = other.ToBig();
  product.numerator *= theirs.numerator;
  product.denominator *= theirs.denominator;
  product.scale += theirs.scale;
  TakeBig(std::move(product));
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
  Set(over, under, scale);
  return true;
}

ExactAmount& ExactAmount::operator/=(const ExactAmount& other) {
  TWINBILL_CHECK(!other.is_zero());
  if (DivideSmall(other)) return *this;
  Big quotient = ToBig();
  const Big theirs = other.ToBig();
  quotient.numerator *= theirs.denominator;
  quotient.denominator *= theirs.numerator;
  quotient.scale -= theirs.scale;
  if (quotient.scale < 0) {
    quotient.numerator *= PowerOfTen(-quotient.scale);
    quotient.scale = 0;
  }
  if (quotient.denominator < 0) {
    quotient.numerator = -quotient.numerator;
    quotient.denominator = -quotient.denominator;
  }
  TakeBig(std::move(quotient));
  return *this;
}

ExactAmount ExactAmount::operator-() const { return ExactAmount() - *this; }

int ExactAmount::BigSign() const { return big_->numerator.sign(); }

std::strong_ordering operator<=>(const ExactAmount& a, const ExactAmount& b) {
  const int sign_a = a.sign();
  const int sign_b = b.sign();
  if (sign_a != sign_b) return sign_a <=> sign_b;
  return (a - b).sign() <=> 0;
}

model::Result<Truncation, AmountTooLarge> ExactAmount::Truncate(int digits) const {
  TWINBILL_CHECK(digits >= 0);
  if (big_ != nullptr) return TruncateBig(digits);
  Int128 over = numerator_;
  Int128 under = denominator_;
  const bool fits = digits >= scale_ ? Shift(over, digits - scale_) : Shift(under, scale_ - digits);
  if (!fits) return TruncateBig(digits);
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

model::Result<Truncation, AmountTooLarge> ExactAmount::TruncateBig(int digits) const {
  Big big = ToBig();
  if (digits >= big.scale) {
    big.numerator *= PowerOfTen(digits - big.scale);
  } else {
    big.denominator *= PowerOfTen(big.scale - digits);
  }
  Truncation cut;
  cut.direction = big.numerator.sign();
  WideInteger quotient;
  WideInteger rest;
  divide_qr(WideInteger(abs(big.numerator)), big.denominator, quotient, rest);
  if (quotient >= WideInteger(kAmountUnitsEnd)) return model::Unexpected(AmountTooLarge{});
  cut.units = static_cast<Int128>(quotient);
  if (cut.direction < 0) cut.units = -cut.units;
  cut.rest = RestOf(WideInteger(rest * 2).compare(big.denominator), rest == 0);
  return cut;
}

std::string ExactAmount::ToString() const {
  Big big = ToBig();
  big.denominator *= PowerOfTen(big.scale);
  DivideOutCommon(big.numerator, big.denominator);
  const WideInteger& over = big.numerator;
  const WideInteger& whole_under = big.denominator;
  WideInteger under = whole_under;
  int twos = 0;
  int fives = 0;
  for (; under % 2 == 0; under /= 2) ++twos;
  for (; under % 5 == 0; under /= 5) ++fives;
  if (under != 1) return over.str() + "/" + whole_under.str();
  const int scale = std::max(twos, fives);
  const WideInteger units = abs(over) * PowerOfTen(scale) / whole_under;
  std::string digits = units.str();
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return over < 0 ? "-" + digits : digits;
}

model::Result<ExactAmount, model::DecimalError> ExactAmount::Parse(std::string_view text) {
  WideInteger over = 0;
  WideInteger under = 1;
  WideInteger* part = &over;
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
  value.TakeBig(Big{negative ? WideInteger(-over) : over, under, 0});
  if (value.ToString() != text) return model::Unexpected(model::DecimalError::kNotANumber);
  return value;
}

}  // namespace twinbill::arithmetic
