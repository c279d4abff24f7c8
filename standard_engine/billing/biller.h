// Biller: bills a plan, period by period, from the term's first on, from cells.
//
// A construct after another, each seeing what the ones before it made of the net costs. A biller
// bills all constructs of a plan or a run of them, behind the biller of those before: so contracts
// that begin alike are billed once as far as they are alike. Source: specification,
// standard_contract.md.
#pragma once

#include <vector>

#include "standard_engine/billing/billed_line.h"
#include "standard_engine/billing/carried_state.h"
#include "standard_engine/billing/construct_state.h"
#include "standard_engine/billing/line_rounding.h"
#include "standard_engine/billing/plain_sums.h"
#include "standard_engine/billing/steps.h"

namespace twinbill::billing {

// The constructs [first, last) of a plan.
struct ConstructRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  bool has_next = false;  // other billers come behind it, and ask what cells cost then
};

// Why the contract of `plan` has no bill: an amount of that construct has too many digits.
model::Failure TooLarge(const plan::Plan& plan, std::uint32_t construct, model::Period period);

class Biller {
 public:
  // Both must outlive the biller.
  Biller(const plan::Plan& plan, SlotFacts& facts);
  // Of these constructs alone. `before`, which must outlive the biller, is that of the ones before
  // them, of this plan or of one that is equal so far, and bills each period first; null where
  // there are none.
  Biller(const plan::Plan& plan, SlotFacts& facts, ConstructRange constructs, const Biller* before);

  // The period that BillNext() bills; the first one after the term where all are billed.
  model::Period next_period() const { return period_; }
  // Bills the next period from its cells, in their order, and appends its lines. No more calls than
  // the term has periods, and none after a failure. `observer` is told of every step (steps.h);
  // what is compiled with another one than NoObserver includes observed_biller.h.
  template <class Observer>
  model::Result<void> BillNext(std::span<const Cell> cells, std::vector<BilledLine>& lines,
                               Observer& observer);
  model::Result<void> BillNext(std::span<const Cell> cells, std::vector<BilledLine>& lines);

  // Whether all that it bills is one plain construct that nothing comes behind. Then its period can
  // be billed from the sums of another one that sums alike (SumAlike), behind the same biller.
  bool BillsFromSums() const;
  void SumCells(std::span<const Cell> cells, PlainSums& sums);
  model::Result<void> BillNext(const PlainSums& sums, std::vector<BilledLine>& lines);

  // The construct that the last bill failed at; for a biller that has failed.
  std::uint32_t failed_at() const { return failed_at_; }

  // What the next period needs of those before it.
  CarriedState Carry() const;
  // Appends what these constructs carry.
  void CarryTo(std::vector<CarriedConstruct>& constructs) const;
  // Goes on from what another biller of an equal contract carries. Fails where `carried` is of
  // another contract, and then is as before.
  model::Result<void> Resume(const CarriedState& carried);
  // Back to before the first period, keeping memory.
  void Restart();

 private:
  using Status = model::Result<void, arithmetic::AmountTooLarge>;

  struct Charge {
    ExactAmount exact;
    model::Amount amount;
    std::uint32_t line = kNoLine;
  };

  template <class Observer>
  Status BillConstruct(std::uint32_t number, std::vector<BilledLine>& lines, Observer& observer);
  template <class Observer>
  void Discount(std::uint32_t number, Observer& observer);

  Status BillPlain(std::uint32_t number, std::vector<BilledLine>& lines);
  void SumPlain(std::uint32_t number, PlainSums& sums);
  void SumPlainLines(const plan::ConstructPlan& construct, PlainSums& sums);
  void SumPlainCommit(const plan::ConstructPlan& construct, PlainSums& sums);
  Status BillSums(std::uint32_t number, const PlainSums& sums, std::vector<BilledLine>& lines);
  void LowerPlain(std::uint32_t number);
  void SumLines(std::uint32_t number, bool is_told);
  void Begin(std::span<const Cell> cells);
  void OpenWindows(std::uint32_t number);
  void SelectCells(std::uint32_t number);
  bool Takes(const plan::ConstructPlan& construct, const Cell& cell) const;
  const ExactAmount& BaseOf(contract::Base base, std::size_t cell) const;
  void ReadMeter(std::uint32_t number);
  void ReadEntitlement(std::uint32_t number);
  void HoldCells(std::uint32_t number);
  void TakeHeldCells(std::uint32_t number);
  void PartitionCells(const plan::ConstructPlan& construct);
  Status WriteLines(std::uint32_t number, std::vector<BilledLine>& lines);
  void LowerNet();
  Status BillFee(std::uint32_t number, std::vector<BilledLine>& lines);
  template <class Take>
  void ForCounted(const plan::ConstructPlan& construct, const Take& take) const;
  ExactAmount& MeasuredOf(std::uint32_t number, std::size_t limit);
  void MeasureCommit(std::uint32_t number);
  Status BillShortfall(std::uint32_t number, std::vector<BilledLine>& lines);
  Status AddCharge(std::uint32_t number, LineKind kind, const ExactAmount& exact,
                   std::vector<BilledLine>& lines);

  void CarryConstruct(std::uint32_t number, CarriedConstruct& carried) const;
  bool Fits(const plan::ConstructPlan& construct, const CarriedConstruct& carried) const;
  std::vector<const HeldCell*> InOrder(const HeldCells& held) const;
  void ResumeConstruct(std::uint32_t number, const CarriedConstruct& carried);
  void ClearSums(std::size_t count);
  bool IsFirstOf(model::WindowKind kind) const;
  bool IsLastOf(model::WindowKind kind) const;
  const ExactAmount& Measured(contract::Measure measure, std::size_t cell) const;
  std::uint32_t MeterGroups(const plan::ConstructPlan& construct) const;

  const plan::Plan& plan_;
  SlotFacts& facts_;
  ConstructRange constructs_;
  const Biller* before_ = nullptr;
  std::vector<ConstructState> states_;  // of each construct of the plan
  model::Period period_;
  std::uint32_t failed_at_ = 0;

  // Of the period being billed.
  std::span<const Cell> now_;
  std::size_t first_line_ = 0;
  std::vector<ExactAmount> net_;     // of each cell, after the constructs so far
  std::vector<std::uint8_t> taken_;  // of each cell, by the construct being billed
  Work work_;
  LineWork lines_;
  Charge charge_;
  CommitStep commit_;  // as far as it was measured
  std::vector<ExactAmount> most_;
  PlainSums plain_;
  PlainAdder adder_;
  std::vector<arithmetic::ExactSum> sum_scratch_;
  std::vector<std::uint32_t> group_scratch_;
  std::vector<std::uint32_t> slot_scratch_;
  std::vector<std::uint32_t> line_of_rank_;
  std::vector<ExactAmount> amount_scratch_;
};

}  // namespace twinbill::billing
