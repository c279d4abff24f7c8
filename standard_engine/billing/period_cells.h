// PeriodCells: the cells of one contract and period, in their order.
//
// Source: specification, usage.md "Cells".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "standard_engine/billing/slot_facts.h"
#include "standard_engine/billing/usage_cells.h"

namespace twinbill::billing {

struct Cell {
  std::uint32_t slot = 0;  // of the SlotFacts
  std::uint32_t epoch = 0;
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount rated_cost;
};

class PeriodCells {
 public:
  // Both must outlive it.
  PeriodCells(const plan::Plan& plan, SlotFacts& facts) : plan_(plan), facts_(facts) {}

  // The cells of the contract's usage in `period`, ordered by the fields of their slots, then by
  // epoch: records outside of its term are in none. `usage` has the plan's needs and maybe more,
  // and the slot table of the facts, which learn its slots. Valid until the next call.
  std::span<const Cell> Gather(const UsageCells& usage, model::Period period);

 private:
  struct Placed {
    std::uint32_t rank = 0;
    std::uint32_t epoch = 0;
    std::uint32_t slot = 0;
    std::uint32_t at = 0;
    const UsagePlane* plane = nullptr;
  };

  void Place(const UsagePlane& plane, std::uint32_t epoch);

  const plan::Plan& plan_;
  SlotFacts& facts_;
  std::vector<Placed> placed_;
  std::vector<Cell> cells_;
};

}  // namespace twinbill::billing
