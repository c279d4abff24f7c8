#include "legacy_adapters/cbas/cbas_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "corpus/model/check.h"

namespace twinbill::cbas {

using model::LineItem;
using rule_book::Each;
using rule_book::Rule;

CbasRun::CbasRun(const Plan& plan, const model::Digest& digest, const model::SlotTable& slots)
    : plan_(plan),
      digest_(digest),
      cells_(plan, slots),
      given_(plan, cells_),
      falls_(costs_, first_rows_) {
  for (std::uint32_t a = 0; a < plan.arithmetics.size(); ++a) {
    sides_.push_back(MakeSide(plan, a, cells_));
  }
  period_ = plan.book->head.term.FirstPeriod();
  BeginPeriod();
}

void CbasRun::Restart() {
  for (const auto& side : sides_) side->Restart();
  given_.Restart();
  is_stopped_ = false;
  period_ = plan_.first;
  BeginPeriod();
}

void CbasRun::BeginPeriod() {
  ++stamp_;
  row_count_ = 0;
  touched_.clear();
  costs_.Clear();
  quantities_.Clear();
  events_.Clear();
  if (period_.months - plan_.first.months >= static_cast<int>(plan_.periods.size())) {
    edition_ = nullptr;  // all periods are billed
    return;
  }
  edition_ = &plan_.editions[plan_.Of(period_).edition];
  for (const auto& side : sides_) side->BeginPeriod(period_);
}

void CbasRun::Prepare() {
  if (edition_ != nullptr) cells_.AddSlots(model::Timestamp::AtMidnight(period_.FirstDay()).micros);
}

model::Result<void> CbasRun::Add(const model::UsageBlock& block) {
  TWINBILL_CHECK(!is_stopped_ && edition_ != nullptr && block.period == period_);
  block_cells_.resize(block.size());
  const bool all_in_term = cells_.Find(block.slot, block.start, block_cells_);
  if (!all_in_term || !AreTouched(block_cells_)) TouchCells(block_cells_);
  EventBlock events;
  events.cells = block_cells_;
  events.first = row_count_;
  events.quantity = block.quantity;
  events.list_cost = block.list_cost;
  events.rate = block.rate;
  events.has_rate = block.has_rate;
  if (edition_->needs_exact_cost) costs_.Add(block_cells_, block.list_cost);
  if (edition_->needs_exact_usage) quantities_.Add(block_cells_, block.quantity);
  for (const auto& side : sides_) side->Add(events);
  if (edition_->needs_events) events_.Add(events);
  row_count_ += block.size();
  return {};
}

model::Result<void> CbasRun::AddRecords(std::span<const model::UsageRecord> /*records*/) {
  TWINBILL_CHECK(!"a rule book is fed with blocks");
  return {};
}

// Whether each cell had a record of the period before; as it mostly is, and quick to see.
bool CbasRun::AreTouched(std::span<const std::uint32_t> cells) const {
  if (cell_stamps_.size() < cells_.size()) return false;
  const std::uint64_t* const stamps = cell_stamps_.data();
  std::uint64_t other = 0;
  for (const std::uint32_t cell : cells) other |= stamps[cell] ^ stamp_;
  return other == 0;
}

void CbasRun::TouchCells(std::span<const std::uint32_t> cells) {
  if (cell_stamps_.size() < cells_.size()) {
    cell_stamps_.resize(cells_.size(), 0);
    first_rows_.resize(cells_.size(), 0);
  }
  new_cells_.clear();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint32_t cell = cells[i];
    if (cell == kNone || cell_stamps_[cell] == stamp_) continue;
    cell_stamps_[cell] = stamp_;
    first_rows_[cell] = row_count_ + i;
    new_cells_.push_back(cell);
  }
  if (new_cells_.empty()) return;
  touched_.insert(touched_.end(), new_cells_.begin(), new_cells_.end());
  costs_.Touch(new_cells_);
  quantities_.Touch(new_cells_);
  for (const auto& side : sides_) side->Touch(new_cells_);
}

model::Result<void> CbasRun::BillNext(std::vector<LineItem>& lines) {
  TWINBILL_CHECK(!is_stopped_ && edition_ != nullptr);
  const std::size_t billed_before = lines.size();
  costs_.Settle();
  quantities_.Settle();
  for (const auto& side : sides_) side->Settle();
  falls_.Begin(edition_->falls_of, edition_->amount.digits);
  for (std::uint32_t r = 0; r < edition_->rules.size(); ++r) {
    auto run = RunRule(r, lines);
    if (run) continue;
    lines.resize(billed_before);
    is_stopped_ = true;
    if (listener_ != nullptr) listener_->OnStop(run.error().diagnostics.front().code);
    return run;
  }
  FeedWindows();
  period_ = period_.Next();
  BeginPeriod();
  return {};
}

model::Result<void> CbasRun::RunRule(std::uint32_t number, std::vector<LineItem>& lines) {
  const RulePlan& plan = edition_->rules[number];
  const Rule& rule = *plan.rule;
  if (rule.when == rule_book::When::kWindowEnd &&
      plan_.WindowOf(rule.window, period_).last != period_) {
    return {};
  }
  if (listener_ != nullptr) listener_->OnRule(period_, rule);
  CollectGroups(plan);
  return rule.each == Each::kEvent ? RunEvents(number, lines) : RunGroups(number, lines);
}

void CbasRun::CollectGroups(const RulePlan& rule) {
  const auto ranks = cells_.Groups(rule.grouping).Ranks();
  const bool spreads = rule.line_grouping != kNone;
  const auto line_ranks =
      spreads ? cells_.Groups(rule.line_grouping).Ranks() : std::span<const std::uint32_t>();
  entries_.clear();
  for (const std::uint32_t cell : touched_) {
    if (!cells_.IsTaken(rule.taking, cell)) continue;
    entries_.push_back({ranks[cells_.GroupOf(rule.grouping, cell)],
                        spreads ? line_ranks[cells_.GroupOf(rule.line_grouping, cell)] : 0, cell});
  }
  if (spreads || !rule.rule->per.empty()) std::sort(entries_.begin(), entries_.end());
  groups_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (i == 0 || entries_[i].group_rank != entries_[i - 1].group_rank) {
      groups_.push_back({cells_.GroupOf(rule.grouping, entries_[i].cell), i, i});
    }
    groups_.back().end = i + 1;
  }
  if (groups_.empty() && rule.rule->without_usage) {
    groups_.push_back({cells_.Groups(rule.grouping).Intern(Texts()), 0, 0});
  }
}

void CbasRun::ReadFacts(std::uint32_t number, const Group& group, GroupFacts& facts) {
  const RulePlan& plan = edition_->rules[number];
  facts.group = group.number;
  if (plan.uses_net && plan.rule->each == Each::kGroup) {
    group_cells_.clear();
    for (std::size_t i = group.begin; i < group.end; ++i) group_cells_.push_back(entries_[i].cell);
    facts.net_fallen = falls_.On(group_cells_, number);
  }
  if (plan.given != kNone) {
    facts.given = given_.Before(
        plan.given, cells_.Project(plan.grouping, plan.ordered_grouping, group.number), period_);
  } else {
    facts.given = WideInteger();
  }
  const model::Window& window = plan_.WindowOf(plan.rule->window, period_);
  facts.months = period_.months - window.first.months + 1;
  facts.input_falls.resize(plan.inputs.size());
  for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
    if (plan.inputs[i].of != rule_book::InputOf::kNet) continue;
    facts.input_falls[i] = InputFall(plan, number, plan.inputs[i], group.number);
  }
}

ExactFraction CbasRun::InputFall(const RulePlan& rule, std::uint32_t number, const InputPlan& input,
                                 std::uint32_t group) {
  const SumPlan& sum = plan_.sums[input.sum];
  const std::uint32_t wanted = cells_.Project(rule.grouping, sum.grouping, group);
  group_cells_.clear();
  for (const std::uint32_t cell : touched_) {
    if (cells_.IsTaken(sum.taking, cell) && cells_.GroupOf(sum.grouping, cell) == wanted) {
      group_cells_.push_back(cell);
    }
  }
  return falls_.On(group_cells_, number);
}

model::Result<void> CbasRun::RunGroups(std::uint32_t number, std::vector<LineItem>& lines) {
  const RulePlan& plan = edition_->rules[number];
  const bool wants_exact =
      plan.rule->spread && plan.rule->spread_cut == rule_book::SpreadCut::kLine;
  ArithmeticSide& side = SideOf(edition_->arithmetic);
  results_.resize(std::max<std::size_t>(results_.size(), 1));
  GroupResult& result = results_.front();
  for (const Group& group : groups_) {
    ReadFacts(number, group, facts_);
    if (listener_ != nullptr) {
      listener_->OnGroup(cells_.Groups(plan.grouping).TextsOf(group.number));
    }
    side.RunGroup(static_cast<std::uint32_t>(edition_ - plan_.editions.data()), number, facts_,
                  wants_exact, listener_, result);
    if (result.trouble != Trouble::kNone) {
      return model::Fail(Stopped(number, group.number, result.trouble));
    }
    TWINBILL_TRY(Deliver(number, group, result, lines));
  }
  return {};
}

model::Result<void> CbasRun::RunEvents(std::uint32_t number, std::vector<LineItem>& lines) {
  const RulePlan& plan = edition_->rules[number];
  ArithmeticSide& side = SideOf(edition_->arithmetic);
  side.BeginEvents(static_cast<std::uint32_t>(edition_ - plan_.editions.data()), number);
  place_of_cell_.assign(cells_.size(), kNone);
  results_.resize(std::max(results_.size(), groups_.size()));
  for (std::size_t place = 0; place < groups_.size(); ++place) {
    const Group& group = groups_[place];
    results_[place].trouble = Trouble::kNone;
    results_[place].units = 0;
    for (std::size_t i = group.begin; i < group.end; ++i) {
      place_of_cell_[entries_[i].cell] = static_cast<std::uint32_t>(place);
    }
    ReadFacts(number, group, facts_);
    if (listener_ != nullptr) {
      listener_->OnGroup(cells_.Groups(plan.grouping).TextsOf(group.number));
    }
    side.AddEventGroup(facts_, listener_);
  }
  side.RunEvents(events_, place_of_cell_, first_rows_, falls_, listener_, results_);
  for (std::size_t place = 0; place < groups_.size(); ++place) {
    const Group& group = groups_[place];
    if (listener_ != nullptr) {
      listener_->OnGroup(cells_.Groups(plan.grouping).TextsOf(group.number));
    }
    if (results_[place].trouble != Trouble::kNone) {
      return model::Fail(Stopped(number, group.number, results_[place].trouble));
    }
    TWINBILL_TRY(Deliver(number, group, results_[place], lines));
  }
  return {};
}

void CbasRun::FeedWindows() {
  const PeriodPlan& period = plan_.Of(period_);
  for (const auto& side : sides_) side->Feed(period.feeds);
  for (const std::uint32_t window : period.feeds) {
    if (!plan_.windows[window].net_of) continue;
    const SumPlan& sum = plan_.sums[plan_.windows[window].sum];
    const std::uint32_t place = PlaceOf(plan_.windows[window], *edition_);
    entries_.clear();
    for (const std::uint32_t cell : touched_) {
      if (cells_.IsTaken(sum.taking, cell)) {
        entries_.push_back({cells_.GroupOf(sum.grouping, cell), 0, cell});
      }
    }
    std::sort(entries_.begin(), entries_.end());
    for (std::size_t i = 0; i < entries_.size();) {
      const std::uint32_t group = entries_[i].group_rank;
      group_cells_.clear();
      for (; i < entries_.size() && entries_[i].group_rank == group; ++i) {
        group_cells_.push_back(entries_[i].cell);
      }
      SideOf(sum.arithmetic).FeedNet(window, group, falls_.On(group_cells_, place));
    }
  }
}

model::Failure CbasRun::Stopped(std::uint32_t rule, std::uint32_t group, Trouble trouble) const {
  const RulePlan& plan = edition_->rules[rule];
  const GroupTable& groups = cells_.Groups(plan.grouping);
  std::string name;
  for (std::size_t i = 0; i < groups.dimensions().size(); ++i) {
    name += (i == 0 ? " and group " : ", ") + groups.dimensions()[i].Name() + " = '" +
            groups.TextsOf(group)[i] + "'";
  }
  const std::string what =
      fmt::format("rule \"{}\"{}{}, period {}: ", plan.rule->id, name,
                  name.empty() ? ", all of its records" : "", period_.ToString());
  const model::Position where;
  const std::string allowed = "the contract has no lines from that period on; earlier ones stand";
  switch (trouble) {
    case Trouble::kDivisionByZero:
      return model::InputFailure(
          {model::Code{"cbas_division_by_zero"}, where, what + "division by zero", allowed});
    case Trouble::kOverflow:
      return model::InputFailure({model::Code{"cbas_overflow"}, where,
                                  what + "a number above what a double can hold", allowed});
    default:
      return model::InputFailure({model::Code{"cbas_amount_too_large"}, where,
                                  what + "an amount of more than 38 digits", allowed});
  }
}

}  // namespace twinbill::cbas
