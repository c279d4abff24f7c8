// Dealing: a rounded sum given to lines so that their amounts add up to it.
//
// Every line's share is cut toward zero; the units then missing, or too many, are dealt out one
// each. Source: specification, standard_contract.md, "From cells to lines".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standard_engine/arithmetic/rounding.h"

namespace twinbill::arithmetic {

enum class DealBy : std::uint8_t {
  kExact,    // a line's share is its exact amount
  kRounded,  // the rounded sum * exact amount / sum of the exact amounts; 0 where that sum is 0
};

enum class RemainderTo : std::uint8_t {
  kLargest,  // the largest cut-off fractions in the direction of the missing units, ties by order
  kFirst,    // all to the first line
  kLast,     // all to the last line
};

struct DealRule {
  RoundingMode mode = RoundingMode::kHalfUp;
  int digits = 2;
  DealBy deal = DealBy::kExact;
  RemainderTo remainder = RemainderTo::kLargest;
  bool operator==(const DealRule&) const = default;
};

// What a line's amount is dealt from: its share of `rounded`, the rounded sum of amounts that add
// up to `total`.
ExactAmount ShareOf(const ExactAmount& exact, const DealRule& rule, const model::Amount& rounded,
                    const ExactAmount& total);

// Rounds the sum of `exact` and deals it to `amounts`, which has as many. Nothing for no lines.
model::Result<void, AmountTooLarge> Deal(std::span<const ExactAmount> exact, const DealRule& rule,
                                         std::span<model::Amount> amounts);

}  // namespace twinbill::arithmetic
