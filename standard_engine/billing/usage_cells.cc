#include "standard_engine/billing/usage_cells.h"

#include <algorithm>
#include <utility>

namespace twinbill::billing {

using model::Period;
using model::Timestamp;

CellNeeds NeedsOf(const plan::Plan& plan) {
  CellNeeds needs{plan.epochs(), plan.needs_rated()};
  needs.cuts.push_back(plan.term_start());
  needs.cuts.push_back(plan.term_end());
  return needs;
}

CellNeeds NeedsOf(std::span<const plan::Plan* const> plans) {
  CellNeeds all;
  for (const plan::Plan* plan : plans) {
    const CellNeeds needs = NeedsOf(*plan);
    all.cuts.insert(all.cuts.end(), needs.cuts.begin(), needs.cuts.end());
    all.rated_cost = all.rated_cost || needs.rated_cost;
  }
  return all;
}

UsageCells::UsageCells(CellNeeds needs)
    : cuts_(std::move(needs.cuts)), rated_cost_(needs.rated_cost) {
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
}

UsagePlane& UsageCells::PlaneOf(Period period, Timestamp start) {
  if (last_plane_ < plane_count_) {
    UsagePlane& last = planes_[last_plane_];
    const std::uint32_t stretch = last.stretch();
    const bool after = stretch == 0 || cuts_[stretch - 1] <= start;
    const bool before = stretch == cuts_.size() || start < cuts_[stretch];
    if (last.period() == period && after && before) return last;
  }
  const auto at = std::upper_bound(cuts_.begin(), cuts_.end(), start);
  return PlaneOf(period, static_cast<std::uint32_t>(at - cuts_.begin()));
}

UsagePlane& UsageCells::PlaneOf(Period period, std::uint32_t stretch) {
  for (last_plane_ = 0; last_plane_ < plane_count_; ++last_plane_) {
    UsagePlane& plane = planes_[last_plane_];
    if (plane.period() == period && plane.stretch() == stretch) return plane;
  }
  if (plane_count_ == planes_.size()) planes_.emplace_back();
  UsagePlane& plane = planes_[plane_count_++];
  plane.Begin(period, stretch);
  return plane;
}

void UsageCells::Add(const UsageRow& row) { PlaneOf(row.period, row.start).AddRow(row); }

namespace {

// Whether low <= start <= high for all. No bound is further than 2^61 from 0; a start that the sums
// wrap for is outside, and one of the two shows it.
bool AllWithin(std::span<const std::int64_t> starts, std::int64_t low, std::int64_t high) {
  std::uint64_t signs = 0;
  for (const std::int64_t start : starts) {
    const auto at = static_cast<std::uint64_t>(start);
    signs |= (at - static_cast<std::uint64_t>(low)) | (static_cast<std::uint64_t>(high) - at);
  }
  return (signs >> 63) == 0;
}

}  // namespace

// Starts mostly rise, so that rows of a stretch come in long runs, and mostly a block is of one.
void UsageCells::Add(const model::UsageBlock& block) {
  for (std::size_t first = 0; first < block.size();) {
    UsagePlane& plane = PlaneOf(block.period, Timestamp{block.start[first]});
    const std::uint32_t stretch = plane.stretch();
    const std::int64_t low = stretch == 0 ? INT64_MIN : cuts_[stretch - 1].micros;
    const std::int64_t high = stretch == cuts_.size() ? INT64_MAX : cuts_[stretch].micros;
    constexpr std::int64_t kFar = std::int64_t{1} << 61;
    std::size_t last = block.size();
    if (first > 0 || !AllWithin(block.start, std::max(low, -kFar), std::min(high - 1, kFar))) {
      last = first + 1;
      while (last < block.size() && block.start[last] >= low && block.start[last] < high) ++last;
    }
    plane.AddRows(block, first, last, rated_cost_);
    first = last;
  }
}

void UsageCells::Add(const UsageCells& other) {
  TWINBILL_CHECK(cuts_ == other.cuts_ && rated_cost_ == other.rated_cost_);
  for (const UsagePlane& theirs : other.planes()) {
    UsagePlane& mine = PlaneOf(theirs.period(), theirs.stretch());
    for (std::size_t at = 0; at < theirs.slots().size(); ++at) {
      const UsageSum their = theirs.SumOf(at);
      UsageSum& sum = mine.WideAt(mine.At(theirs.slots()[at]));
      sum.quantity += their.quantity;
      sum.list_cost += their.list_cost;
      sum.rated_cost += their.rated_cost;
    }
  }
}

void UsageCells::Clear() {
  for (UsagePlane& plane : std::span(planes_).first(plane_count_)) plane.Clear();
  plane_count_ = 0;
  last_plane_ = 0;
}

}  // namespace twinbill::billing
