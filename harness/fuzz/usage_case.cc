#include "harness/fuzz/usage_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace twinbill::fuzz {

void UsageCase::SortIntoLedger() {
  std::stable_sort(records.begin(), records.end(), [](const CaseRecord& a, const CaseRecord& b) {
    return std::tie(a.period, a.start) < std::tie(b.period, b.start);
  });
}

void CaseColumns::Fill(const UsageCase& usage) {
  runs_.clear();
  slot_.clear();
  start_.clear();
  quantity_.clear();
  list_cost_.clear();
  rate_.clear();
  has_rate_.clear();
  for (const CaseRecord& record : usage.records) {
    if (runs_.empty() || runs_.back().period != record.period) {
      runs_.push_back({record.period, slot_.size(), slot_.size()});
    }
    ++runs_.back().end;
    slot_.push_back(record.slot);
    start_.push_back(record.start.micros);
    quantity_.push_back(record.quantity);
    list_cost_.push_back(record.list_cost);
    rate_.push_back(record.rate.value_or(model::Decimal()));
    has_rate_.push_back(record.rate ? 1 : 0);
  }
}

model::UsageBlock CaseColumns::Of(model::Period period) const {
  model::UsageBlock block;
  block.period = period;
  const auto run = std::find_if(runs_.begin(), runs_.end(),
                                [&](const Run& candidate) { return candidate.period == period; });
  if (run == runs_.end()) return block;
  const std::size_t count = run->end - run->begin;
  const auto part = [&](const auto& column) {
    return std::span(column).subspan(run->begin, count);
  };
  block.slot = part(slot_);
  block.start = part(start_);
  block.quantity = {.narrow = false, .scale = 0, .units = {}, .wide = part(quantity_)};
  block.list_cost = {.narrow = false, .scale = 0, .units = {}, .wide = part(list_cost_)};
  block.rate = {.narrow = false, .scale = 0, .units = {}, .wide = part(rate_)};
  block.has_rate = part(has_rate_);
  return block;
}

std::vector<model::UsageRecord> RecordsOf(const UsageCase& usage, const model::SlotTable& slots,
                                          const std::string& payer, const std::string& currency) {
  std::vector<model::UsageRecord> records;
  records.reserve(usage.records.size());
  for (const CaseRecord& drawn : usage.records) {
    model::UsageRecord record;
    record.id = fmt::format("r{:06}", records.size() + 1);
    record.payer = payer;
    record.currency = currency;
    record.period = drawn.period;
    record.start = drawn.start;
    record.slot = slots[drawn.slot];
    record.quantity = drawn.quantity;
    record.unblended_cost = drawn.list_cost;
    record.rate = drawn.rate;
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace twinbill::fuzz
