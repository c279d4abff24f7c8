// Rounding: how a legacy amount is made of an exact one.
//
// The modes are those of Java's RoundingMode. It stands a second time in the standard engine, on
// purpose: a mistake made once must not be made on both sides. Source: specification,
// cbas_rules.md "Settings".
#pragma once

#include <cstdint>

#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "legacy_adapters/cbas/wide_integer.h"

namespace twinbill::cbas {

// What was cut off a number, compared with half of a unit.
enum class CutOff : std::uint8_t { kNothing, kBelowHalf, kHalf, kAboveHalf };

// Whether a number cut toward zero goes one unit away from zero again. `odd`: whether the units
// that are left are.
inline bool GoesAway(rule_book::RoundingMode mode, bool negative, bool odd, CutOff cut_off) {
  using rule_book::RoundingMode;
  if (cut_off == CutOff::kNothing) return false;
  switch (mode) {
    case RoundingMode::kUp: return true;
    case RoundingMode::kDown: return false;
    case RoundingMode::kCeiling: return !negative;
    case RoundingMode::kFloor: return negative;
    case RoundingMode::kHalfUp: return cut_off >= CutOff::kHalf;
    case RoundingMode::kHalfDown: return cut_off == CutOff::kAboveHalf;
    case RoundingMode::kHalfEven: break;
  }
  return cut_off == CutOff::kAboveHalf || (cut_off == CutOff::kHalf && odd);
}

// n / d as a whole number; d > 0.
WideInteger RoundedQuotient(const WideInteger& n, const WideInteger& d,
                            rule_book::RoundingMode mode);

}  // namespace twinbill::cbas
