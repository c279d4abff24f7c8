#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "standard_engine/billing/observed_biller.h"

namespace twinbill::billing {

using contract::Measure;
using model::WindowKind;
using plan::ConstructPlan;

model::Failure TooLarge(const plan::Plan& plan, std::uint32_t construct, model::Period period) {
  return model::InputFailure(model::Diagnostic(
      model::Code{"amount_too_large"}, {},
      fmt::format("contract {}, construct {}, period {}: an amount has more than 38 digits",
                  plan.contract().id, plan.constructs()[construct].source->id, period.ToString()),
      "amounts of at most 38 digits, counted with those after the point",
      "look for usage or prices that can't be meant, or round to fewer digits"));
}

Biller::Biller(const plan::Plan& plan, SlotFacts& facts)
    : Biller(plan, facts, {0, static_cast<std::uint32_t>(plan.constructs().size())}, nullptr) {}

Biller::Biller(const plan::Plan& plan, SlotFacts& facts, ConstructRange constructs,
               const Biller* before)
    : plan_(plan),
      facts_(facts),
      constructs_(constructs),
      before_(before),
      states_(plan.constructs().size()),
      period_(plan.contract().term.FirstPeriod()) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    states_[i].limited.resize(plan.constructs()[i].limits.size());
  }
}

model::Result<void> Biller::BillNext(std::span<const Cell> cells, std::vector<BilledLine>& lines) {
  NoObserver nobody;
  return BillNext(cells, lines, nobody);
}

void Biller::Begin(std::span<const Cell> cells) {
  TWINBILL_CHECK(plan_.contract().term.Contains(period_));
  facts_.Rank();
  now_ = cells;
  if (before_ != nullptr) {
    TWINBILL_CHECK(before_->period_ == period_.Next() && before_->net_.size() == now_.size());
    net_ = before_->net_;
    return;
  }
  net_.clear();
  for (const Cell& cell : now_) net_.push_back(cell.list_cost);
}

bool Biller::IsFirstOf(WindowKind kind) const {
  return plan_.contract().term.WindowOf(kind, period_).first == period_;
}

bool Biller::IsLastOf(WindowKind kind) const {
  return plan_.contract().term.WindowOf(kind, period_).last == period_;
}

const ExactAmount& Biller::Measured(Measure measure, std::size_t cell) const {
  switch (measure) {
    case Measure::kQuantity: return now_[cell].quantity;
    case Measure::kListCost: return now_[cell].list_cost;
    case Measure::kRatedCost: return now_[cell].rated_cost;
    case Measure::kNetCost: return net_[cell];
  }
  return net_[cell];
}

std::uint32_t Biller::MeterGroups(const ConstructPlan& construct) const {
  return construct.meter_groups ? facts_.GroupsOf(*construct.meter_groups).size() : 1;
}

// Brings what the construct carries to the beginning of this period.
void Biller::OpenWindows(std::uint32_t number) {
  const ConstructPlan& construct = plan_.constructs()[number];
  const contract::Construct& source = *construct.source;
  ConstructState& state = states_[number];
  const std::uint32_t groups = MeterGroups(construct);
  const bool window_begins = source.meter && IsFirstOf(source.meter->window);
  if (source.meter) {
    Readings& readings = state.readings;
    if (window_begins) readings.before.clear();
    readings.before.resize(groups);
    readings.now.resize(groups);
    for (std::uint32_t group = 0; group < groups; ++group) {
      ExactAmount& now = readings.now[group];
      if (construct.settles_at_window_end) {
        if (window_begins) now = ExactAmount();
      } else {
        if (!window_begins && !now.is_zero()) readings.before[group] += now;
        now = ExactAmount();
      }
    }
  }
  if (construct.settles_at_window_end && window_begins) state.held.Clear();
  if (!construct.settles_at_window_end || window_begins) state.entitled.clear();
  state.entitled.resize(groups);
  if (source.cap && IsFirstOf(source.cap->window)) state.given = ExactAmount();
  if (construct.prepaid != nullptr && IsFirstOf(construct.prepaid->window)) {
    state.drawn = ExactAmount();
  }
  if (source.commit && IsFirstOf(source.commit->window)) {
    state.measured = ExactAmount();
    for (ExactAmount& limited : state.limited) limited = ExactAmount();
  }
}

// Whether the cell is in the construct's scope, as `unless` narrows it, and its effective range.
bool Biller::Takes(const ConstructPlan& construct, const Cell& cell) const {
  if (!construct.EffectiveAt(cell.epoch) || !facts_.InScope(construct.scope, cell.slot)) {
    return false;
  }
  return std::none_of(construct.unless.begin(), construct.unless.end(), [&](std::uint32_t other) {
    const ConstructPlan& first = plan_.constructs()[other];
    return first.EffectiveIn(period_) && first.EffectiveAt(cell.epoch) &&
           facts_.InScope(first.scope, cell.slot);
  });
}

const ExactAmount& Biller::BaseOf(contract::Base base, std::size_t cell) const {
  if (base == contract::Base::kNet) return net_[cell];
  return base == contract::Base::kRated ? now_[cell].rated_cost : now_[cell].list_cost;
}

void Biller::SelectCells(std::uint32_t number) {
  const ConstructPlan& construct = plan_.constructs()[number];
  const contract::Base base = construct.source->base;
  const bool in_range = construct.EffectiveIn(period_);
  taken_.assign(now_.size(), 0);
  work_.cells.clear();
  for (std::uint32_t i = 0; i < now_.size(); ++i) {
    const Cell& cell = now_[i];
    if (!in_range || !Takes(construct, cell)) continue;
    taken_[i] = 1;
    work_.cells.push_back(
        {cell.slot, cell.epoch, i, &cell.quantity, &cell.list_cost, &BaseOf(base, i)});
  }
}

// As many sums of nothing in sum_scratch_.
void Biller::ClearSums(std::size_t count) {
  if (sum_scratch_.size() < count) sum_scratch_.resize(count);
  for (std::size_t i = 0; i < count; ++i) sum_scratch_[i].Clear();
}

void Biller::ReadMeter(std::uint32_t number) {
  const ConstructPlan& construct = plan_.constructs()[number];
  const Measure measure = construct.source->meter->measure;
  std::vector<ExactAmount>& now = states_[number].readings.now;
  ClearSums(now.size());
  for (std::size_t i = 0; i < now_.size(); ++i) {
    const bool counts = construct.meter_scope ? facts_.InScope(*construct.meter_scope, now_[i].slot)
                                              : taken_[i] != 0;
    if (!counts) continue;
    sum_scratch_[facts_.GroupOf(*construct.meter_groups, now_[i].slot)].Add(Measured(measure, i));
  }
  for (std::size_t group = 0; group < now.size(); ++group)
    now[group] += sum_scratch_[group].Total();
}

void Biller::ReadEntitlement(std::uint32_t number) {
  const ConstructPlan& construct = plan_.constructs()[number];
  if (!construct.EffectiveIn(period_)) return;
  for (const Cell& cell : now_) {
    if (!construct.EffectiveAt(cell.epoch) ||
        !facts_.InScope(*construct.entitlement_scope, cell.slot)) {
      continue;
    }
    const std::uint32_t group =
        construct.meter_groups ? facts_.GroupOf(*construct.meter_groups, cell.slot) : 0;
    states_[number].entitled[group] += cell.quantity;
  }
}

void Biller::HoldCells(std::uint32_t number) {
  HeldCells& held = states_[number].held;
  for (const WorkCell& cell : work_.cells) {
    HeldCell& sum = held.At(cell.slot, cell.epoch);
    sum.quantity += *cell.quantity;
    sum.list_cost += *cell.list_cost;
    sum.base += *cell.base;
  }
}

void Biller::TakeHeldCells(std::uint32_t number) {
  work_.cells.clear();
  for (const HeldCell* cell : InOrder(states_[number].held)) {
    work_.cells.push_back(
        {cell->slot, cell->epoch, 0, &cell->quantity, &cell->list_cost, &cell->base});
  }
}

// In the order of cells.
std::vector<const HeldCell*> Biller::InOrder(const HeldCells& held) const {
  std::vector<const HeldCell*> cells;
  cells.reserve(held.cells().size());
  for (const HeldCell& cell : held.cells()) cells.push_back(&cell);
  std::sort(cells.begin(), cells.end(), [&](const HeldCell* a, const HeldCell* b) {
    const std::uint32_t rank_a = facts_.RankOf(a->slot);
    const std::uint32_t rank_b = facts_.RankOf(b->slot);
    return std::tie(rank_a, a->epoch) < std::tie(rank_b, b->epoch);
  });
  return cells;
}

void Biller::PartitionCells(const ConstructPlan& construct) {
  // Lines are in the order of their texts; the order of the meter's groups matters nowhere.
  const SlotNumbers& lines = facts_.GroupsOf(construct.lines);
  group_scratch_.clear();
  for (const WorkCell& cell : work_.cells) {
    group_scratch_.push_back(lines.RankOf(facts_.GroupOf(construct.lines, cell.slot)));
  }
  work_.lines.Assign(group_scratch_, lines.size());
  if (!construct.meter_groups) {
    work_.groups = work_.lines;
    return;
  }
  work_.meter_group.clear();
  for (const WorkCell& cell : work_.cells) {
    work_.meter_group.push_back(facts_.GroupOf(*construct.meter_groups, cell.slot));
  }
  work_.groups.Assign(work_.meter_group, MeterGroups(construct));
}

// Quantities are added up where a line shows them or an observer is told.
void Biller::SumLines(std::uint32_t number, bool is_told) {
  const bool adds_quantity = is_told || plan_.constructs()[number].shows_quantity;
  const std::size_t count = work_.lines.size();
  ClearSums(count);
  lines_.quantity.assign(count, ExactAmount());
  lines_.group.assign(count, 0);
  lines_.slot.assign(count, 0);
  for (std::size_t i = 0; i < work_.cells.size(); ++i) {
    const std::uint32_t part = work_.lines[i];
    sum_scratch_[part].Add(work_.d[i]);
    if (adds_quantity) lines_.quantity[part] += *work_.cells[i].quantity;
    lines_.group[part] = work_.groups[i];
    lines_.slot[part] = work_.cells[i].slot;
  }
  lines_.exact.clear();
  for (std::size_t part = 0; part < count; ++part) {
    lines_.exact.push_back(-sum_scratch_[part].Total());
  }
}

Biller::Status Biller::WriteLines(std::uint32_t number, std::vector<BilledLine>& lines) {
  const ConstructPlan& construct = plan_.constructs()[number];
  const contract::Line& line = construct.source->line;
  ConstructState& state = states_[number];
  const std::size_t count = lines_.exact.size();
  lines_.line.assign(count, kNoLine);
  TWINBILL_TRY(RoundLines(construct.source->rounding, lines_.exact, lines_.group, lines_.amount));
  for (std::size_t part = 0; part < count; ++part) {
    const ExactAmount amount(lines_.amount[part]);
    state.given -= amount;
    state.drawn -= amount;
    if (lines_.amount[part].units == 0 && !line.emit_zero) continue;
    lines_.line[part] = static_cast<std::uint32_t>(lines.size() - first_line_);
    BilledLine billed;
    billed.period = period_;
    billed.construct = number;
    billed.slot = &facts_.SlotOf(lines_.slot[part]);
    if (construct.shows_quantity) billed.quantity = lines_.quantity[part];
    billed.amount = lines_.amount[part];
    lines.push_back(std::move(billed));
  }
  return {};
}

// Takes the discounts, exact or as billed, from the cells' net costs.
void Biller::LowerNet() {
  if (plan_.contract().net == contract::Net::kExact) {
    for (std::size_t i = 0; i < work_.cells.size(); ++i) {
      net_[work_.cells[i].index] -= work_.d[i];
    }
    return;
  }
  amount_scratch_.assign(work_.lines.size(), ExactAmount());
  for (std::size_t i = 0; i < work_.cells.size(); ++i) {
    amount_scratch_[work_.lines[i]] += *work_.cells[i].list_cost;
  }
  group_scratch_.assign(work_.lines.size(), 0);  // whether a line's first cell was met
  for (std::size_t i = 0; i < work_.cells.size(); ++i) {
    const std::uint32_t part = work_.lines[i];
    const bool first = group_scratch_[part] == 0;
    group_scratch_[part] = 1;
    ExactAmount& net = net_[work_.cells[i].index];
    const ExactAmount amount(lines_.amount[part]);  // -D, as billed
    if (!amount_scratch_[part].is_zero()) {
      net += amount * *work_.cells[i].list_cost / amount_scratch_[part];
    } else if (first) {
      net += amount;
    }
  }
}

Biller::Status Biller::AddCharge(std::uint32_t number, LineKind kind, const ExactAmount& exact,
                                 std::vector<BilledLine>& lines) {
  const contract::Construct& source = *plan_.constructs()[number].source;
  TWINBILL_ASSIGN(rounded,
                  arithmetic::Round(exact, source.rounding.rule.mode, source.rounding.rule.digits));
  charge_ = {exact, rounded, kNoLine};
  if (rounded.units == 0 && !source.line.emit_zero) return {};
  charge_.line = static_cast<std::uint32_t>(lines.size() - first_line_);
  BilledLine charge;
  charge.kind = kind;
  charge.period = period_;
  charge.construct = number;
  charge.amount = rounded;
  lines.push_back(std::move(charge));
  return {};
}

Biller::Status Biller::BillFee(std::uint32_t number, std::vector<BilledLine>& lines) {
  const contract::Prepaid& prepaid = *plan_.constructs()[number].prepaid;
  return AddCharge(number, LineKind::kFee, ExactAmount(prepaid.amount), lines);
}

template model::Result<void> Biller::BillNext(std::span<const Cell>, std::vector<BilledLine>&,
                                              NoObserver&);

}  // namespace twinbill::billing
