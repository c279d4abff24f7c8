// ConstructState: what a construct carries from one period to the next.
//
// Each part belongs to a window and is cleared where that begins.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "standard_engine/billing/discount.h"

namespace twinbill::billing {

// A cell added up over the periods of a window that is settled at its end.
struct HeldCell {
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount base;
};

struct ConstructState {
  Readings readings;                  // of the meter's window, by group number
  std::vector<ExactAmount> entitled;  // A, by group number, or one for all
  std::map<std::pair<std::uint32_t, std::uint32_t>, HeldCell> held;  // by slot and epoch
  ExactAmount given;                 // by the lines, in the cap's window
  ExactAmount drawn;                 // by the lines, in the prepayment's window
  ExactAmount measured;              // to the commitment, in its window, without limits
  std::vector<ExactAmount> limited;  // the same of each limit's cells
};

}  // namespace twinbill::billing
