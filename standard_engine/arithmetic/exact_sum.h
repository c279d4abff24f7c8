// ExactSum: adds up many exact amounts of few different denominators.
//
// A benefit that is spread over the cells of a group leaves fractions over that group's
// denominator; those of other groups stand over others. Added up one after the other their
// denominators would multiply. So what stands over one denominator is added up by itself, and where
// a whole group is in the sum, its fraction goes. The total is the same as of plain additions.
#pragma once

#include <vector>

#include "standard_engine/arithmetic/exact_amount.h"

namespace twinbill::arithmetic {

class ExactSum {
 public:
  void Add(const ExactAmount& amount) {
    if (!amount.is_fraction()) {
      whole_ += amount;
    } else {
      AddFraction(amount);
    }
  }
  ExactAmount Total() const;
  void Clear();  // keeps its memory

 private:
  // More different denominators than these are brought together.
  static constexpr std::size_t kPartsMax = 16;

  void AddFraction(const ExactAmount& amount);

  ExactAmount whole_;
  std::vector<ExactAmount> parts_;  // each over a denominator of its own; the last used comes last
};

}  // namespace twinbill::arithmetic
