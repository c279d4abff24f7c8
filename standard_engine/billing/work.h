// Work: the cells that one construct discounts in one bill, and their discounts on the way.
//
// Scratch: kept from construct to construct and from bill to bill, so that its memory is reused.
// What a step decided stays here until the next construct, for an observer to read.
#pragma once

#include <cstdint>
#include <vector>

#include "standard_engine/arithmetic/exact_sum.h"
#include "standard_engine/billing/partition.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// A cell as a construct sees it: of one period, or added up over a window.
struct WorkCell {
  std::uint32_t slot = 0;  // of the SlotFacts
  std::uint32_t epoch = 0;
  std::uint32_t index = 0;  // among the period's cells; of no meaning at a window's end
  const ExactAmount* quantity = nullptr;
  const ExactAmount* list_cost = nullptr;
  const ExactAmount* base = nullptr;
};

// What a cap or a grant had left, and what the cells wanted of it.
struct Limited {
  ExactAmount left;
  ExactAmount wanted;
  bool is_short = false;               // it gave less than was wanted
  ExactAmount owner_wanted;            // where it is short and an owner is served first
  std::vector<std::uint8_t> is_owner;  // of each cell; empty without owner
};

struct Work {
  std::vector<WorkCell> cells;             // in the order of cells
  std::vector<ExactAmount> d;              // of each cell
  std::vector<std::uint32_t> meter_group;  // of each cell, a group of the SlotFacts; with a meter
  Partition lines;                         // parts in line order
  Partition groups;                        // the meter's groups, or without a meter the lines

  // Of each part of `groups`, by the step that needs it.
  std::vector<ExactAmount> group_d;         // after what was given, floored
  std::vector<std::uint32_t> step;          // volume tiers: the step it is in
  std::vector<ExactAmount> lengths;         // graduated: of each step, part after part
  std::vector<ExactAmount> group_base;      // graduated: the sum of its cells' base
  std::vector<ExactAmount> group_quantity;  // floor `signed`
  std::vector<std::uint8_t> floored;        // whether the floor set it to 0
  std::vector<ExactAmount> weight;          // spread: the sum of its cells' weights
  std::vector<std::uint32_t> first_cell;    // spread: the cell that takes all where that is 0

  // Entitlement, by the meter's group, or one for all: B and the factor.
  std::vector<ExactAmount> entitled_quantity;
  std::vector<ExactAmount> entitled_factor;

  Limited grant;
  Limited cap;

  std::vector<arithmetic::ExactSum> sums;  // scratch of each part of `groups`
};

// The lines of the construct being billed, in their order.
struct LineWork {
  std::vector<ExactAmount> exact;
  std::vector<ExactAmount> quantity;
  std::vector<std::uint32_t> group;  // that it is rounded with
  std::vector<std::uint32_t> slot;   // one of its slots
  std::vector<model::Amount> amount;
  std::vector<std::uint32_t> line;  // among the bill's
};

}  // namespace twinbill::billing
