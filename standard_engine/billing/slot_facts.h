// SlotFacts: what a plan says of each slot, asked once: which slots it can tell apart, the scopes
// that each is in, and the group of each grouping that it belongs to.
//
// Slots that agree in all that the contract can see are one. Slots and groups are numbered from 0
// in the order of first sight, and a number stays; how they compare is their rank, which may change
// when another slot is learned. Source: specification, usage.md "Cells".
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "corpus/model/slot_table.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

// Orders slots by the texts of some dimensions, one after the other, by bytes.
struct SlotOrder {
  const std::vector<model::Dimension>* dimensions = nullptr;
  bool operator()(const model::Slot* a, const model::Slot* b) const;
};

// A slot with these texts in these dimensions, as many of each, and nothing else.
model::Slot SlotWith(const std::vector<model::Dimension>& dimensions,
                     std::span<const std::string> texts);

// Slots by their texts in some dimensions: each distinct one with a number.
class SlotNumbers {
 public:
  // `dimensions` must outlive it.
  explicit SlotNumbers(const std::vector<model::Dimension>& dimensions)
      : numbers_(SlotOrder{&dimensions}) {}

  // The number of what `slot` agrees with; a new one where it is the first, and then `slot` stands
  // for that and must live on.
  std::uint32_t Learn(const model::Slot* slot);
  // The slot that stands for a number.
  const model::Slot& operator[](std::uint32_t number) const { return *slots_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(slots_.size()); }
  // How a number compares with others by its texts. Asked only after Rank().
  std::uint32_t RankOf(std::uint32_t number) const { return ranks_[number]; }
  std::uint32_t AtRank(std::uint32_t rank) const { return at_rank_[rank]; }
  void Rank();

 private:
  std::map<const model::Slot*, std::uint32_t, SlotOrder> numbers_;
  std::vector<const model::Slot*> slots_;
  std::vector<std::uint32_t> ranks_;
  std::vector<std::uint32_t> at_rank_;
};

class SlotFacts {
 public:
  // `plan` and `table` must outlive it; `table` may grow.
  SlotFacts(const plan::Plan& plan, const model::SlotTable& table);
  SlotFacts(const SlotFacts&) = delete;
  SlotFacts& operator=(const SlotFacts&) = delete;

  // The number of a slot of the table. Ranks are right again after Rank().
  std::uint32_t Learn(std::uint32_t table_slot) {
    if (table_slot < numbers_.size() && numbers_[table_slot] != kUnknown) {
      return numbers_[table_slot];
    }
    return LearnNew(table_slot);
  }
  // All slots that the table has by now.
  void LearnTable();
  // The same of any slot, which is copied.
  std::uint32_t Learn(model::Slot slot);
  // The group that slots with these texts belong to, in the order of the grouping's dimensions.
  std::uint32_t LearnGroup(std::uint32_t grouping, const std::vector<std::string>& texts);
  void Rank();

  const model::Slot& SlotOf(std::uint32_t slot) const { return slots_[slot]; }
  std::uint32_t RankOf(std::uint32_t slot) const { return slots_.RankOf(slot); }
  std::uint32_t size() const { return slots_.size(); }

  // `scope` and `grouping` are numbers of the plan's.
  bool InScope(std::uint32_t scope, std::uint32_t slot) const {
    return hits_[slot * scope_count_ + scope] != 0;
  }
  std::uint32_t GroupOf(std::uint32_t grouping, std::uint32_t slot) const {
    return groups_[slot * groupings_.size() + grouping];
  }
  const SlotNumbers& GroupsOf(std::uint32_t grouping) const { return groupings_[grouping]; }
  // The dimensions of a cell besides its epoch, as the contract sees them.
  const std::vector<model::Dimension>& dimensions() const { return dimensions_; }

 private:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFFU;

  std::uint32_t LearnNew(std::uint32_t table_slot);
  std::uint32_t LearnSlot(const model::Slot* slot);

  const plan::Plan& plan_;
  const model::SlotTable& table_;
  std::size_t scope_count_;
  std::vector<model::Dimension> dimensions_;
  std::vector<std::uint32_t> numbers_;  // by the number in the slot table
  SlotNumbers slots_;
  std::vector<SlotNumbers> groupings_;
  std::vector<std::uint8_t> hits_;
  std::vector<std::uint32_t> groups_;
  std::deque<model::Slot> own_;  // slots that are in no table
  bool ranked_ = true;
};

}  // namespace twinbill::billing
