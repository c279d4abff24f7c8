// Work: the cells that one construct discounts in one bill, and their discounts on the way.
//
// Scratch: kept from construct to construct and from bill to bill, so that its memory is reused.
#pragma once

#include <cstdint>
#include <vector>

#include "standard_engine/billing/partition.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// A cell as a construct sees it: of one period, or added up over a window.
struct WorkCell {
  std::uint32_t slot = 0;
  std::uint32_t index = 0;  // among the period's cells; of no meaning at a window's end
  const ExactAmount* quantity = nullptr;
  const ExactAmount* list_cost = nullptr;
  const ExactAmount* base = nullptr;
};

struct Work {
  std::vector<WorkCell> cells;             // in the order of cells
  std::vector<ExactAmount> d;              // of each cell
  std::vector<std::uint32_t> meter_group;  // of each cell; where there is a meter
  Partition lines;
  Partition groups;                  // the meter's, or without a meter the lines
  std::vector<ExactAmount> group_d;  // of each of `groups`, where a step needs them
};

}  // namespace twinbill::billing
