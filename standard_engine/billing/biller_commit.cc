// Biller: what counts to a construct's commitment, and what is short of it.
#include "standard_engine/billing/biller.h"
#include "standard_engine/billing/commitment.h"

namespace twinbill::billing {

using plan::ConstructPlan;

// Calls `take` with each cell that counts to the commitment, its measure, and the first limit that
// it is of; their number where it is of none.
template <class Take>
void Biller::ForCounted(const ConstructPlan& construct, const Take& take) const {
  if (!construct.EffectiveIn(period_)) return;
  const bool by_list = construct.source->commit->measure == contract::CommitMeasure::kListCost;
  const std::size_t limits = construct.limits.size();
  for (std::size_t i = 0; i < now_.size(); ++i) {
    const Cell& cell = now_[i];
    if (!construct.EffectiveAt(cell.epoch)) continue;
    const bool counts = construct.commit_scope ? facts_.InScope(*construct.commit_scope, cell.slot)
                                               : taken_[i] != 0;
    if (!counts) continue;
    std::size_t of = 0;
    while (of < limits && !facts_.InScope(construct.limits[of].scope, cell.slot)) ++of;
    take(of, i, by_list ? cell.list_cost : net_[i]);
  }
}

// The measure of a limit's cells, or of the others.
ExactAmount& Biller::MeasuredOf(std::uint32_t number, std::size_t limit) {
  ConstructState& state = states_[number];
  return limit < state.limited.size() ? state.limited[limit] : state.measured;
}

void Biller::MeasureCommit(std::uint32_t number) {
  const ConstructPlan& construct = plan_.constructs()[number];
  const std::size_t count = construct.limits.size() + 1;
  ClearSums(count);
  ForCounted(construct, [&](std::size_t of, std::size_t, const ExactAmount& measure) {
    sum_scratch_[of].Add(measure);
  });
  for (std::size_t of = 0; of < count; ++of) MeasuredOf(number, of) += sum_scratch_[of].Total();
}

// What counts to the commitment, as it would be without the construct.
void Biller::SumPlainCommit(const ConstructPlan& construct, PlainSums& sums) {
  const std::size_t count = construct.limits.size() + 1;
  ClearSums(count);
  for (std::size_t part = 0; part < count; ++part) adder_.Clear(part);
  ForCounted(construct, [&](std::size_t part, std::size_t cell, const ExactAmount& measure) {
    sum_scratch_[part].Add(measure);
    if (taken_[cell] != 0) {
      adder_.Add(part, BaseOf(construct.source->base, cell), now_[cell].quantity);
    }
  });
  for (std::size_t part = 0; part < count; ++part) {
    sums.counted.push_back(sum_scratch_[part].Total());
    sums.lowered.push_back(adder_.Total(part));
  }
}

Biller::Status Biller::BillShortfall(std::uint32_t number, std::vector<BilledLine>& lines) {
  const ConstructPlan& construct = plan_.constructs()[number];
  const contract::Commit& commit = *construct.source->commit;
  const ConstructState& state = states_[number];
  const model::Window window = plan_.contract().term.WindowOf(commit.window, period_);
  const ExactAmount amount = CommittedIn(commit, window);
  const ExactAmount counted = CountedOf(construct, amount, state.measured, state.limited, most_);
  charge_ = {ExactAmount(), {0, construct.source->rounding.rule.digits}, kNoLine};
  const bool is_due = window.last == period_;
  const ExactAmount shortfall = amount - counted;
  if (is_due && shortfall.sign() > 0) {
    TWINBILL_TRY(AddCharge(number, LineKind::kShortfall, shortfall, lines));
  }
  commit_ = {amount,  state.measured, state.limited,  most_,
             counted, is_due,         charge_.amount, charge_.line};
  return {};
}

}  // namespace twinbill::billing
