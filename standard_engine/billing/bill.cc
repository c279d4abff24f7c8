#include "standard_engine/billing/bill.h"

#include <algorithm>

#include "standard_engine/billing/biller.h"

namespace twinbill::billing {

model::Result<std::vector<model::LineItem>> Bill(const plan::Plan& plan, const UsageCells& usage,
                                                 const model::SlotTable& slots, PeriodRange range) {
  CarriedState carried;
  return Bill(plan, usage, slots, range, carried);
}

model::Result<std::vector<model::LineItem>> Bill(const plan::Plan& plan, const UsageCells& usage,
                                                 const model::SlotTable& slots, PeriodRange range,
                                                 CarriedState& carried) {
  const model::Term& term = plan.contract().term;
  const model::Period last = std::min(range.to, term.LastPeriod());
  SlotFacts facts(plan, slots);
  PeriodCells cells(plan, facts);
  Biller biller(plan, facts);
  std::vector<BilledLine> billed;
  std::vector<model::LineItem> items;
  while (biller.next_period() <= last) {
    billed.clear();
    const model::Period period = biller.next_period();
    TWINBILL_TRY(biller.BillNext(cells.Gather(usage, period), billed));
    if (period < range.from) continue;
    for (const BilledLine& line : billed) AppendLineItem(plan, line, items);
  }
  carried = biller.Carry();
  return items;
}

}  // namespace twinbill::billing
