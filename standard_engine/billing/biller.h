// Biller: bills a plan, period by period, from the term's first on.
//
// A construct after another, each seeing what the ones before it made of the net costs. Source:
// specification, standard_contract.md.
#pragma once

#include <vector>

#include "standard_engine/billing/billed_line.h"
#include "standard_engine/billing/construct_state.h"
#include "standard_engine/billing/slot_facts.h"

namespace twinbill::billing {

class Biller {
 public:
  // `plan` and `cells` must outlive the biller.
  Biller(const plan::Plan& plan, const CellTable& cells);

  // Bills the next period and appends its lines. The first call bills the term's first period; no
  // more calls than the term has periods, and none after a failure.
  model::Result<void> BillNext(std::vector<BilledLine>& lines);

 private:
  using Status = model::Result<void, arithmetic::AmountTooLarge>;

  Status BillConstruct(std::uint32_t number, std::vector<BilledLine>& lines);
  void OpenWindows(std::uint32_t number);
  void SelectCells(std::uint32_t number);
  bool Takes(const plan::ConstructPlan& construct, const Cell& cell) const;
  void ReadMeter(std::uint32_t number);
  void ReadEntitlement(std::uint32_t number);
  void HoldCells(std::uint32_t number);
  void TakeHeldCells(std::uint32_t number);
  void PartitionCells(const plan::ConstructPlan& construct);
  void Discount(std::uint32_t number);
  Status WriteLines(std::uint32_t number, std::vector<BilledLine>& lines);
  void LowerNet(const plan::ConstructPlan& construct);
  Status BillFee(std::uint32_t number, std::vector<BilledLine>& lines);
  void MeasureCommit(std::uint32_t number);
  Status BillShortfall(std::uint32_t number, std::vector<BilledLine>& lines);
  Status AddCharge(std::uint32_t number, LineKind kind, const ExactAmount& amount,
                   std::vector<BilledLine>& lines) const;

  bool IsFirstOf(model::WindowKind kind) const;
  bool IsLastOf(model::WindowKind kind) const;
  const ExactAmount& Measured(contract::Measure measure, std::size_t cell) const;
  std::uint32_t MeterGroups(const plan::ConstructPlan& construct) const;

  const plan::Plan& plan_;
  const CellTable& cells_;
  SlotFacts facts_;
  std::vector<ConstructState> states_;  // of each construct
  model::Period period_;

  // Of the period being billed.
  std::span<const Cell> now_;
  std::vector<ExactAmount> net_;     // of each cell, after the constructs so far
  std::vector<std::uint8_t> taken_;  // of each cell, by the construct being billed
  Work work_;
  std::vector<std::uint32_t> group_scratch_;
  std::vector<ExactAmount> line_exact_;
  std::vector<ExactAmount> line_quantity_;
  std::vector<std::uint32_t> line_group_;
  std::vector<std::uint32_t> line_slot_;
  std::vector<model::Amount> line_amount_;
};

}  // namespace twinbill::billing
