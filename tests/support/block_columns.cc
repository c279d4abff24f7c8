#include "tests/support/block_columns.h"

#include <algorithm>
#include <utility>

namespace twinbill::support {

using model::Decimal;
using model::Int128;

namespace {

constexpr std::int64_t kNarrowEnd = 1'000'000'000'000'000'000;

// The value's units at a scale, if they are narrow there.
bool Narrow(const Decimal& value, int scale, std::int64_t& units) {
  Int128 scaled = value.units();
  for (int at = value.scale(); at < scale; ++at) {
    if (scaled <= -kNarrowEnd || scaled >= kNarrowEnd) return false;
    scaled *= 10;
  }
  if (scaled <= -kNarrowEnd || scaled >= kNarrowEnd) return false;
  units = static_cast<std::int64_t>(scaled);
  return true;
}

}  // namespace

void BlockColumns::Numbers::Fill(std::vector<Decimal> values) {
  for (const Decimal& value : values) scale = std::max(scale, value.scale());
  units.resize(values.size());
  for (std::size_t i = 0; narrow && i < values.size(); ++i) {
    narrow = Narrow(values[i], scale, units[i]);
  }
  if (narrow) return;
  units.clear();
  wide = std::move(values);
}

BlockColumns::BlockColumns(model::Period period, std::span<const model::UsageRecord* const> records,
                           model::SlotTable& slots)
    : period_(period) {
  std::vector<Decimal> quantities;
  std::vector<Decimal> list_costs;
  std::vector<Decimal> rates;
  bool any_rate = false;
  for (const model::UsageRecord* record : records) {
    slot_.push_back(slots.Intern(record->slot));
    start_.push_back(record->start.micros);
    quantities.push_back(record->quantity);
    list_costs.push_back(record->list_cost());
    rates.push_back(record->rate.value_or(Decimal()));
    has_rate_.push_back(record->rate ? 1 : 0);
    any_rate = any_rate || record->rate.has_value();
  }
  quantity_.Fill(std::move(quantities));
  list_cost_.Fill(std::move(list_costs));
  rate_.Fill(std::move(rates));
  if (!any_rate) has_rate_.clear();
}

model::UsageBlock BlockColumns::View() const {
  model::UsageBlock block;
  block.period = period_;
  block.slot = slot_;
  block.start = start_;
  block.quantity = quantity_.View();
  block.list_cost = list_cost_.View();
  block.rate = rate_.View();
  block.has_rate = has_rate_;
  return block;
}

}  // namespace twinbill::support
