// ExactAmount: an exact rational number, for every sum, product and share of the standard engine.
//
// Invariant: the value is numerator / (denominator * 10^scale), denominator > 0, scale >= 0, where
// these fit into 128 bits; where they don't, the same of wide integers (512 bits in place, any
// number beyond). Nothing wraps and nothing rounds; only Round() makes an Amount of it. Fractions
// are not reduced but where they grow long. Equal values compare equal, whatever their form. Many
// of different denominators are added by an ExactSum. Source: specification, README.md principle 3.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "corpus/model/decimal.h"
#include "corpus/model/line_item.h"
#include "standard_engine/arithmetic/truncation.h"

namespace twinbill::arithmetic {

class ExactAmount {
 public:
  ExactAmount() = default;  // 0
  explicit ExactAmount(const model::Decimal& value)
      : numerator_(value.units()), scale_(value.scale()) {}
  explicit ExactAmount(const model::Amount& amount)
      : numerator_(amount.units), scale_(amount.digits) {}
  // units / 10^scale, scale >= 0.
  static ExactAmount OfUnits(Int128 units, int scale) { return {units, 1, scale}; }
  static ExactAmount Product(const model::Decimal& a, const model::Decimal& b);

  ExactAmount(const ExactAmount& other)
      : numerator_(other.numerator_),
        denominator_(other.denominator_),
        scale_(other.scale_),
        big_(other.big_ == nullptr ? nullptr : Copy(*other.big_)) {}
  ExactAmount(ExactAmount&& other) noexcept
      : numerator_(other.numerator_),
        denominator_(other.denominator_),
        scale_(other.scale_),
        big_(std::exchange(other.big_, nullptr)) {}
  ExactAmount& operator=(const ExactAmount& other) {
    if (big_ != nullptr || other.big_ != nullptr) return *this = ExactAmount(other);
    numerator_ = other.numerator_;
    denominator_ = other.denominator_;
    scale_ = other.scale_;
    return *this;
  }
  ExactAmount& operator=(ExactAmount&& other) noexcept {
    std::swap(big_, other.big_);
    numerator_ = other.numerator_;
    denominator_ = other.denominator_;
    scale_ = other.scale_;
    return *this;
  }
  ~ExactAmount() {
    if (big_ != nullptr) Drop();
  }

  void AddUnits(Int128 units, int scale) { *this += OfUnits(units, scale); }  // units / 10^scale

  ExactAmount& operator+=(const ExactAmount& other) {
    Int128 sum = 0;
    if (!AlignsWith(other) || __builtin_add_overflow(numerator_, other.numerator_, &sum)) {
      return Add(other, false);
    }
    numerator_ = sum;
    return *this;
  }
  ExactAmount& operator-=(const ExactAmount& other) {
    Int128 sum = 0;
    if (!AlignsWith(other) || __builtin_sub_overflow(numerator_, other.numerator_, &sum)) {
      return Add(other, true);
    }
    numerator_ = sum;
    return *this;
  }
  ExactAmount& operator*=(const ExactAmount& other);
  ExactAmount& operator/=(const ExactAmount& other);  // `other` is not 0
  ExactAmount operator-() const;

  friend ExactAmount operator+(ExactAmount a, const ExactAmount& b) { return a += b; }
  friend ExactAmount operator-(ExactAmount a, const ExactAmount& b) { return a -= b; }
  friend ExactAmount operator*(ExactAmount a, const ExactAmount& b) { return a *= b; }
  friend ExactAmount operator/(ExactAmount a, const ExactAmount& b) { return a /= b; }

  int sign() const {  // -1, 0, 1
    if (big_ != nullptr) return BigSign();
    return numerator_ == 0 ? 0 : (numerator_ < 0 ? -1 : 1);
  }
  bool is_zero() const { return sign() == 0; }
  // Whether both are held over the same denominator, powers of ten aside.
  bool HasDenominatorOf(const ExactAmount& other) const;
  bool is_fraction() const { return big_ != nullptr || (denominator_ != 1 && numerator_ != 0); }
  // Divides out what numerator and denominator have in common; the value stays.
  void Reduce();
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

  ExactAmount(Int128 numerator, Int128 denominator, int scale)
      : numerator_(numerator), denominator_(denominator), scale_(scale) {}
  static Big* Copy(const Big& big);
  void Drop();
  void Hold(Big&& big);
  bool AlignsWith(const ExactAmount& other) const {
    return big_ == nullptr && other.big_ == nullptr && scale_ == other.scale_ &&
           denominator_ == other.denominator_;
  }
  ExactAmount& Add(const ExactAmount& other, bool subtract);
  int BigSign() const;
  Big ToBig() const;
  void TakeBig(Big&& big);
  void AddBig(const ExactAmount& other, bool subtract);
  model::Result<Truncation, AmountTooLarge> TruncateBig(int digits) const;
  void Set(Int128 numerator, Int128 denominator, int scale);
  bool AddSmall(const ExactAmount& other, bool subtract);
  bool MultiplySmall(const ExactAmount& other);
  bool DivideSmall(const ExactAmount& other);

  Int128 numerator_ = 0;
  Int128 denominator_ = 1;
  std::int32_t scale_ = 0;
  Big* big_ = nullptr;  // its own; where it is set, it is the value
};

}  // namespace twinbill::arithmetic
