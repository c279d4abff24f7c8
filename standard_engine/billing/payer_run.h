// PayerRun: several contracts of one payer, billed in one pass over the usage of all of them.
//
// Usage of a period is added up once, as finely as all contracts together need (UsageCells); then
// each contract whose term has the period bills it from these sums. What is kept is the sums of one
// period and what each contract carries, so memory follows cells, not records. The same usage gives
// the same bills as each contract by itself, whatever the number of threads.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "corpus/model/line_item.h"
#include "standard_engine/billing/biller.h"

namespace twinbill::billing {

// What came of one contract: its lines by period and construct, or up to the period before the one
// that could not be billed, and why.
struct ContractBill {
  std::vector<model::LineItem> lines;
  std::optional<model::Failure> failure;
  CarriedState carried;  // after the last period that was billed; BillHistory() fills it
};

class PayerRun {
 public:
  // Plans, of one payer and currency, and slots must outlive the run; `slots` may grow between
  // calls.
  PayerRun(std::vector<const plan::Plan*> plans, const model::SlotTable& slots);
  ~PayerRun();

  // From the first period of any term to the last.
  model::Period next_period() const { return next_; }
  bool is_done() const { return last_ < next_; }

  // The sums of the next period: to be added to, or to be taken from others of the same needs.
  const CellNeeds& needs() const { return needs_; }
  UsageCells& usage() { return usage_; }

  // Bills the next period for every contract, in the order of the plans, by that many threads; a
  // contract that failed is billed no more. Lines of periods before `from` are left out.
  void BillNext(std::span<ContractBill> bills, model::Period from, std::size_t threads);

  // What each contract carries into its next period, in the order of the plans.
  std::vector<CarriedState> Carried() const;

 private:
  struct Shape;
  struct Part;

  void BillPart(Part& part, ContractBill& bill, model::Period from) const;

  std::vector<std::unique_ptr<Shape>> shapes_;
  std::vector<std::unique_ptr<Part>> parts_;
  CellNeeds needs_;
  UsageCells usage_;
  model::Period next_;
  model::Period last_;
};

}  // namespace twinbill::billing
