#include "standard_engine/billing/usage_cells.h"

#include <algorithm>
#include <utility>

namespace twinbill::billing {

using model::Period;
using model::Timestamp;

namespace {

// quantity * rate, added to `sum`.
void AddProduct(const model::Decimal& quantity, const model::Decimal& rate, ExactAmount& sum) {
  model::Int128 units = 0;
  if (__builtin_mul_overflow(quantity.units(), rate.units(), &units)) {
    sum += ExactAmount::Product(quantity, rate);
  } else {
    sum.AddUnits(units, quantity.scale() + rate.scale());
  }
}

// A row of a column, added to `sum`.
void AddNumber(const model::NumberColumn& column, std::size_t row, ExactAmount& sum) {
  if (column.narrow) {
    sum.AddUnits(column.units[row], column.scale);
  } else {
    sum.AddUnits(column.wide[row].units(), column.wide[row].scale());
  }
}

}  // namespace

std::vector<Timestamp> CutsOf(const plan::Plan& plan) {
  std::vector<Timestamp> cuts = plan.epochs();
  cuts.push_back(plan.term_start());
  cuts.push_back(plan.term_end());
  return cuts;
}

UsageCells::UsageCells(std::vector<Timestamp> cuts) : cuts_(std::move(cuts)) {
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
}

std::uint32_t UsageCells::StretchOf(Timestamp start) const {
  return static_cast<std::uint32_t>(std::upper_bound(cuts_.begin(), cuts_.end(), start) -
                                    cuts_.begin());
}

UsagePlane& UsageCells::PlaneOf(Period period, Timestamp start) {
  if (last_plane_ < plane_count_) {
    UsagePlane& last = planes_[last_plane_];
    const bool after = last.stretch == 0 || cuts_[last.stretch - 1] <= start;
    const bool before = last.stretch == cuts_.size() || start < cuts_[last.stretch];
    if (last.period == period && after && before) return last;
  }
  return PlaneOf(period, StretchOf(start));
}

UsagePlane& UsageCells::PlaneOf(Period period, std::uint32_t stretch) {
  for (last_plane_ = 0; last_plane_ < plane_count_; ++last_plane_) {
    UsagePlane& plane = planes_[last_plane_];
    if (plane.period == period && plane.stretch == stretch) return plane;
  }
  if (plane_count_ == planes_.size()) planes_.emplace_back();
  UsagePlane& plane = planes_[plane_count_++];
  plane.period = period;
  plane.stretch = stretch;
  return plane;
}

UsageSum& UsageCells::SumOf(UsagePlane& plane, std::uint32_t slot) {
  if (slot >= plane.sum_of_slot.size()) plane.sum_of_slot.resize(slot + 1, UsagePlane::kNoSum);
  std::uint32_t& number = plane.sum_of_slot[slot];
  if (number == UsagePlane::kNoSum) {
    number = static_cast<std::uint32_t>(plane.sums.size());
    plane.sums.emplace_back().slot = slot;
  }
  return plane.sums[number];
}

void UsageCells::Add(const UsageRow& row) {
  UsageSum& sum = SumOf(PlaneOf(row.period, row.start), row.slot);
  sum.quantity.AddUnits(row.quantity.units(), row.quantity.scale());
  sum.list_cost.AddUnits(row.list_cost.units(), row.list_cost.scale());
  if (row.rate) {
    AddProduct(row.quantity, *row.rate, sum.rated_cost);
  } else {
    sum.rated_cost.AddUnits(row.list_cost.units(), row.list_cost.scale());
  }
}

void UsageCells::Add(const model::UsageBlock& block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    UsageSum& sum = SumOf(PlaneOf(block.period, Timestamp{block.start[i]}), block.slot[i]);
    AddNumber(block.quantity, i, sum.quantity);
    AddNumber(block.list_cost, i, sum.list_cost);
    if (block.HasRate(i)) {
      AddProduct(block.quantity.At(i), block.rate.At(i), sum.rated_cost);
    } else {
      AddNumber(block.list_cost, i, sum.rated_cost);
    }
  }
}

void UsageCells::Add(const UsageCells& other) {
  TWINBILL_CHECK(cuts_ == other.cuts_);
  for (const UsagePlane& theirs : other.planes()) {
    UsagePlane& mine = PlaneOf(theirs.period, theirs.stretch);
    for (const UsageSum& their : theirs.sums) {
      UsageSum& sum = SumOf(mine, their.slot);
      sum.quantity += their.quantity;
      sum.list_cost += their.list_cost;
      sum.rated_cost += their.rated_cost;
    }
  }
}

void UsageCells::Clear() {
  for (UsagePlane& plane : std::span(planes_).first(plane_count_)) {
    for (const UsageSum& sum : plane.sums) plane.sum_of_slot[sum.slot] = UsagePlane::kNoSum;
    plane.sums.clear();
  }
  plane_count_ = 0;
  last_plane_ = 0;
}

}  // namespace twinbill::billing
