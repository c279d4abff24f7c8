// PayerRun: several contracts of one payer, billed in one pass over the usage of all of them.
//
// Usage of a period is added up once, as finely as all contracts together need (UsageCells); then
// each contract whose term has the period is billed from these sums. Contracts that look at usage
// with the same eyes share the cells, those that begin with the same constructs are billed once as
// far as they are the same, and those that then only give other values share the sums. What is kept
// is the sums of one period and what each contract carries, so memory follows cells, not records.
// The same usage gives the same bills as each contract by itself, whatever the number of threads.
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
  CarriedState carried;  // after the last period, where nothing failed; BillHistory() fills it
};

class PayerRun {
 public:
  // Plans, of one payer and currency, and slots must outlive the run; `slots` may grow between
  // periods. `bills`: of each plan, empty as yet; they must outlive it, too. Lines of periods
  // before `from` are left out.
  PayerRun(std::vector<const plan::Plan*> plans, const model::SlotTable& slots,
           std::span<ContractBill> bills, model::Period from = {});
  ~PayerRun();

  // From the first period of any term to the last.
  model::Period next_period() const { return next_; }
  model::Period last_period() const { return last_; }
  bool is_done() const { return last_ < next_; }

  // The sums of the next period: to be added to, or to be taken from others of the same needs.
  const CellNeeds& needs() const { return needs_; }
  UsageCells& usage() { return usage_; }

  // The next period's bill is work in steps: each step's tasks may be done at once, by any threads,
  // once the step before is done. EndPeriod() follows the last. A contract that failed is billed no
  // more.
  std::size_t step_count() const { return 2 + 2 * levels_.size(); }
  std::size_t TaskCount(std::size_t step) const;
  void Do(std::size_t step, std::size_t task);
  void EndPeriod();
  // All of it, in the order of the plans.
  void BillNext();

  // What each contract carries into its next period, in the order of the plans.
  std::vector<CarriedState> Carried() const;

 private:
  struct Shape;
  struct Stage;
  struct Node;
  struct Siblings;
  struct Part;
  // Stages with as many before them.
  struct Level {
    std::vector<Stage*> stages;
    std::vector<std::unique_ptr<Siblings>> siblings;
  };

  void Insert(std::size_t part, Shape& shape);
  void MakeStages(Node& node, Shape& shape, Stage* before);
  static void FindSiblings(Level& level);
  void Write(Part& part);

  std::vector<std::unique_ptr<Shape>> shapes_;
  std::vector<Level> levels_;
  std::vector<std::unique_ptr<Stage>> stages_;
  std::vector<Part> parts_;
  std::span<ContractBill> bills_;
  model::Period from_;
  CellNeeds needs_;
  UsageCells usage_;
  model::Period next_;
  model::Period last_;
};

}  // namespace twinbill::billing
