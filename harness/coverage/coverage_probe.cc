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
  for (const model::UsageBlock& block : blocks) Add(block);
  BillPeriod(period, reached);
}

void CoverageProbe::Add(const model::UsageBlock& block) {
  if (!standard_refused_ && plan_.contract().term.Contains(block.period)) standard_.Add(block);
  if (legacy_refused_ || !book_->head().term.Contains(block.period)) return;
  legacy_refused_ = !legacy_->Add(block);
}

void CoverageProbe::BillPeriod(model::Period period, Cells& reached) {
  lines_.clear();
  if (!standard_refused_ && plan_.contract().term.Contains(period)) {
    standard_refused_ = !standard_.BillNext(lines_, trace_);
    if (!standard_refused_) ReadTrace(plan_, trace_, reached);
  }
  if (legacy_refused_ || !book_->head().term.Contains(period)) return;
  RuleCoverage listener(book_->book(), reached);
  legacy_->Listen(&listener);
  legacy_refused_ = !legacy_->BillNext(lines_);
  legacy_->Listen(nullptr);
}

void CoverageProbe::Refuse() {
  standard_refused_ = true;
  legacy_refused_ = true;
}

ProbeState CoverageProbe::State() const {
  return {legacy_refused_ ? std::string() : legacy_->State(),
          standard_refused_ ? std::string() : standard_.State()};
}

model::Result<void> CoverageProbe::Resume(const ProbeState& state) {
  Begin();
  standard_refused_ = state.standard.empty();
  if (!standard_refused_) TWINBILL_TRY(standard_.Resume(state.standard));
  legacy_refused_ = state.legacy.empty() || book_ == nullptr;
  return legacy_refused_ ? model::Result<void>() : legacy_->Resume(state.legacy);
}

}  // namespace twinbill::coverage
