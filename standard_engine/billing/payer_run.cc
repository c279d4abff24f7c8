#include "standard_engine/billing/payer_run.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace twinbill::billing {
namespace {

// Does `work` of 0 to count - 1, by at most that many threads.
template <class Work>
void Share(std::size_t count, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto all = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads, count); ++i) others.emplace_back(all);
  all();
}

}  // namespace

// What contracts that look at usage with the same eyes share: the same cells, scopes and groups.
struct PayerRun::Shape {
  Shape(const plan::Plan& of, const model::SlotTable& slots)
      : plan(of), facts(of, slots), cells(of, facts) {}

  bool Fits(const plan::Plan& other) const {
    return plan.contract().term == other.contract().term && plan.epochs() == other.epochs() &&
           plan.attributes() == other.attributes() && plan.scopes() == other.scopes() &&
           plan.groupings() == other.groupings();
  }

  const plan::Plan& plan;  // of the first of them
  SlotFacts facts;
  PeriodCells cells;
  std::span<const Cell> now;
};

// One contract.
struct PayerRun::Part {
  Part(const plan::Plan& of, Shape& with) : plan(of), shape(with), biller(of, with.facts) {}

  const plan::Plan& plan;
  Shape& shape;
  Biller biller;
  std::vector<BilledLine> billed;
};

PayerRun::PayerRun(std::vector<const plan::Plan*> plans, const model::SlotTable& slots)
    : needs_(NeedsOf(plans)), usage_(needs_) {
  TWINBILL_CHECK(!plans.empty());
  next_ = plans.front()->contract().term.FirstPeriod();
  last_ = plans.front()->contract().term.LastPeriod();
  for (const plan::Plan* plan : plans) {
    auto shape = std::find_if(shapes_.begin(), shapes_.end(),
                              [&](const auto& known) { return known->Fits(*plan); });
    if (shape == shapes_.end()) {
      shape = shapes_.insert(shapes_.end(), std::make_unique<Shape>(*plan, slots));
    }
    parts_.push_back(std::make_unique<Part>(*plan, **shape));
    next_ = std::min(next_, plan->contract().term.FirstPeriod());
    last_ = std::max(last_, plan->contract().term.LastPeriod());
  }
}

PayerRun::~PayerRun() = default;

void PayerRun::BillPart(Part& part, ContractBill& bill, model::Period from) const {
  if (bill.failure || !part.plan.contract().term.Contains(next_)) return;
  part.billed.clear();
  const auto billed = part.biller.BillNext(part.shape.now, part.billed);
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
  // Shapes first: the contracts only read them.
  Share(shapes_.size(), threads, [&](std::size_t i) {
    Shape& shape = *shapes_[i];
    if (shape.plan.contract().term.Contains(next_)) shape.now = shape.cells.Gather(usage_, next_);
  });
  Share(parts_.size(), threads, [&](std::size_t i) { BillPart(*parts_[i], bills[i], from); });
  usage_.Clear();
  next_ = next_.Next();
}

}  // namespace twinbill::billing
