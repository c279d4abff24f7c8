// DecimalArithmetic: exact decimals, rounded to `scale` digits when read and after each operation.
//
// A value is a whole number of units of 10^-scale, of any size. Source: specification,
// cbas_rules.md "Arithmetic".
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/usage_block.h"
#include "legacy_adapters/cbas/arithmetic.h"
#include "legacy_adapters/cbas/rounding.h"

namespace twinbill::cbas {

class DecimalArithmetic {
 public:
  using Value = WideInteger;
  // Sums don't depend on the order of what is added up.
  static constexpr bool kAddsExactly = true;

  DecimalArithmetic(int scale, rule_book::RoundingMode mode)
      : scale_(scale), mode_(mode), unit_(WideInteger::PowerOfTen(scale)) {}

  Value Read(const model::Decimal& value) const { return ReadUnits(value.units(), value.scale()); }
  Value ReadUnits(Int128 units, int scale) const { return ReadTotal(units, scale); }
  Value Read(const ExactFraction& value) const;
  Value ReadTotal(const WideInteger& units, int scale) const;

  // Whether all of a column's numbers are read as they are, unrounded.
  bool ReadsExactly(const model::NumberColumn& numbers) const {
    return numbers.narrow && numbers.scale <= scale_;
  }

  // A column's numbers, read one by one.
  class Column {
   public:
    Column(const DecimalArithmetic& arithmetic, const model::NumberColumn& numbers)
        : arithmetic_(arithmetic), numbers_(numbers) {
      const int shift = arithmetic.scale_ - numbers.scale;
      // 10^18 twice is far below what 128 bits hold.
      if (numbers.narrow && shift >= 0 && shift <= 18) {
        factor_ = WideInteger::PowerOfTen(shift).small();
      }
    }
    Value At(std::size_t row) const {
      if (factor_ != 0) return factor_ * numbers_.units[row];
      return numbers_.narrow ? arithmetic_.ReadUnits(numbers_.units[row], numbers_.scale)
                             : arithmetic_.Read(numbers_.wide[row]);
    }

    // The numbers of `count` rows.
    void Read(std::size_t first, std::size_t count, Value* values) const {
      for (std::size_t i = 0; i < count; ++i) values[i] = At(first + i);
    }

   private:
    const DecimalArithmetic& arithmetic_;
    const model::NumberColumn& numbers_;
    Int128 factor_ = 0;
  };

  Trouble Add(Value& a, const Value& b) const {
    a += b;
    return Trouble::kNone;
  }
  Trouble Subtract(Value& a, const Value& b) const {
    a -= b;
    return Trouble::kNone;
  }
  Trouble Multiply(Value& a, const Value& b) const;
  Trouble Divide(Value& a, const Value& b) const;
  void Negate(Value& a) const { a = -a; }
  void Absolute(Value& a) const {
    if (a.sign() < 0) a = -a;
  }
  void Floor(Value& a) const { Whole(a, rule_book::RoundingMode::kFloor); }
  void Ceil(Value& a) const { Whole(a, rule_book::RoundingMode::kCeiling); }
  int Compare(const Value& a, const Value& b) const {
    const auto order = a <=> b;
    return order < 0 ? -1 : (order > 0 ? 1 : 0);
  }
  bool IsZero(const Value& a) const { return a.is_zero(); }

  Trouble Round(Value& a, int digits, const AmountRule& rule) const;
  Trouble ToAmount(const Value& a, const AmountRule& rule, Int128& units) const;
  ExactFraction ToExact(const Value& a) const { return {a, unit_}; }

  // As a decimal without needless zeros.
  std::string ToText(const Value& a) const;
  // Its units, and back.
  std::string ToState(const Value& a) const { return a.ToString(); }
  bool FromState(std::string_view text, Value& a) const;

 private:
  void Whole(Value& a, rule_book::RoundingMode mode) const;
  WideInteger UnitsAt(const Value& a, int digits, rule_book::RoundingMode mode) const;

  int scale_;
  rule_book::RoundingMode mode_;
  WideInteger unit_;  // 10^scale
};

}  // namespace twinbill::cbas
