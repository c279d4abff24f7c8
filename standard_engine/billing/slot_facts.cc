#include "standard_engine/billing/slot_facts.h"

#include <algorithm>
#include <compare>
#include <numeric>

namespace twinbill::billing {
namespace {

std::strong_ordering CompareTexts(const model::Slot& a, const model::Slot& b,
                                  const std::vector<model::Dimension>& dimensions) {
  for (const model::Dimension& dimension : dimensions) {
    const auto order = dimension.TextOf(a) <=> dimension.TextOf(b);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace

SlotFacts::SlotFacts(const plan::Plan& plan, std::span<const model::Slot* const> slots)
    : slots_(slots.size()) {
  hits_.resize(plan.scopes().size() * slots_);
  for (std::size_t scope = 0; scope < plan.scopes().size(); ++scope) {
    for (std::size_t slot = 0; slot < slots_; ++slot) {
      hits_[scope * slots_ + slot] = plan.scopes()[scope].Matches(*slots[slot]) ? 1 : 0;
    }
  }
  groups_.resize(plan.groupings().size() * slots_);
  std::vector<std::uint32_t> order(slots_);
  for (std::size_t grouping = 0; grouping < plan.groupings().size(); ++grouping) {
    const std::vector<model::Dimension>& dimensions = plan.groupings()[grouping];
    std::iota(order.begin(), order.end(), 0U);
    const auto compare = [&](std::uint32_t a, std::uint32_t b) {
      return CompareTexts(*slots[a], *slots[b], dimensions);
    };
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0 && compare(order[i - 1], order[i]) != 0) ++group;
      groups_[grouping * slots_ + order[i]] = group;
    }
    group_counts_.push_back(order.empty() ? 0 : group + 1);
  }
}

}  // namespace twinbill::billing
