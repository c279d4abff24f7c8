// What a biller is compiled of for an observer: the order of the steps, and what it is told.
//
// Included where a biller is compiled with an observer of one's own.
#pragma once

#include "standard_engine/billing/biller.h"

namespace twinbill::billing {

// Tells the observer of a step that is only made for it.
#define TWINBILL_TELL(...)                                   \
  do {                                                       \
    if constexpr (Observer::kIsOn) observer.On(__VA_ARGS__); \
  } while (false)

template <class Observer>
model::Result<void> Biller::BillNext(std::span<const Cell> cells, std::vector<BilledLine>& lines,
                                     [[maybe_unused]] Observer& observer) {
  Begin(cells);
  first_line_ = lines.size();
  TWINBILL_TELL(PeriodStep{period_, cells, facts_});
  for (std::uint32_t number = constructs_.first; number < constructs_.last; ++number) {
    if (BillConstruct(number, lines, observer)) continue;
    failed_at_ = number;
    return model::Fail(TooLarge(plan_, number, period_));
  }
  period_ = period_.Next();
  return {};
}

template <class Observer>
Biller::Status Biller::BillConstruct(std::uint32_t number, std::vector<BilledLine>& lines,
                                     [[maybe_unused]] Observer& observer) {
  const plan::ConstructPlan& construct = plan_.constructs()[number];
  const ConstructState& state = states_[number];
  OpenWindows(number);
  if constexpr (!Observer::kIsOn) {
    if (IsPlain(plan_, construct)) return BillPlain(number, lines);
  }
  SelectCells(number);
  TWINBILL_TELL(ConstructStep{number, construct});
  TWINBILL_TELL(ScopeStep{taken_, work_.cells, net_});
  if (construct.meter_groups) {
    ReadMeter(number);
    TWINBILL_TELL(MeterStep{state.readings});
  }
  if (construct.prepaid != nullptr && IsFirstOf(construct.prepaid->window)) {
    TWINBILL_TRY(BillFee(number, lines));
    TWINBILL_TELL(FeeStep{charge_.exact, charge_.amount, charge_.line});
  }
  bool settles = true;
  if (construct.settles_at_window_end) {
    settles = IsLastOf(construct.source->meter->window);
    HoldCells(number);
    if (settles || Observer::kIsOn) TakeHeldCells(number);
    TWINBILL_TELL(HoldStep{settles, work_.cells});
  }
  if (construct.entitlement_scope) {
    ReadEntitlement(number);
    TWINBILL_TELL(EntitleStep{state.entitled});
  }
  if (!settles) return {};
  if (construct.source->benefit) {
    PartitionCells(construct);
    Discount(number, observer);
    SumLines(number, Observer::kIsOn);
    TWINBILL_TRY(WriteLines(number, lines));
    TWINBILL_TELL(
        RoundStep{work_, lines_.exact, lines_.quantity, lines_.group, lines_.amount, lines_.line});
    if (!construct.settles_at_window_end) {
      LowerNet();
      TWINBILL_TELL(NetStep{net_});
    }
  }
  if (construct.source->commit) {
    MeasureCommit(number);
    TWINBILL_TRY(BillShortfall(number, lines));
    TWINBILL_TELL(commit_);
  }
  return {};
}

template <class Observer>
void Biller::Discount(std::uint32_t number, [[maybe_unused]] Observer& observer) {
  const plan::ConstructPlan& construct = plan_.constructs()[number];
  const contract::Construct& source = *construct.source;
  const ConstructState& state = states_[number];
  work_.d.assign(work_.cells.size(), ExactAmount());
  const bool needs_sums = construct.floor != contract::Floor::kNone ||
                          construct.spread != contract::Spread::kOwn || Observer::kIsOn;
  if (construct.prepaid != nullptr) {
    DrawGrant(ExactAmount(construct.prepaid->grant) - state.drawn, source.sharing, facts_, work_);
    TWINBILL_TELL(DrawStep{work_});
  } else if (construct.flat != nullptr) {
    GiveFlat(construct, work_);
    if (needs_sums) SumDiscounts(work_);
    TWINBILL_TELL(FlatStep{work_});
  } else if (construct.tiers->mode == contract::TierMode::kVolume) {
    GiveVolume(construct, state.readings, work_);
    if (needs_sums) SumDiscounts(work_);
    TWINBILL_TELL(VolumeStep{work_});
  } else {
    GiveGraduated(construct, state.readings, work_);
    TWINBILL_TELL(GraduatedStep{work_});
  }
  if (construct.prepaid == nullptr && construct.floor != contract::Floor::kNone) {
    FloorGroups(construct.floor, work_);
    TWINBILL_TELL(FloorStep{work_});
  }
  if (construct.spread != contract::Spread::kOwn) {
    SpreadGroups(construct.spread, work_);
    TWINBILL_TELL(SpreadStep{work_});
  }
  if (source.entitlement) {
    Entitle(ExactAmount(source.entitlement->ratio), state.entitled,
            construct.meter_groups.has_value(), work_);
    TWINBILL_TELL(FactorStep{work_});
  }
  if (source.cap) {
    CapDiscounts(ExactAmount(source.cap->amount) - state.given, source.sharing, facts_, work_);
    TWINBILL_TELL(CapStep{work_});
  }
}

#undef TWINBILL_TELL

}  // namespace twinbill::billing
