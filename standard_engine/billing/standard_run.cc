#include "standard_engine/billing/standard_run.h"

namespace twinbill::billing {

StandardRun::StandardRun(const plan::Plan& plan, const model::SlotTable& slots)
    : plan_(plan),
      facts_(plan, slots),
      usage_(CutsOf(plan)),
      cells_(plan, facts_),
      biller_(plan, facts_) {}

void StandardRun::Add(const model::UsageBlock& block) {
  if (!plan_.contract().term.Contains(block.period)) return;
  TWINBILL_CHECK(block.period == next_period());
  usage_.Add(block);
}

model::Result<void> StandardRun::BillNext(std::vector<model::LineItem>& lines) {
  billed_.clear();
  const auto billed = biller_.BillNext(cells_.Gather(usage_, next_period()), billed_);
  usage_.Clear();
  TWINBILL_TRY(billed);
  for (const BilledLine& line : billed_) lines.push_back(ToLineItem(plan_, line));
  return {};
}

CarriedState StandardRun::Carried() const {
  TWINBILL_CHECK(usage_.planes().empty());
  return biller_.Carry();
}

model::Result<void> StandardRun::Resume(std::string_view state) {
  TWINBILL_ASSIGN(carried, CarriedState::Parse(state));
  TWINBILL_TRY(biller_.Resume(carried));
  usage_.Clear();
  return {};
}

void StandardRun::Restart() {
  usage_.Clear();
  biller_.Restart();
}

}  // namespace twinbill::billing
