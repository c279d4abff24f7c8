// StandardRun: one pass of a plan over the periods of its term, in order: usage of a period in,
// then its bill out.
//
// The standard side's twin of a legacy run. It reads blocks in memory and keeps its memory: nothing
// is allocated for a record, and patterns are asked once for each slot of the table, also over
// Restart(). Not shared between threads; several runs of one plan may be at work.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/sha256.h"
#include "standard_engine/billing/biller.h"
#include "standard_engine/billing/trace.h"

namespace twinbill::billing {

class StandardRun {
 public:
  // Both must outlive the run; `slots` may grow between calls.
  StandardRun(const plan::Plan& plan, const model::SlotTable& slots);

  // The period that BillNext() bills; the first one after the term where all are billed.
  model::Period next_period() const { return biller_.next_period(); }
  bool is_done() const { return !plan_.contract().term.Contains(next_period()); }

  // Asks all slots that there are by now what it would ask each when it first has usage: for who
  // has time for that before usage comes. Changes no result.
  void LearnSlots() { facts_.LearnTable(); }

  // Usage of the next period, in any order, in one or more calls; only records of the contract's
  // payer and currency. Records that start outside of the term count nowhere, and so does a block
  // of a period that is not the term's; one of another period of the term is a programmer's error.
  void Add(const model::UsageBlock& block);
  // The same of what was added up elsewhere: of the next period, over the run's slots, by the needs
  // of its plan.
  void Add(const UsageCells& cells) { usage_.Add(cells); }

  // Bills the next period and appends its lines, by construct. Not after the term's last. After a
  // failure (`amount_too_large`) nothing is appended and only Restart() and Resume() may follow.
  model::Result<void> BillNext(std::vector<model::LineItem>& lines);
  // The same, with all that was done in `trace`, whose line numbers count from this bill's first.
  // Its slots are valid until the run's or the table's end.
  model::Result<void> BillNext(std::vector<model::LineItem>& lines, Trace& trace);
  // The same with an observer (steps.h) compiled in; needs observed_biller.h.
  template <class Observer>
  model::Result<void> BillNextWith(Observer& observer, std::vector<model::LineItem>& lines) {
    billed_.clear();
    const auto billed = biller_.BillNext(cells_.Gather(usage_, next_period()), billed_, observer);
    usage_.Clear();
    TWINBILL_TRY(billed);
    for (const BilledLine& line : billed_) AppendLineItem(plan_, line, lines);
    return {};
  }

  // What is carried into the next period, as canonical bytes (CarriedState), and their digest. They
  // depend on the contract and its usage alone, not on how slots are numbered. Not while usage of
  // the next period was added.
  std::string State() const { return Carried().ToBytes(); }
  model::Digest StateDigest() const { return Carried().digest(); }
  // Goes on as if it had billed the periods before: of any run of an equal contract, over any slot
  // table. Fails with `standard_state_damaged` or `standard_state_foreign`, and is then as before.
  model::Result<void> Resume(std::string_view state);

  // Back to before the first period, keeping memory.
  void Restart();

 private:
  CarriedState Carried() const;

  const plan::Plan& plan_;
  SlotFacts facts_;
  UsageCells usage_;  // of the next period
  PeriodCells cells_;
  Biller biller_;
  std::vector<BilledLine> billed_;
};

}  // namespace twinbill::billing
