#include "standard_engine/billing/payer_run.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace twinbill::billing {

// One contract.
struct PayerRun::Part {
  Part(const plan::Plan& of, const model::SlotTable& slots)
      : plan(of), facts(of, slots), cells(of, facts), biller(of, facts) {}

  const plan::Plan& plan;
  SlotFacts facts;
  PeriodCells cells;
  Biller biller;
  std::vector<BilledLine> billed;
};

PayerRun::PayerRun(std::vector<const plan::Plan*> plans, const model::SlotTable& slots)
    : needs_(NeedsOf(plans)), usage_(needs_) {
  TWINBILL_CHECK(!plans.empty());
  next_ = plans.front()->contract().term.FirstPeriod();
  last_ = plans.front()->contract().term.LastPeriod();
  for (const plan::Plan* plan : plans) {
    parts_.push_back(std::make_unique<Part>(*plan, slots));
    next_ = std::min(next_, plan->contract().term.FirstPeriod());
    last_ = std::max(last_, plan->contract().term.LastPeriod());
  }
}

PayerRun::~PayerRun() = default;

void PayerRun::BillPart(Part& part, ContractBill& bill, model::Period from) const {
  if (bill.failure || !part.plan.contract().term.Contains(next_)) return;
  part.billed.clear();
  const auto billed = part.biller.BillNext(part.cells.Gather(usage_, next_), part.billed);
  if (!billed) {
    bill.failure = billed.error();
    return;
  }
  if (next_ < from) return;
  for (const BilledLine& line : part.billed) bill.lines.push_back(ToLineItem(part.plan, line));
}

std::vector<CarriedState> PayerRun::Carried() const {
  std::vector<CarriedState> states;
  for (const std::unique_ptr<Part>& part : parts_) states.push_back(part->biller.Carry());
  return states;
}

void PayerRun::BillNext(std::span<ContractBill> bills, model::Period from, std::size_t threads) {
  TWINBILL_CHECK(!is_done() && bills.size() == parts_.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < parts_.size(); i = next++)
      BillPart(*parts_[i], bills[i], from);
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(threads, parts_.size()); ++i) others.emplace_back(work);
    work();
  }
  usage_.Clear();
  next_ = next_.Next();
}

}  // namespace twinbill::billing
