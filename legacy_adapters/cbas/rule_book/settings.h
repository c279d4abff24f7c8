// Settings: how a rule book computes, and what it does with what is left over.
//
// Source: specification, cbas_rules.md "Settings".
#pragma once

namespace twinbill::rule_book {

enum class ArithmeticKind { kBinary64, kDecimal };
enum class RoundingMode { kUp, kDown, kCeiling, kFloor, kHalfUp, kHalfDown, kHalfEven };
enum class RoundHow { kScaled, kExact };
enum class TierEdge { kUpper, kLower };
enum class Remainder { kLast, kFirst, kLargest };

struct Settings {
  ArithmeticKind arithmetic = ArithmeticKind::kBinary64;
  int scale = 10;  // decimal only
  RoundingMode scale_rounding = RoundingMode::kHalfUp;
  int amount_digits = 2;
  RoundingMode amount_rounding = RoundingMode::kHalfUp;
  RoundHow round_how = RoundHow::kScaled;  // binary64 only
  TierEdge tier_edge = TierEdge::kUpper;
  Remainder remainder = Remainder::kLast;
  bool zero_lines = false;
  bool operator==(const Settings&) const = default;
};

}  // namespace twinbill::rule_book
