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
bool GoesAway(rule_book::RoundingMode mode, bool negative, bool odd, CutOff cut_off);

// n / d as a whole number; d > 0.
WideInteger RoundedQuotient(const WideInteger& n, const WideInteger& d,
                            rule_book::RoundingMode mode);

}  // namespace twinbill::cbas
