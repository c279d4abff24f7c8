#include "standard_engine/billing/cell_table.h"

#include <algorithm>
#include <compare>

namespace twinbill::billing {

using model::Dimension;
using model::Slot;

namespace {

// By the fields of a cell, as the contract sees them.
std::strong_ordering CompareSlots(const Slot& a, const Slot& b,
                                  const std::vector<Dimension>& attributes) {
  for (const auto field : {&Slot::account, &Slot::service, &Slot::region, &Slot::usage_type,
                           &Slot::operation, &Slot::line_item_type}) {
    if (const auto order = a.*field <=> b.*field; order != 0) return order;
  }
  for (const Dimension& attribute : attributes) {
    const auto order = attribute.TextOf(a) <=> attribute.TextOf(b);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

struct Placed {
  std::int32_t period;  // from the term's first
  std::uint32_t slot;
  std::uint32_t epoch;
  const UsageSum* sum;

  auto Key() const { return std::tie(period, slot, epoch); }
};

// Which stretches lie within the term, and their epochs.
struct Stretch {
  bool in_term = false;
  std::uint32_t epoch = 0;
};

std::vector<Stretch> StretchesOf(const plan::Plan& plan, const UsageCells& usage) {
  const std::vector<model::Timestamp>& cuts = usage.cuts();
  std::vector<Stretch> stretches(cuts.size() + 1);
  for (std::size_t i = 1; i < stretches.size(); ++i) {
    const model::Timestamp begin = cuts[i - 1];
    stretches[i].in_term = plan.term_start() <= begin && begin < plan.term_end();
    stretches[i].epoch = plan.EpochOf(begin);
  }
  return stretches;
}

}  // namespace

void CellTable::NumberSlots(const plan::Plan& plan, const UsageCells& usage,
                            const model::SlotTable& table) {
  constexpr std::uint32_t kUnused = 0xFFFFFFFFU;
  number_of_.assign(table.size(), kUnused);
  std::vector<std::uint32_t> used;
  for (const UsageSum& sum : usage.sums()) {
    if (number_of_[sum.slot] != kUnused) continue;
    number_of_[sum.slot] = 0;
    used.push_back(sum.slot);
  }
  const auto compare = [&](std::uint32_t a, std::uint32_t b) {
    return CompareSlots(table[a], table[b], plan.attributes());
  };
  std::sort(used.begin(), used.end(),
            [&](std::uint32_t a, std::uint32_t b) { return compare(a, b) < 0; });
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (i == 0 || compare(used[i - 1], used[i]) != 0) slots_.push_back(&table[used[i]]);
    number_of_[used[i]] = static_cast<std::uint32_t>(slots_.size() - 1);
  }
}

CellTable::CellTable(const plan::Plan& plan, const UsageCells& usage, const model::SlotTable& slots)
    : first_(plan.contract().term.FirstPeriod()) {
  NumberSlots(plan, usage, slots);
  const std::vector<Stretch> stretches = StretchesOf(plan, usage);
  const std::int32_t periods = plan.contract().term.LastPeriod().months - first_.months + 1;
  std::vector<Placed> placed;
  placed.reserve(usage.sums().size());
  for (const UsageSum& sum : usage.sums()) {
    const std::int32_t period = sum.period.months - first_.months;
    const Stretch& stretch = stretches[sum.stretch];
    if (!stretch.in_term || period < 0 || period >= periods) continue;
    placed.push_back({period, number_of_[sum.slot], stretch.epoch, &sum});
  }
  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return a.Key() < b.Key(); });
  begins_.assign(static_cast<std::size_t>(periods) + 1, 0);
  cells_.reserve(placed.size());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const UsageSum& sum = *placed[i].sum;
    if (i > 0 && placed[i - 1].Key() == placed[i].Key()) {
      cells_.back().quantity += sum.quantity;
      cells_.back().list_cost += sum.list_cost;
      cells_.back().rated_cost += sum.rated_cost;
    } else {
      cells_.push_back(
          {placed[i].slot, placed[i].epoch, sum.quantity, sum.list_cost, sum.rated_cost});
    }
    begins_[static_cast<std::size_t>(placed[i].period) + 1] = cells_.size();
  }
  for (std::size_t i = 1; i < begins_.size(); ++i)
    begins_[i] = std::max(begins_[i], begins_[i - 1]);
}

std::span<const Cell> CellTable::Of(model::Period period) const {
  const std::int32_t at = period.months - first_.months;
  if (at < 0 || static_cast<std::size_t>(at) + 1 >= begins_.size()) return {};
  const auto index = static_cast<std::size_t>(at);
  return std::span(cells_).subspan(begins_[index], begins_[index + 1] - begins_[index]);
}

}  // namespace twinbill::billing
