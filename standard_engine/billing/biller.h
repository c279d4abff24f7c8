// Biller: bills a plan, period by period, from the term's first on, from cells.
//
// A construct after another, each seeing what the ones before it made of the net costs. Source:
// specification, standard_contract.md.
#pragma once

#include <vector>

#include "standard_engine/billing/billed_line.h"
#include "standard_engine/billing/carried_state.h"
#include "standard_engine/billing/construct_state.h"
#include "standard_engine/billing/period_cells.h"

namespace twinbill::billing {

class Biller {
 public:
  // Both must outlive the biller.
  Biller(const plan::Plan& plan, SlotFacts& facts);

  // The period that BillNext() bills; the first one after the term where all are billed.
  model::Period next_period() const { return period_; }
  // Bills the next period from its cells, in their order, and appends its lines. No more calls than
  // the term has periods, and none after a failure.
  model::Result<void> BillNext(std::span<const Cell> cells, std::vector<BilledLine>& lines);

  // What the next period needs of those before it.
  CarriedState Carry() const;
  // Goes on from what another biller of an equal contract carries. Fails where `carried` is of
  // another contract, and then is as before.
  model::Result<void> Resume(const CarriedState& carried);
  // Back to before the first period, keeping memory.
  void Restart();

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

  void CarryConstruct(std::uint32_t number, CarriedConstruct& carried) const;
  bool Fits(const plan::ConstructPlan& construct, const CarriedConstruct& carried) const;
  std::vector<const HeldCell*> InOrder(const HeldCells& held) const;
  void ResumeConstruct(std::uint32_t number, const CarriedConstruct& carried);
  bool IsFirstOf(model::WindowKind kind) const;
  bool IsLastOf(model::WindowKind kind) const;
  const ExactAmount& Measured(contract::Measure measure, std::size_t cell) const;
  std::uint32_t MeterGroups(const plan::ConstructPlan& construct) const;

  const plan::Plan& plan_;
  SlotFacts& facts_;
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
