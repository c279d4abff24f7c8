#include "legacy_adapters/cbas/event_store.h"

namespace twinbill::cbas {

using model::NumberColumn;

void EventStore::Clear() {
  cells_.clear();
  has_rate_.clear();
  for (Numbers* numbers : {&quantity_, &list_cost_, &rate_}) {
    numbers->units.clear();
    numbers->wide.clear();
  }
  blocks_.clear();
}

EventStore::Form EventStore::Keep(const NumberColumn& column, Numbers& numbers) {
  const Form form{column.narrow, column.scale,
                  column.narrow ? numbers.units.size() : numbers.wide.size()};
  numbers.units.insert(numbers.units.end(), column.units.begin(), column.units.end());
  numbers.wide.insert(numbers.wide.end(), column.wide.begin(), column.wide.end());
  return form;
}

NumberColumn EventStore::View(const Form& form, const Numbers& numbers, std::size_t count) {
  NumberColumn column{.narrow = form.narrow, .scale = form.scale, .units = {}, .wide = {}};
  if (form.narrow) {
    column.units = std::span(numbers.units).subspan(form.begin, count);
  } else {
    column.wide = std::span(numbers.wide).subspan(form.begin, count);
  }
  return column;
}

void EventStore::Add(const EventBlock& block) {
  Kept kept{.first = cells_.size(),
            .count = block.cells.size(),
            .quantity = {},
            .list_cost = {},
            .rate = {},
            .has_rate_begin = has_rate_.size(),
            .has_rates = !block.has_rate.empty()};
  cells_.insert(cells_.end(), block.cells.begin(), block.cells.end());
  has_rate_.insert(has_rate_.end(), block.has_rate.begin(), block.has_rate.end());
  kept.quantity = Keep(block.quantity, quantity_);
  kept.list_cost = Keep(block.list_cost, list_cost_);
  kept.rate_count = kept.has_rates ? kept.count : 0;
  kept.rate = Keep(kept.has_rates ? block.rate : NumberColumn(), rate_);
  blocks_.push_back(kept);
}

EventBlock EventStore::Block(std::size_t number) const {
  const Kept& kept = blocks_[number];
  EventBlock block;
  block.cells = std::span(cells_).subspan(kept.first, kept.count);
  block.first = kept.first;
  block.quantity = View(kept.quantity, quantity_, kept.count);
  block.list_cost = View(kept.list_cost, list_cost_, kept.count);
  block.rate = View(kept.rate, rate_, kept.rate_count);
  if (kept.has_rates)
    block.has_rate = std::span(has_rate_).subspan(kept.has_rate_begin, kept.count);
  return block;
}

}  // namespace twinbill::cbas
