// `twinbill bill --model standard`: a standard contract over reports or a history.
#include <algorithm>
#include <thread>

#include "harness/cli/bill_model.h"
#include "harness/cli/bill_usage.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/history_bill.h"
#include "standard_engine/billing/open_items.h"
#include "standard_engine/billing/usage_intake.h"

namespace twinbill::cli {

namespace {

std::vector<std::string> NotesOf(const plan::Plan& plan, const billing::CarriedState& carried) {
  std::vector<std::string> notes;
  for (const billing::OpenItem& item : billing::OpenItemsOf(plan, carried)) {
    notes.push_back("contract " + plan.contract().id + ", " + billing::Describe(item));
  }
  return notes;
}

billing::PeriodRange RangeOf(const BillOrder& order, const model::Term& term) {
  return {order.from.value_or(term.FirstPeriod()), order.to.value_or(term.LastPeriod())};
}

model::Result<Billed> BillWorkspace(const BillOrder& order) {
  TWINBILL_ASSIGN(contract, ReadStandardContract(order.contract + "/standard.json"));
  const plan::Plan plan(std::move(contract));
  const plan::Plan* plans[] = {&plan};
  TWINBILL_ASSIGN(history, history::History::Open(order.workspace));
  billing::HistoryBillOptions options;
  options.threads = std::max(1U, std::thread::hardware_concurrency());
  options.range = RangeOf(order, plan.contract().term);
  if (!order.to) options.range->to = history.LastPeriod().value_or(model::Period());
  TWINBILL_ASSIGN(bills, billing::BillHistory(history, plans, options));
  billing::ContractBill& bill = bills.front();
  if (bill.failure) return model::Fail(std::move(*bill.failure));
  return Billed{std::move(bill.lines), std::nullopt, NotesOf(plan, bill.carried)};
}

}  // namespace

model::Result<Billed> BillStandard(const BillOrder& order) {
  if (!order.workspace.empty()) return BillWorkspace(order);
  TWINBILL_ASSIGN(contract, ReadStandardContract(order.contract));
  TWINBILL_ASSIGN(records, ReadBillUsage(order.usage));
  const plan::Plan plan(std::move(contract));
  billing::UsageIntake intake(plan);
  for (const model::UsageRecord& record : records) TWINBILL_TRY(intake.Add(record));
  billing::PeriodRange range = RangeOf(order, plan.contract().term);
  if (!order.to) {
    if (!intake.last_period()) return Billed();
    range.to = std::min(range.to, *intake.last_period());
  }
  billing::CarriedState carried;
  TWINBILL_ASSIGN(lines, billing::Bill(plan, intake.cells(), intake.slots(), range, carried));
  return Billed{std::move(lines), std::nullopt, NotesOf(plan, carried)};
}

}  // namespace twinbill::cli
