// SlotFacts: what a plan says of each slot, asked once: the scopes it is in, and the group of each
// grouping that it belongs to.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standard_engine/billing/cell_table.h"

namespace twinbill::billing {

class SlotFacts {
 public:
  SlotFacts(const plan::Plan& plan, std::span<const model::Slot* const> slots);

  // `scope` and `grouping` are numbers of the plan's, `slot` of the cell table's.
  bool InScope(std::uint32_t scope, std::uint32_t slot) const {
    return hits_[scope * slots_ + slot] != 0;
  }
  // Groups count from 0 in the order of their texts' bytes, dimension by dimension.
  std::uint32_t GroupOf(std::uint32_t grouping, std::uint32_t slot) const {
    return groups_[grouping * slots_ + slot];
  }
  std::uint32_t GroupCount(std::uint32_t grouping) const { return group_counts_[grouping]; }

 private:
  std::size_t slots_;
  std::vector<std::uint8_t> hits_;
  std::vector<std::uint32_t> groups_;
  std::vector<std::uint32_t> group_counts_;
};

}  // namespace twinbill::billing
