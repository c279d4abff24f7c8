#include "legacy_adapters/cbas/rounding.h"

namespace twinbill::cbas {

using rule_book::RoundingMode;

WideInteger RoundedQuotient(const WideInteger& n, const WideInteger& d, RoundingMode mode) {
  auto [units, rest] = WideInteger::Divide(n, d);
  if (rest.is_zero()) return units;
  const bool negative = rest.sign() < 0;
  const WideInteger size = negative ? -rest : rest;
  const auto order = size <=> d - size;  // twice the rest against the unit
  const CutOff cut_off =
      order < 0 ? CutOff::kBelowHalf : (order == 0 ? CutOff::kHalf : CutOff::kAboveHalf);
  if (GoesAway(mode, negative, units.is_odd(), cut_off)) units += Int128{negative ? -1 : 1};
  return units;
}

}  // namespace twinbill::cbas
