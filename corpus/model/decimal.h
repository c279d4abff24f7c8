// Decimal: an exact decimal number of at most 38 digits, at most 28 of them after the point.
//
// Invariant: the value is units / 10^scale, |units| < 10^38, 0 <= scale <= 28, and scale is the
// smallest that holds the value; so equal values are equal bits, and there is no negative zero. It
// can be read, written, compared, negated, and added exactly; it neither multiplies nor rounds:
// that is arithmetic, which the two sides never share. Source: specification, usage.md, "Numbers".
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/model/result.h"

namespace twinbill::model {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 UInt128;

enum class DecimalError {
  kEmpty,          // no text
  kNotANumber,     // not `-?digits[.digits][(e|E)[+-]digits]`; NaN, inf
  kTrailingText,   // a number, then something else
  kTooManyDigits,  // more than 38 digits, or more than 28 after the point
};

// "more than 38 digits …": what a person is told about `error`.
std::string_view Describe(DecimalError error);

class Decimal {
 public:
  static constexpr int kDigitsMax = 38;
  static constexpr int kScaleMax = 28;

  constexpr Decimal() = default;

  // Reads all of `text`. Takes an exponent, needless zeros and `-0`; takes no `+` before the
  // number, no spaces, no `.5` and no `5.`. Allocates nothing.
  static Result<Decimal, DecimalError> Parse(std::string_view text);

  // units / 10^scale for 0 <= scale <= 28, brought to the smallest scale; kTooManyDigits where
  // |units| >= 10^38.
  static Result<Decimal, DecimalError> FromUnits(Int128 units, int scale);

  // A whole number.
  static Decimal FromInteger(std::int64_t value);

  Int128 units() const { return units_; }
  int scale() const { return scale_; }
  bool is_zero() const { return units_ == 0; }
  bool is_negative() const { return units_ < 0; }

  Decimal Negated() const;

  // The exact sum; kTooManyDigits where it is none of a Decimal's values.
  static Result<Decimal, DecimalError> Add(Decimal a, Decimal b);

  // The canonical text: no exponent, no `+`, no needless zeros.
  std::string ToString() const;
  void AppendTo(std::string& out) const;

  friend bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  constexpr Decimal(Int128 units, int scale) : units_(units), scale_(scale) {}

  Int128 units_ = 0;
  std::int32_t scale_ = 0;
};

// Appends the digits of `value` in base ten, with a leading '-' where it is negative.
void AppendInteger(Int128 value, std::string& out);

}  // namespace twinbill::model
