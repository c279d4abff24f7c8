#include "standard_engine/billing/period_cells.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace twinbill::billing {

void PeriodCells::Place(const UsagePlane& plane, std::uint32_t epoch) {
  for (std::uint32_t at = 0; at < plane.slots().size(); ++at) {
    placed_.push_back({0, epoch, facts_.Learn(plane.slots()[at]), at, &plane});
  }
}

std::span<const Cell> PeriodCells::Gather(const UsageCells& usage, model::Period period) {
  placed_.clear();
  cells_.clear();
  for (const UsagePlane& plane : usage.planes()) {
    if (plane.period() != period || plane.stretch() == 0) continue;
    const model::Timestamp begin = usage.cuts()[plane.stretch() - 1];
    if (begin < plan_.term_start() || plan_.term_end() <= begin) continue;
    Place(plane, plan_.EpochOf(begin));
  }
  facts_.Rank();
  for (Placed& placed : placed_) placed.rank = facts_.RankOf(placed.slot);
  std::sort(placed_.begin(), placed_.end(), [](const Placed& a, const Placed& b) {
    return std::tie(a.rank, a.epoch) < std::tie(b.rank, b.epoch);
  });
  for (const Placed& placed : placed_) {
    UsageSum sum = placed.plane->SumOf(placed.at);
    if (!cells_.empty() && cells_.back().slot == placed.slot &&
        cells_.back().epoch == placed.epoch) {
      cells_.back().quantity += sum.quantity;
      cells_.back().list_cost += sum.list_cost;
      cells_.back().rated_cost += sum.rated_cost;
    } else {
      cells_.push_back({placed.slot, placed.epoch, std::move(sum.quantity),
                        std::move(sum.list_cost), std::move(sum.rated_cost)});
    }
  }
  return cells_;
}

}  // namespace twinbill::billing
