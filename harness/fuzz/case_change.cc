#include "harness/fuzz/case_change.h"

#include <algorithm>

namespace twinbill::fuzz {

using model::Decimal;

namespace {

Decimal Stepped(const Decimal& value, CountedRandom& random) {
  const auto step = Decimal::FromUnits(random.Percent(50) ? 1 : -1, value.scale());
  const auto stepped = Decimal::Add(value, step.value());
  return stepped ? *stepped : value;
}

}  // namespace

void ChangeCase(CountedRandom& random, std::uint32_t slot_count, model::Term term,
                std::size_t records_max, UsageCase& usage) {
  if (usage.records.empty()) return;
  CaseRecord& record = usage.records[random.Below(usage.records.size())];
  switch (random.Below(6)) {
    case 0: record.quantity = Stepped(record.quantity, random); break;
    case 1: record.list_cost = Stepped(record.list_cost, random); break;
    case 2: record.slot = static_cast<std::uint32_t>(random.Below(slot_count)); break;
    case 3:
      record.period = {
          static_cast<std::int32_t>(random.Between(term.FirstPeriod().months, usage.last.months))};
      break;
    case 4:
      if (usage.records.size() < records_max) usage.records.push_back(CaseRecord(record));
      break;
    default:
      if (usage.records.size() > 1) {
        usage.records.erase(usage.records.begin() + (&record - usage.records.data()));
      }
      break;
  }
  usage.SortIntoLedger();
}

}  // namespace twinbill::fuzz
