// Trace: all that billing did in one bill, as a plain value: what explanations are made of.
//
// Cells, groups, lines and charges name each other by their places in these vectors; kNowhere is no
// place. A slot is a pointer into the slot table, or into the run: valid as long as both. From what
// is here every number of the bill can be made again (steps.h says which step made what).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "standard_engine/billing/steps.h"

namespace twinbill::billing {

inline constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

// A cell of the period.
struct TracedCell {
  const model::Slot* slot = nullptr;
  std::uint32_t epoch = 0;
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount rated_cost;
};

// A cell that a construct discounts: of the period, or added up over a window settled at its end.
struct DiscountedCell {
  const model::Slot* slot = nullptr;
  std::uint32_t epoch = 0;
  std::uint32_t cell = kNowhere;  // of Trace::cells; nowhere for a window's
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount base;
  std::uint32_t group = kNowhere;  // of ConstructTrace::groups; nowhere before it settles
  std::uint32_t line = kNowhere;   // of ConstructTrace::lines
  bool is_owner = false;           // served first, where a cap or grant was short
};

// The D of each discounted cell after a step.
struct DiscountStage {
  StepId step = StepId::kFlat;
  std::vector<ExactAmount> d;
};

// What a meter read for one of its groups.
struct TracedReading {
  const model::Slot* group = nullptr;  // its texts, in the dimensions of `per`
  ExactAmount before;
  ExactAmount now;
};

// A meter's group, or without a meter a line, that has discounted cells. Each number is set where
// the construct has the step that makes it.
struct GroupTrace {
  const model::Slot* slot = nullptr;    // one of its cells'
  std::uint32_t reading = kNowhere;     // of ConstructTrace::readings
  std::uint32_t step = kNowhere;        // volume tiers: the step it is in
  std::vector<ExactAmount> lengths;     // graduated tiers: in each step
  ExactAmount base;                     // graduated tiers: the sum of its cells'
  ExactAmount given;                    // the sum of D before the floor
  ExactAmount d;                        // and after it
  bool is_floored = false;              // the floor set it to 0
  ExactAmount quantity;                 // the sum of its cells', where the floor asks for its sign
  ExactAmount weight;                   // spread: the sum of its cells'
  std::uint32_t first_cell = kNowhere;  // spread: the cell that takes all where that is 0
  ExactAmount entitled;                 // A
  ExactAmount entitled_quantity;        // B
  ExactAmount factor;                   // min(1, ratio * A/B), or 0
};

struct LimitedTrace {
  ExactAmount left;
  ExactAmount wanted;
  bool is_short = false;
  std::optional<ExactAmount> owner_wanted;  // where it is short and an owner is served first
};

struct LineTrace {
  const model::Slot* slot = nullptr;  // one of its cells'
  std::uint32_t sum = kNowhere;       // of ConstructTrace::sums; nowhere where rounded by itself
  ExactAmount exact;                  // signed as on the bill: -D
  ExactAmount quantity;
  ExactAmount share;        // what is cut toward zero; rounded by itself: the exact amount
  model::Amount cut;        // share, cut; rounded by itself: the amount
  model::Int128 dealt = 0;  // units dealt to it: amount less cut
  model::Amount amount;
  std::uint32_t line = kNowhere;  // among this bill's lines; nowhere where it is left out
};

// A sum that was rounded and dealt to its lines.
struct SumTrace {
  ExactAmount exact;
  model::Amount rounded;
};

struct ChargeTrace {
  ExactAmount exact;
  model::Amount amount;
  std::uint32_t line = kNowhere;  // among this bill's lines; nowhere where it is left out
};

struct LimitTrace {
  ExactAmount measured;
  ExactAmount most;
};

struct CommitTrace {
  ExactAmount amount;  // as prorated
  ExactAmount measured;
  std::vector<LimitTrace> limits;
  ExactAmount counted;
  bool is_due = false;
  std::optional<ChargeTrace> charge;  // where it is due and there is a shortfall
};

struct ConstructTrace {
  std::uint32_t number = 0;  // of the plan's
  bool settles = true;       // false: it waits for its window's end
  std::vector<DiscountedCell> cells;
  std::vector<TracedReading> readings;  // of all groups of the meter, in the order of their texts
  std::vector<GroupTrace> groups;
  std::vector<DiscountStage> stages;
  std::optional<LimitedTrace> grant;
  std::optional<LimitedTrace> cap;
  std::vector<LineTrace> lines;  // in line order
  std::vector<SumTrace> sums;
  std::vector<ExactAmount> net_before;  // of each cell of the period
  std::vector<ExactAmount> net_after;
  std::optional<ChargeTrace> fee;
  std::optional<CommitTrace> commit;
};

struct Trace {
  model::Period period;
  std::vector<TracedCell> cells;
  std::vector<ConstructTrace> constructs;  // all of the plan's, in their order
};

}  // namespace twinbill::billing
