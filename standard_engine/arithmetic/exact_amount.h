// ExactAmount: an exact rational number, for every sum, product and share of the standard engine.
//
// Invariant: the value is numerator / (denominator * 10^scale), denominator > 0, scale >= 0, where
// these fit into 128 bits; where they don't, it is an arbitrary precision rational. Nothing wraps
// and nothing rounds; only Round() makes an Amount of it. Equal values compare equal, whatever
// their form. Source: specification, README.md principle 3.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>

#include "corpus/model/decimal.h"
#include "corpus/model/line_item.h"

namespace twinbill::arithmetic {

using model::Int128;

// An exact amount cut toward zero at some digit.
struct Truncation {
  // What was cut off, by its size: nothing, less than half of a unit, half, more than half.
  enum class Rest { kNone, kBelowHalf, kHalf, kAboveHalf };

  Int128 units = 0;   // in 10^-digits, cut toward zero
  int direction = 0;  // sign of the exact amount: -1, 0, 1
  Rest rest = Rest::kNone;
};

// The amount has more digits than an Amount can have.
struct AmountTooLarge {};

class ExactAmount {
 public:
  ExactAmount();  // 0
  explicit ExactAmount(const model::Decimal& value);
  explicit ExactAmount(const model::Amount& amount);
  // units / 10^scale, scale >= 0.
  static ExactAmount OfUnits(Int128 units, int scale);
  static ExactAmount Product(const model::Decimal& a, const model::Decimal& b);

  ExactAmount(const ExactAmount& other);
  ExactAmount(ExactAmount&& other) noexcept;
  ExactAmount& operator=(const ExactAmount& other);
  ExactAmount& operator=(ExactAmount&& other) noexcept;
  ~ExactAmount();

  // The hot path of a scan: adds units / 10^scale.
  void AddUnits(Int128 units, int scale) {
    Int128 sum = 0;
    if (big_ == nullptr && scale == scale_ && denominator_ == 1 &&
        !__builtin_add_overflow(numerator_, units, &sum)) {
      numerator_ = sum;
    } else {
      *this += OfUnits(units, scale);
    }
  }

  ExactAmount& operator+=(const ExactAmount& other);
  ExactAmount& operator-=(const ExactAmount& other);
  ExactAmount& operator*=(const ExactAmount& other);
  ExactAmount& operator/=(const ExactAmount& other);  // `other` is not 0
  ExactAmount operator-() const;

  friend ExactAmount operator+(ExactAmount a, const ExactAmount& b) { return a += b; }
  friend ExactAmount operator-(ExactAmount a, const ExactAmount& b) { return a -= b; }
  friend ExactAmount operator*(ExactAmount a, const ExactAmount& b) { return a *= b; }
  friend ExactAmount operator/(ExactAmount a, const ExactAmount& b) { return a /= b; }

  int sign() const;  // -1, 0, 1
  bool is_zero() const { return sign() == 0; }
  // Whether it is held in 128 bits; for tests and benches, never for results.
  bool is_small() const { return big_ == nullptr; }

  friend std::strong_ordering operator<=>(const ExactAmount& a, const ExactAmount& b);
  friend bool operator==(const ExactAmount& a, const ExactAmount& b) {
    return (a <=> b) == std::strong_ordering::equal;
  }

  // Cut toward zero at `digits`; AmountTooLarge where the units would be 10^38 or more.
  model::Result<Truncation, AmountTooLarge> Truncate(int digits) const;

  // Canonical text: as a decimal where it is one ("-1.25", any number of digits), else as a reduced
  // fraction ("-7/3").
  std::string ToString() const;
  // Reads what ToString() writes and nothing else.
  static model::Result<ExactAmount, model::DecimalError> Parse(std::string_view text);

 private:
  struct Big;

  ExactAmount(Int128 numerator, Int128 denominator, int scale);
  Big ToBig() const;
  void TakeBig(Big&& big);
  bool AddSmall(const ExactAmount& other, bool subtract);
  bool MultiplySmall(const ExactAmount& other);
  bool DivideSmall(const ExactAmount& other);

  Int128 numerator_ = 0;
  Int128 denominator_ = 1;
  std::int32_t scale_ = 0;
  std::unique_ptr<Big> big_;  // where it is set, it is the value
};

}  // namespace twinbill::arithmetic
