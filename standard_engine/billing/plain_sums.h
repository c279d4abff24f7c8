// PlainSums: what the cells that a plain construct takes come to, before it gives anything.
//
// A plain construct gives each cell a price or a share of its own, so what a line's cells get
// together follows from what they come to together. Contracts that differ only in what they give
// share the sums.
#pragma once

#include <cstdint>
#include <vector>

#include "standard_engine/arithmetic/exact_sum.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// Of some cells; what the construct does not ask for is 0.
struct PlainSum {
  ExactAmount base;
  ExactAmount quantity;
};

struct PlainSums {
  // Of each line that has cells, in the order of lines, and one of its slots.
  std::vector<PlainSum> lines;
  std::vector<std::uint32_t> slots;
  // Of each limit's cells that count to the commitment, then of the others that do: their measure
  // without the construct, and what those of them come to that the construct takes.
  std::vector<ExactAmount> counted;
  std::vector<PlainSum> lowered;
};

// Adds up what a construct asks of the cells of some parts.
class PlainAdder {
 public:
  void Begin(const plan::ConstructPlan& construct);
  void Clear(std::size_t part);
  void Add(std::size_t part, const ExactAmount& base, const ExactAmount& quantity) {
    if (adds_base_) base_[part].Add(base);
    if (adds_quantity_) quantity_[part].Add(quantity);
  }
  PlainSum Total(std::size_t part) const { return {base_[part].Total(), quantity_[part].Total()}; }

 private:
  bool adds_base_ = false;
  bool adds_quantity_ = false;
  std::vector<arithmetic::ExactSum> base_;
  std::vector<arithmetic::ExactSum> quantity_;
};

// Whether a construct's cells are given something each by itself, and nothing is carried for it but
// a commitment: most percentages and prices.
bool IsPlain(const plan::Plan& plan, const plan::ConstructPlan& construct);

// Whether the sums of two plain constructs at one place of plans with the same scopes, groupings
// and epochs are the same, where the ones before them are.
bool SumAlike(const plan::ConstructPlan& a, const plan::ConstructPlan& b);

}  // namespace twinbill::billing
