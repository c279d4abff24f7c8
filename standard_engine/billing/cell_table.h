// CellTable: the cells of one contract, in their order, by period.
//
// Slots that the contract can't tell apart are one; slots are numbered in the order of cells, so
// that comparing numbers compares the fields. Source: specification, usage.md "Cells".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "corpus/model/slot_table.h"
#include "standard_engine/billing/usage_cells.h"

namespace twinbill::billing {

struct Cell {
  std::uint32_t slot = 0;  // of CellTable::slots()
  std::uint32_t epoch = 0;
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount rated_cost;
};

class CellTable {
 public:
  // The cells of the contract's usage: records outside of its term, or of a period that is not the
  // term's, are in none. `slots` must outlive the table.
  CellTable(const plan::Plan& plan, const UsageCells& usage, const model::SlotTable& slots);

  // One slot for each number, ordered by account, service, region, usage type, operation, line item
  // type and the attributes that the contract mentions.
  const std::vector<const model::Slot*>& slots() const { return slots_; }
  // Ordered by slot, then epoch; empty where there are none.
  std::span<const Cell> Of(model::Period period) const;

 private:
  void NumberSlots(const plan::Plan& plan, const UsageCells& usage, const model::SlotTable& table);

  std::vector<const model::Slot*> slots_;
  std::vector<std::uint32_t> number_of_;  // by the number in the slot table
  model::Period first_;
  std::vector<Cell> cells_;
  std::vector<std::size_t> begins_;  // of each period of the term in cells_, and the end
};

}  // namespace twinbill::billing
