// DecimalSum: the exact sum of any number of decimals that memory can count.
//
// It is kept in 256 bits at 28 digits after the point: 2^34 decimals of 38 digits fit. It is for
// totals that are shown and for books that must balance; the two billing sides each have their own
// arithmetic.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/model/decimal.h"

namespace twinbill::model {

class DecimalSum {
 public:
  DecimalSum() = default;

  void Add(Decimal value);
  void Add(const DecimalSum& other);
  // Adds units / 10^scale, 0 <= scale <= 28.
  void AddUnits(Int128 units, int scale);

  void Negate();

  bool is_zero() const;
  bool is_negative() const;

  // ToString's inverse; none where `text` is not the canonical text of a sum.
  static std::optional<DecimalSum> Parse(std::string_view text);

  // The canonical text of the exact sum, however many digits it has.
  std::string ToString() const;
  // The sum as a Decimal; kTooManyDigits where it has more digits than one.
  Result<Decimal, DecimalError> ToDecimal() const;

  bool operator==(const DecimalSum&) const = default;

 private:
  std::array<std::uint64_t, 4> limbs_{};  // two's complement, least significant first, in 10^-28
};

}  // namespace twinbill::model
