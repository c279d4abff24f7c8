// Biller: plain constructs, whose cells are added up before anything is given.
#include "standard_engine/billing/biller.h"
#include "standard_engine/billing/discount.h"

namespace twinbill::billing {

using plan::ConstructPlan;

namespace {

ExactAmount GivenFor(const ConstructPlan& construct, const PlainSum& sum) {
  return Given(construct.flat->rule, construct.flat_value, sum.base, sum.quantity);
}

}  // namespace

bool Biller::BillsFromSums() const {
  return constructs_.last - constructs_.first == 1 && !constructs_.has_next &&
         IsPlain(plan_, plan_.constructs()[constructs_.first]);
}

void Biller::SumCells(std::span<const Cell> cells, PlainSums& sums) {
  Begin(cells);
  SumPlain(constructs_.first, sums);
}

model::Result<void> Biller::BillNext(const PlainSums& sums, std::vector<BilledLine>& lines) {
  TWINBILL_CHECK(plan_.contract().term.Contains(period_) && BillsFromSums());
  const std::uint32_t number = constructs_.first;
  first_line_ = lines.size();
  OpenWindows(number);
  if (!BillSums(number, sums, lines)) {
    failed_at_ = number;
    return model::Fail(TooLarge(plan_, number, period_));
  }
  period_ = period_.Next();
  return {};
}

Biller::Status Biller::BillPlain(std::uint32_t number, std::vector<BilledLine>& lines) {
  SumPlain(number, plain_);
  TWINBILL_TRY(BillSums(number, plain_, lines));
  if (number + 1 < constructs_.last || constructs_.has_next) LowerPlain(number);
  return {};
}

void Biller::SumPlain(std::uint32_t number, PlainSums& sums) {
  const ConstructPlan& construct = plan_.constructs()[number];
  adder_.Begin(construct);
  SumPlainLines(construct, sums);
  sums.counted.clear();
  sums.lowered.clear();
  if (construct.source->commit) SumPlainCommit(construct, sums);
}

void Biller::SumPlainLines(const ConstructPlan& construct, PlainSums& sums) {
  constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  const SlotNumbers& groups = facts_.GroupsOf(construct.lines);
  const contract::Base base = construct.source->base;
  const bool in_range = construct.EffectiveIn(period_);
  taken_.assign(now_.size(), 0);
  // Of each line, in the order in which they are met.
  slot_scratch_.clear();
  line_of_rank_.assign(groups.size(), kNone);
  for (std::size_t i = 0; in_range && i < now_.size(); ++i) {
    const Cell& cell = now_[i];
    if (!Takes(construct, cell)) continue;
    taken_[i] = 1;
    const std::uint32_t rank = groups.RankOf(facts_.GroupOf(construct.lines, cell.slot));
    std::uint32_t& line = line_of_rank_[rank];
    if (line == kNone) {
      line = static_cast<std::uint32_t>(slot_scratch_.size());
      slot_scratch_.push_back(cell.slot);
      adder_.Clear(line);
    }
    adder_.Add(line, BaseOf(base, i), cell.quantity);
  }
  sums.lines.clear();
  sums.slots.clear();
  for (const std::uint32_t line : line_of_rank_) {
    if (line == kNone) continue;
    sums.lines.push_back(adder_.Total(line));
    sums.slots.push_back(slot_scratch_[line]);
  }
}

// What SelectCells() to BillShortfall() do for other constructs.
Biller::Status Biller::BillSums(std::uint32_t number, const PlainSums& sums,
                                std::vector<BilledLine>& lines) {
  const ConstructPlan& construct = plan_.constructs()[number];
  lines_.exact.clear();
  lines_.quantity.clear();
  lines_.group.clear();
  for (const PlainSum& line : sums.lines) {
    lines_.group.push_back(static_cast<std::uint32_t>(lines_.exact.size()));
    lines_.exact.push_back(-GivenFor(construct, line));
    lines_.quantity.push_back(line.quantity);
  }
  lines_.slot.assign(sums.slots.begin(), sums.slots.end());
  TWINBILL_TRY(WriteLines(number, lines));
  if (!construct.source->commit) return {};
  const bool by_net = construct.source->commit->measure == contract::CommitMeasure::kNetCost;
  for (std::size_t part = 0; part < sums.counted.size(); ++part) {
    ExactAmount& measured = MeasuredOf(number, part);
    measured += sums.counted[part];
    if (by_net) measured -= GivenFor(construct, sums.lowered[part]);
  }
  return BillShortfall(number, lines);
}

// Takes what the construct gave from the net costs, for who comes behind it.
void Biller::LowerPlain(std::uint32_t number) {
  const ConstructPlan& construct = plan_.constructs()[number];
  for (std::size_t i = 0; i < now_.size(); ++i) {
    if (taken_[i] == 0) continue;
    net_[i] -= Given(construct.flat->rule, construct.flat_value, BaseOf(construct.source->base, i),
                     now_[i].quantity);
  }
}

}  // namespace twinbill::billing
