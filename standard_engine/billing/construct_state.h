// ConstructState: what a construct carries from one period to the next.
//
// Each part belongs to a window and is cleared where that begins. Group and slot numbers are those
// of the biller's SlotFacts.
#pragma once

#include <cstdint>
#include <vector>

#include "standard_engine/billing/discount.h"

namespace twinbill::billing {

// A cell added up over the periods of a window that is settled at its end.
struct HeldCell {
  std::uint32_t slot = 0;
  std::uint32_t epoch = 0;
  std::uint32_t next = 0;  // another held cell of the slot
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount base;
};

// Held cells, found by slot and epoch.
class HeldCells {
 public:
  // The cell of that slot and epoch, all 0 where it is new. Valid until the next call.
  HeldCell& At(std::uint32_t slot, std::uint32_t epoch);
  void Clear();                                                  // keeps its memory
  const std::vector<HeldCell>& cells() const { return cells_; }  // in the order they came

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  std::vector<HeldCell> cells_;
  std::vector<std::uint32_t> first_of_slot_;
};

struct ConstructState {
  Readings readings;                  // of the meter's window, by group number
  std::vector<ExactAmount> entitled;  // A, by group number, or one for all
  HeldCells held;
  ExactAmount given;                 // by the lines, in the cap's window
  ExactAmount drawn;                 // by the lines, in the prepayment's window
  ExactAmount measured;              // to the commitment, in its window, without limits
  std::vector<ExactAmount> limited;  // the same of each limit's cells

  // As before the first period, keeping memory.
  void Clear();
};

}  // namespace twinbill::billing
