// Cells: what a plan can't tell records of a period apart by, by number, with what it knows of
// them.
//
// A cell is a slot in a stretch of time between two boundaries of the plan; it lies wholly inside
// or outside of everything that a rule takes. Cells, and what is known of them, are kept from run
// to run over the same slots.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "corpus/model/slot_table.h"
#include "legacy_adapters/cbas/group_table.h"
#include "legacy_adapters/cbas/plan.h"

namespace twinbill::cbas {

class Cells {
 public:
  // Both must outlive it; `slots` may grow.
  Cells(const Plan& plan, const model::SlotTable& slots);

  // Adds the cell of each slot that there is by now at a moment, where that is not there.
  void AddSlots(std::int64_t moment);

  // The cell of each row of a block, whose starts rise; kNone for one whose start is outside of the
  // term. True where there is none of these.
  bool Find(std::span<const std::uint32_t> slots, std::span<const std::int64_t> starts,
            std::span<std::uint32_t> cells);

  std::uint32_t size() const { return static_cast<std::uint32_t>(slot_of_.size()); }
  const model::Slot& SlotOf(std::uint32_t cell) const { return slots_[slot_of_[cell]]; }
  bool IsTaken(std::uint32_t taking, std::uint32_t cell) const {
    return taken_[cell * plan_.takings.size() + taking] != 0;
  }
  std::uint32_t GroupOf(std::uint32_t grouping, std::uint32_t cell) const {
    return group_of_[cell * plan_.groupings.size() + grouping];
  }
  GroupTable& Groups(std::uint32_t grouping) { return groups_[grouping]; }
  const GroupTable& Groups(std::uint32_t grouping) const { return groups_[grouping]; }
  // The group of `to`, whose dimensions are all of `from`'s, that the group of `from` lies in.
  std::uint32_t Project(std::uint32_t from, std::uint32_t to, std::uint32_t group);

 private:
  void MakeRoom();
  std::size_t EpochOf(std::int64_t start) const;
  std::uint32_t CellOf(std::uint32_t slot, std::size_t epoch) {
    const std::uint32_t cell = cell_of_[slot * epochs_ + epoch];
    return cell != kNone ? cell : Add(slot, epoch);
  }
  std::uint32_t Add(std::uint32_t slot, std::size_t epoch);
  void ReadSlot(std::uint32_t slot);

  const Plan& plan_;
  const model::SlotTable& slots_;
  std::size_t epochs_;
  std::int64_t term_from_;
  std::int64_t term_to_;
  std::vector<std::uint32_t> cell_of_;  // by slot and epoch
  std::vector<std::uint32_t> slot_of_;
  std::vector<std::uint8_t> taken_;                    // by cell and taking
  std::vector<std::uint32_t> group_of_;                // by cell and grouping
  std::vector<GroupTable> groups_;                     // by grouping
  std::vector<std::vector<std::uint32_t>> projected_;  // by `from` and `to`, then group

  std::uint32_t slot_read_ = kNone;  // whose facts these are
  std::vector<std::uint8_t> base_takes_;
  std::vector<std::uint32_t> slot_groups_;
};

}  // namespace twinbill::cbas
