// Binary64: numbers as IEEE doubles, each operation one unfused IEEE operation.
//
// The files binary64_* are the only ones of the billing sides that know the type. Source:
// specification, cbas_rules.md "Arithmetic".
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/model/usage_block.h"
#include "legacy_adapters/cbas/arithmetic.h"

namespace twinbill::cbas {

class Binary64 {
 public:
  using Value = double;
  static constexpr bool kAddsExactly = false;

  // The nearest double, ties to even.
  static Value Read(const model::Decimal& value) { return ReadUnits(value.units(), value.scale()); }
  static Value ReadUnits(Int128 units, int scale) {
    if (units <= kWholeMax && units >= -kWholeMax && scale <= kExactPowerMax) {
      // Both are exact, so that the one rounding is the division's.
      return static_cast<double>(static_cast<std::int64_t>(units)) /
             kPowers[static_cast<std::size_t>(scale)];
    }
    return ReadLong(units, scale);
  }
  static Value Read(const ExactFraction& value);
  static Value ReadTotal(const WideInteger& units, int scale) {
    if (units.is_small()) return ReadUnits(units.small(), scale);
    return Read(ExactFraction{units, WideInteger::PowerOfTen(scale)});
  }

  // A column's numbers, read one by one.
  class Column {
   public:
    Column(const Binary64& /*arithmetic*/, const model::NumberColumn& numbers)
        : numbers_(numbers),
          is_short_(numbers.narrow && numbers.scale <= kExactPowerMax),
          power_(is_short_ ? kPowers[static_cast<std::size_t>(numbers.scale)] : 0) {}
    Value At(std::size_t row) const {
      if (is_short_) {
        const std::int64_t units = numbers_.units[row];
        if (IsShort(units)) return static_cast<double>(units) / power_;
      }
      return Slow(row);
    }
    // The numbers of `count` rows.
    void Read(std::size_t first, std::size_t count, Value* values) const {
      if (!is_short_) {
        for (std::size_t i = 0; i < count; ++i) values[i] = Slow(first + i);
        return;
      }
      const std::int64_t* const units = numbers_.units.data() + first;
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<double>(units[i]) / power_;
      }
      for (std::size_t i = 0; i < count; ++i) {
        if (!IsShort(units[i])) values[i] = Slow(first + i);
      }
    }

   private:
    static bool IsShort(std::int64_t units) { return units <= kWholeMax && units >= -kWholeMax; }
    Value Slow(std::size_t row) const {
      return numbers_.narrow ? ReadUnits(numbers_.units[row], numbers_.scale)
                             : Binary64::Read(numbers_.wide[row]);
    }

    const model::NumberColumn& numbers_;
    bool is_short_;
    double power_;
  };

  static Trouble Add(Value& a, Value b) { return Checked(a += b); }
  static Trouble Subtract(Value& a, Value b) { return Checked(a -= b); }
  static Trouble Multiply(Value& a, Value b) { return Checked(a *= b); }
  static Trouble Divide(Value& a, Value b) {
    if (b == 0) return Trouble::kDivisionByZero;
    return Checked(a /= b);
  }
  static void Negate(Value& a) { a = -a; }
  static void Absolute(Value& a) { a = std::fabs(a); }
  static void Floor(Value& a) { a = std::floor(a); }
  static void Ceil(Value& a) { a = std::ceil(a); }
  static int Compare(Value a, Value b) { return a < b ? -1 : (a > b ? 1 : 0); }
  static bool IsZero(Value a) { return a == 0; }

  // Rounded to `digits` by the rule's mode and way; then units / 10^digits as one operation.
  static Trouble Round(Value& a, int digits, const AmountRule& rule);
  // The units of the amount that `a` is rounded to.
  static Trouble ToAmount(Value a, const AmountRule& rule, Int128& units);
  static ExactFraction ToExact(Value a);

  // The shortest decimal that reads back as `a`.
  static std::string ToText(Value a);
  // The 16 hexadecimal digits of its bits, and back.
  static std::string ToState(Value a);
  static bool FromState(std::string_view text, Value& a);

 private:
  static constexpr std::int64_t kWholeMax = std::int64_t{1} << 53;
  static constexpr int kExactPowerMax = 22;
  static constexpr std::array<double, 23> kPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

  static Trouble Checked(Value a) { return std::isfinite(a) ? Trouble::kNone : Trouble::kOverflow; }
  static Value ReadLong(Int128 units, int scale);
  static Trouble ScaledUnits(Value a, int digits, const AmountRule& rule, Value& whole);
  static Trouble ExactUnits(Value a, int digits, const AmountRule& rule, WideInteger& units);
};

}  // namespace twinbill::cbas
