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

UsageCells::Plane& UsageCells::PlaneOf(Period period, Timestamp start) {
  if (last_plane_ < planes_.size()) {
    Plane& last = planes_[last_plane_];
    const bool after = last.stretch == 0 || cuts_[last.stretch - 1] <= start;
    const bool before = last.stretch == cuts_.size() || start < cuts_[last.stretch];
    if (last.period == period && after && before) return last;
  }
  const auto at = std::upper_bound(cuts_.begin(), cuts_.end(), start);
  return PlaneOf(period, static_cast<std::uint32_t>(at - cuts_.begin()));
}

UsageCells::Plane& UsageCells::PlaneOf(Period period, std::uint32_t stretch) {
  for (last_plane_ = 0; last_plane_ < planes_.size(); ++last_plane_) {
    Plane& plane = planes_[last_plane_];
    if (plane.period == period && plane.stretch == stretch) return plane;
  }
  return planes_.emplace_back(Plane{period, stretch, {}});
}

UsageSum& UsageCells::SumOf(Plane& plane, std::uint32_t slot) {
  if (slot >= plane.sum_of_slot.size()) plane.sum_of_slot.resize(slot + 1, kNone);
  std::uint32_t& number = plane.sum_of_slot[slot];
  if (number == kNone) {
    number = static_cast<std::uint32_t>(sums_.size());
    UsageSum& sum = sums_.emplace_back();
    sum.slot = slot;
    sum.period = plane.period;
    sum.stretch = plane.stretch;
  }
  return sums_[number];
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

void UsageCells::Add(const UsageCells& other) {
  TWINBILL_CHECK(cuts_ == other.cuts_);
  for (const UsageSum& theirs : other.sums_) {
    UsageSum& sum = SumOf(PlaneOf(theirs.period, theirs.stretch), theirs.slot);
    sum.quantity += theirs.quantity;
    sum.list_cost += theirs.list_cost;
    sum.rated_cost += theirs.rated_cost;
  }
}

void UsageCells::Clear() {
  planes_.clear();
  sums_.clear();
  last_plane_ = 0;
}

}  // namespace twinbill::billing
