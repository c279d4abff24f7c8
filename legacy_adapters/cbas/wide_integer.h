// WideInteger: a whole number of any size, in 128 bits where it fits.
//
// It is what every exact sum and product of the rule book interpreter is made of: scaled decimals,
// weights, shares. Nothing wraps: where 128 bits are too few, the number moves to as many as it
// needs, and back where it fits again; so equal values are held in one way.
#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "corpus/model/decimal.h"

namespace twinbill::cbas {

using model::Int128;
struct BigInteger;

class WideInteger {
 public:
  WideInteger() = default;
  WideInteger(Int128 value) : small_(value) {}  // implicit: every integer is one
  explicit WideInteger(const BigInteger& value);

  WideInteger(const WideInteger& other) : small_(other.small_) {
    if (other.big_) CopyBig(other);
  }
  WideInteger(WideInteger&& other) noexcept : small_(other.small_), big_(other.big_) {
    other.big_ = nullptr;
  }
  WideInteger& operator=(const WideInteger& other) {
    if (this == &other) return *this;
    if (big_) Drop();
    small_ = other.small_;
    if (other.big_) CopyBig(other);
    return *this;
  }
  WideInteger& operator=(WideInteger&& other) noexcept {
    small_ = other.small_;
    std::swap(big_, other.big_);
    return *this;
  }
  ~WideInteger() {
    if (big_) Drop();
  }

  WideInteger& operator+=(const WideInteger& other) {
    Int128 sum = 0;
    if (!big_ && !other.big_ && !__builtin_add_overflow(small_, other.small_, &sum)) {
      small_ = sum;
      return *this;
    }
    return AddBig(other);
  }
  WideInteger& operator-=(const WideInteger& other) {
    Int128 difference = 0;
    if (!big_ && !other.big_ && !__builtin_sub_overflow(small_, other.small_, &difference)) {
      small_ = difference;
      return *this;
    }
    return SubtractBig(other);
  }
  WideInteger& operator*=(const WideInteger& other) {
    Int128 product = 0;
    if (!big_ && !other.big_ && !__builtin_mul_overflow(small_, other.small_, &product)) {
      small_ = product;
      return *this;
    }
    return MultiplyBig(other);
  }
  friend WideInteger operator+(WideInteger a, const WideInteger& b) { return a += b; }
  friend WideInteger operator-(WideInteger a, const WideInteger& b) { return a -= b; }
  friend WideInteger operator*(WideInteger a, const WideInteger& b) { return a *= b; }
  WideInteger operator-() const { return WideInteger() - *this; }
  // Times 2^power, power >= 0.
  WideInteger Shifted(unsigned power) const;

  // The quotient cut toward zero, and what is left, of the dividend's sign. `divisor` is not 0.
  static std::pair<WideInteger, WideInteger> Divide(const WideInteger& dividend,
                                                    const WideInteger& divisor);
  static WideInteger PowerOfTen(int power);  // power >= 0

  int sign() const {
    if (big_) return BigSign();
    return small_ < 0 ? -1 : (small_ > 0 ? 1 : 0);
  }
  bool is_zero() const { return !big_ && small_ == 0; }
  bool is_odd() const { return big_ ? BigIsOdd() : (small_ & 1) != 0; }
  bool is_small() const { return !big_; }
  Int128 small() const { return small_; }  // where is_small()
  // Its value where it is one of 38 digits at most: what an amount can have.
  std::optional<Int128> ToAmountUnits() const;
  BigInteger ToBig() const;

  std::string ToString() const;
  // Reads what ToString() writes.
  static std::optional<WideInteger> Parse(std::string_view text);

  friend std::strong_ordering operator<=>(const WideInteger& a, const WideInteger& b) {
    if (!a.big_ && !b.big_) return a.small_ <=> b.small_;
    return CompareBig(a, b);
  }
  friend bool operator==(const WideInteger& a, const WideInteger& b) {
    return (a <=> b) == std::strong_ordering::equal;
  }

 private:
  void CopyBig(const WideInteger& other);
  void Drop();
  void Take(const BigInteger& value);
  WideInteger& AddBig(const WideInteger& other);
  WideInteger& SubtractBig(const WideInteger& other);
  WideInteger& MultiplyBig(const WideInteger& other);
  int BigSign() const;
  bool BigIsOdd() const;
  static std::strong_ordering CompareBig(const WideInteger& a, const WideInteger& b);

  Int128 small_ = 0;
  BigInteger* big_ = nullptr;  // owned; where it is set, it is the value, and small_ is 0
};

}  // namespace twinbill::cbas
