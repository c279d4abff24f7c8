#include "harness/coverage/coverage_probe.h"

namespace twinbill::coverage {

CoverageProbe::CoverageProbe(const legacy::LegacyModel& legacy, const plan::Plan& standard,
                             const model::SlotTable& slots)
    : book_(dynamic_cast<const cbas::CbasModel*>(&legacy)),
      plan_(standard),
      standard_(standard, slots) {
  if (book_ != nullptr) legacy_ = book_->StartRun(slots);
}

Cells CoverageProbe::All() const {
  Cells cells = CellsOf(plan_);
  if (book_ != nullptr) cells.merge(CellsOf(book_->book()));
  return cells;
}

void CoverageProbe::Begin() {
  standard_.Restart();
  standard_refused_ = false;
  legacy_refused_ = book_ == nullptr;
  if (legacy_) legacy_->Restart();
}

void CoverageProbe::Bill(model::Period period, std::span<const model::UsageBlock> blocks,
                         Cells& reached) {
  lines_.clear();
  if (!standard_refused_ && plan_.contract().term.Contains(period)) {
    for (const model::UsageBlock& block : blocks) standard_.Add(block);
    standard_refused_ = !standard_.BillNext(lines_, trace_);
    if (!standard_refused_) ReadTrace(plan_, trace_, reached);
  }
  if (legacy_refused_ || !book_->head().term.Contains(period)) return;
  RuleCoverage listener(reached);
  legacy_->Listen(&listener);
  for (const model::UsageBlock& block : blocks) {
    legacy_refused_ = legacy_refused_ || !legacy_->Add(block);
  }
  if (!legacy_refused_) legacy_refused_ = !legacy_->BillNext(lines_);
  legacy_->Listen(nullptr);
}

}  // namespace twinbill::coverage
