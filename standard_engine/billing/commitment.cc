#include "standard_engine/billing/commitment.h"

#include <algorithm>

namespace twinbill::billing {

ExactAmount CommittedIn(const contract::Commit& commit, const model::Window& window) {
  ExactAmount amount(commit.amount);
  if (commit.prorate && window.months() != window.months_full) {
    amount *= ExactAmount::OfUnits(window.months(), 0);
    amount /= ExactAmount::OfUnits(window.months_full, 0);
  }
  return amount;
}

ExactAmount CountedOf(const plan::ConstructPlan& construct, const ExactAmount& amount,
                      const ExactAmount& measured, std::span<const ExactAmount> limited,
                      std::vector<ExactAmount>& most) {
  ExactAmount counted = measured;
  most.clear();
  for (std::size_t limit = 0; limit < construct.limits.size(); ++limit) {
    most.push_back(construct.limits[limit].share * amount);
    counted += std::min(limited[limit], most.back());
  }
  return counted;
}

}  // namespace twinbill::billing
