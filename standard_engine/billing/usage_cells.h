// UsageCells: usage added up as finely as every contract of a payer needs, in one pass.
//
// A sum is of the records of one slot, one period and one stretch of time between two neighbouring
// cuts. With every contract's effective dates and term bounds among the cuts, a sum lies wholly
// inside or outside of each of them. A record costs one look at a table and three exact additions;
// memory follows slots, periods and stretches, not records. The order of records does not matter.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/usage_block.h"
#include "standard_engine/arithmetic/exact_amount.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

// What billing needs of a record of the payer.
struct UsageRow {
  std::uint32_t slot = 0;  // of the slot table that the bill is made with
  model::Period period;
  model::Timestamp start;
  model::Decimal quantity;
  model::Decimal list_cost;
  std::optional<model::Decimal> rate;
};

struct UsageSum {
  std::uint32_t slot = 0;
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount rated_cost;
};

// The sums of one period and stretch.
struct UsagePlane {
  model::Period period;
  std::uint32_t stretch = 0;               // how many cuts are at or before the records' starts
  std::vector<UsageSum> sums;              // in no particular order
  std::vector<std::uint32_t> sum_of_slot;  // by slot; kNoSum where there is none, or beyond its end

  static constexpr std::uint32_t kNoSum = 0xFFFFFFFFU;
};

// The cuts that a contract needs.
std::vector<model::Timestamp> CutsOf(const plan::Plan& plan);

class UsageCells {
 public:
  explicit UsageCells(std::vector<model::Timestamp> cuts);

  void Add(const UsageRow& row);
  void Add(const model::UsageBlock& block);
  void Add(const UsageCells& other);  // of the same cuts and the same slot table
  void Clear();                       // keeps its memory

  // Rising, each once.
  const std::vector<model::Timestamp>& cuts() const { return cuts_; }
  // Each period and stretch that has a record, in no particular order.
  std::span<const UsagePlane> planes() const { return std::span(planes_).first(plane_count_); }

 private:
  UsagePlane& PlaneOf(model::Period period, model::Timestamp start);
  UsagePlane& PlaneOf(model::Period period, std::uint32_t stretch);
  static UsageSum& SumOf(UsagePlane& plane, std::uint32_t slot);
  std::uint32_t StretchOf(model::Timestamp start) const;

  std::vector<model::Timestamp> cuts_;
  std::vector<UsagePlane> planes_;  // those beyond plane_count_ are empty and wait to be used again
  std::size_t plane_count_ = 0;
  std::size_t last_plane_ = 0;
};

}  // namespace twinbill::billing
