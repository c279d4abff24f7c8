#include "standard_engine/billing/bill.h"

#include <algorithm>

#include "standard_engine/billing/biller.h"

namespace twinbill::billing {

model::Result<std::vector<model::LineItem>> Bill(const plan::Plan& plan, const UsageCells& usage,
                                                 const model::SlotTable& slots, PeriodRange range) {
  const model::Term& term = plan.contract().term;
  const model::Period last = std::min(range.to, term.LastPeriod());
  const CellTable cells(plan, usage, slots);
  Biller biller(plan, cells);
  std::vector<BilledLine> billed;
  std::vector<model::LineItem> items;
  for (model::Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
    billed.clear();
    TWINBILL_TRY(biller.BillNext(billed));
    if (period < range.from) continue;
    for (const BilledLine& line : billed) items.push_back(ToLineItem(plan, line));
  }
  return items;
}

}  // namespace twinbill::billing
