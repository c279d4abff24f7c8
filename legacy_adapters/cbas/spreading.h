// Spreading: a group's amount dealt out to its lines by their weights.
//
// It stands a second time in the standard engine, on purpose. Source: specification, cbas_rules.md
// "Spreading".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "legacy_adapters/cbas/arithmetic.h"

namespace twinbill::cbas {

class Spreading {
 public:
  // `weights` and `units` have one entry a line, at least one; all in the same unit of weight.

  // The amount, rounded first: each line its share cut toward zero, the units missing dealt out as
  // `remainder` says. All of it to the first line where the weights add up to 0.
  Trouble CutAmount(Int128 amount, std::span<const WideInteger> weights,
                    rule_book::Remainder remainder, std::span<Int128> units);

  // Each line's share of the result before it was an amount, rounded by itself. Where the weights
  // add up to 0, `amount` to the first line.
  Trouble CutLines(const ExactFraction& result, Int128 amount, std::span<const WideInteger> weights,
                   const AmountRule& rule, std::span<Int128> units) const;

 private:
  void DealLargest(Int128 missing, std::span<Int128> units);

  std::vector<WideInteger> rests_;  // cut off each line, over the sum of weights
  std::vector<std::uint32_t> order_;
};

}  // namespace twinbill::cbas
