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
  ExactAmount quantity;
  ExactAmount list_cost;
  ExactAmount rated_cost;
};

// What contracts ask of sums.
struct CellNeeds {
  std::vector<model::Timestamp> cuts;
  bool rated_cost = false;  // without it the rated costs are not added up, and read as any number
};

// What one contract needs, or several.
CellNeeds NeedsOf(const plan::Plan& plan);
CellNeeds NeedsOf(std::span<const plan::Plan* const> plans);

// The sums of one period and stretch.
class UsagePlane {
 public:
  model::Period period() const { return period_; }
  std::uint32_t stretch() const { return stretch_; }  // cuts at or before the records' starts
  // Each slot that has a record, in no particular order.
  std::span<const std::uint32_t> slots() const { return slots_; }
  UsageSum SumOf(std::size_t at) const;  // of slots()[at]

 private:
  friend class UsageCells;
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

  // Whole units at the plane's scales, as far as these hold them; the rest is in wide_. Most sums
  // fit 64 bits, and a cache holds twice as many of those.
  struct Units {
    std::int64_t quantity = 0;
    std::int64_t list_cost = 0;
  };
  struct Scales {
    int quantity = 0;
    int list_cost = 0;
    int rated_cost = 0;
    bool operator==(const Scales&) const = default;
  };

  void Begin(model::Period period, std::uint32_t stretch);
  void Clear();
  std::uint32_t At(std::uint32_t slot) {
    const std::uint32_t at = slot < at_of_slot_.size() ? at_of_slot_[slot] : kNone;
    return at != kNone ? at : AddSlot(slot);
  }
  std::uint32_t AddSlot(std::uint32_t slot);
  UsageSum& WideAt(std::uint32_t at);
  void SetScales(const Scales& scales);
  void AddRow(const UsageRow& row);
  void AddRows(const model::UsageBlock& block, std::size_t first, std::size_t last, bool rated);
  void AddNarrow(const model::UsageBlock& block, std::size_t first, std::size_t last);
  void SpillRow(const model::UsageBlock& block, std::size_t row, std::uint32_t at);
  void AddRated(const model::UsageBlock& block, std::size_t first, std::size_t last);

  model::Period period_;
  std::uint32_t stretch_ = 0;
  Scales scales_;
  std::vector<std::uint32_t> slots_;
  std::vector<Units> units_;               // by the place in slots_
  std::vector<model::Int128> rated_;       // the same units of the rated cost
  std::vector<UsageSum> wide_;             // the same, as far as it was needed
  std::vector<std::uint32_t> at_of_slot_;  // kNone where there is none, and beyond its end
};

class UsageCells {
 public:
  explicit UsageCells(CellNeeds needs);

  void Add(const UsageRow& row);
  void Add(const model::UsageBlock& block);
  void Add(const UsageCells& other);  // of the same needs and the same slot table
  void Clear();                       // keeps its memory

  // Rising, each once.
  const std::vector<model::Timestamp>& cuts() const { return cuts_; }
  // Each period and stretch that has a record, in no particular order.
  std::span<const UsagePlane> planes() const { return std::span(planes_).first(plane_count_); }

 private:
  UsagePlane& PlaneOf(model::Period period, model::Timestamp start);
  UsagePlane& PlaneOf(model::Period period, std::uint32_t stretch);

  std::vector<model::Timestamp> cuts_;
  bool rated_cost_ = false;
  std::vector<UsagePlane> planes_;  // those beyond plane_count_ are empty and wait to be used again
  std::size_t plane_count_ = 0;
  std::size_t last_plane_ = 0;
};

}  // namespace twinbill::billing
