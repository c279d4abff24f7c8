#include "standard_engine/arithmetic/exact_sum.h"

#include <utility>

namespace twinbill::arithmetic {

void ExactSum::AddFraction(const ExactAmount& amount) {
  for (std::size_t at = parts_.size(); at > 0; --at) {
    if (!parts_[at - 1].HasDenominatorOf(amount)) continue;
    parts_[at - 1] += amount;
    if (at < parts_.size()) std::swap(parts_[at - 1], parts_.back());
    return;
  }
  if (parts_.size() == kPartsMax) {
    for (ExactAmount& part : parts_) {
      part.Reduce();
      whole_ += part;
    }
    parts_.clear();
  }
  parts_.push_back(amount);
}

ExactAmount ExactSum::Total() const {
  ExactAmount total = whole_;
  for (const ExactAmount& part : parts_) {
    ExactAmount reduced = part;
    reduced.Reduce();
    total += reduced;
  }
  return total;
}

void ExactSum::Clear() {
  whole_ = ExactAmount();
  parts_.clear();
}

}  // namespace twinbill::arithmetic
