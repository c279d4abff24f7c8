// What both arithmetics of rule books have in common: what can go wrong, and exact values.
//
// An arithmetic is a class A with A::Value, a number of its own, and the operations that the
// formulas know, each rounding as its kind says: Binary64 and DecimalArithmetic. Source:
// specification, cbas_rules.md "Arithmetic".
#pragma once

#include <cstdint>

#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "legacy_adapters/cbas/wide_integer.h"

namespace twinbill::cbas {

// Why a bill stops.
enum class Trouble : std::uint8_t {
  kNone,
  kDivisionByZero,
  kOverflow,        // or no number at all
  kAmountTooLarge,  // 10^38 units or more
};

// numerator / denominator, denominator > 0.
struct ExactFraction {
  WideInteger numerator;
  WideInteger denominator = Int128{1};
};

// The settings that amounts and bands go by; the rest of them are the arithmetic's own.
struct AmountRule {
  int digits = 2;
  rule_book::RoundingMode mode = rule_book::RoundingMode::kHalfUp;
  rule_book::RoundHow how = rule_book::RoundHow::kScaled;
  rule_book::TierEdge edge = rule_book::TierEdge::kUpper;
};

}  // namespace twinbill::cbas
