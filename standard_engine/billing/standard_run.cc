#include "standard_engine/billing/standard_run.h"

#include "standard_engine/billing/trace_recorder.h"

namespace twinbill::billing {

StandardRun::StandardRun(const plan::Plan& plan, const model::SlotTable& slots)
    : plan_(plan),
      facts_(plan, slots),
      usage_(NeedsOf(plan)),
      cells_(plan, facts_),
      biller_(plan, facts_) {}

void StandardRun::Add(const model::UsageBlock& block) {
  if (!plan_.contract().term.Contains(block.period)) return;
  TWINBILL_CHECK(block.period == next_period());
  usage_.Add(block);
}

model::Result<void> StandardRun::BillNext(std::vector<model::LineItem>& lines) {
  NoObserver nobody;
  return BillNextWith(nobody, lines);
}

model::Result<void> StandardRun::BillNext(std::vector<model::LineItem>& lines, Trace& trace) {
  TraceRecorder recorder(trace);
  return BillNextWith(recorder, lines);
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
