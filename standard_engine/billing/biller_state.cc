// What a biller carries from period to period, taken out and put back.
#include <fmt/format.h>

#include <algorithm>

#include "standard_engine/billing/biller.h"

namespace twinbill::billing {

using plan::ConstructPlan;

namespace {

std::vector<std::string> TextsOf(const std::vector<model::Dimension>& dimensions,
                                 const model::Slot& slot) {
  std::vector<std::string> texts;
  texts.reserve(dimensions.size());
  for (const model::Dimension& dimension : dimensions) texts.emplace_back(dimension.TextOf(slot));
  return texts;
}

model::Unexpected<model::Failure> Foreign(const std::string& what, const std::string& allowed) {
  return model::Fail(model::InputFailure(
      model::Diagnostic(model::Code{"standard_state_foreign"}, {}, what, allowed)));
}

}  // namespace

CarriedState Biller::Carry() const {
  CarriedState state;
  state.contract = plan_.contract().id;
  state.next = period_;
  CarryTo(state.constructs);
  return state;
}

void Biller::CarryTo(std::vector<CarriedConstruct>& constructs) const {
  for (std::uint32_t number = constructs_.first; number < constructs_.last; ++number) {
    CarriedConstruct& carried = constructs.emplace_back();
    carried.id = plan_.constructs()[number].source->id;
    if (plan_.contract().term.Contains(period_)) CarryConstruct(number, carried);
  }
}

void Biller::CarryConstruct(std::uint32_t number, CarriedConstruct& carried) const {
  const ConstructPlan& construct = plan_.constructs()[number];
  const contract::Construct& source = *construct.source;
  const ConstructState& state = states_[number];
  if (source.cap && !IsFirstOf(source.cap->window)) carried.given = state.given;
  if (construct.prepaid != nullptr && !IsFirstOf(construct.prepaid->window)) {
    carried.drawn = state.drawn;
  }
  if (source.commit && !IsFirstOf(source.commit->window)) {
    carried.measured = state.measured;
    carried.limited = state.limited;
  }
  if (!source.meter || IsFirstOf(source.meter->window)) return;
  const SlotNumbers& groups = facts_.GroupsOf(*construct.meter_groups);
  const auto carry = [&](const auto& amount_of, std::vector<CarriedGroup>& to) {
    for (std::uint32_t rank = 0; rank < groups.size(); ++rank) {
      const std::uint32_t group = groups.AtRank(rank);
      ExactAmount amount = amount_of(group);
      if (amount.is_zero()) continue;
      to.push_back({TextsOf(source.meter->per, groups[group]), std::move(amount)});
    }
  };
  const auto at = [](const std::vector<ExactAmount>& amounts, std::uint32_t group) {
    return group < amounts.size() ? amounts[group] : ExactAmount();
  };
  carry(
      [&](std::uint32_t group) {
        return at(state.readings.before, group) + at(state.readings.now, group);
      },
      carried.metered);
  if (!construct.settles_at_window_end) return;
  if (source.entitlement) {
    carry([&](std::uint32_t group) { return at(state.entitled, group); }, carried.entitled);
  }
  for (const HeldCell* held : InOrder(state.held)) {
    carried.held.push_back({TextsOf(facts_.dimensions(), facts_.SlotOf(held->slot)), held->epoch,
                            held->quantity, held->list_cost, held->base});
  }
}

model::Result<void> Biller::Resume(const CarriedState& carried) {
  const model::Term& term = plan_.contract().term;
  if (carried.contract != plan_.contract().id) {
    return Foreign(fmt::format("the state is of contract {}, this is {}", carried.contract,
                               plan_.contract().id),
                   "a state of the same contract");
  }
  if (carried.next < term.FirstPeriod() || term.LastPeriod().Next() < carried.next) {
    return Foreign(
        fmt::format("the state goes on at {}, the term has {} to {}", carried.next.ToString(),
                    term.FirstPeriod().ToString(), term.LastPeriod().ToString()),
        "a state of the same contract");
  }
  bool fits = carried.constructs.size() == states_.size();
  for (std::size_t i = 0; fits && i < states_.size(); ++i) {
    fits = Fits(plan_.constructs()[i], carried.constructs[i]);
  }
  if (!fits) {
    return Foreign(
        fmt::format("the state's constructs are not those of contract {}", plan_.contract().id),
        "a state of the same contract, with the same constructs");
  }
  Restart();
  period_ = carried.next;
  for (std::uint32_t number = 0; number < states_.size(); ++number) {
    ResumeConstruct(number, carried.constructs[number]);
  }
  facts_.Rank();
  return {};
}

// Whether the construct can have carried that.
bool Biller::Fits(const ConstructPlan& construct, const CarriedConstruct& carried) const {
  const contract::Construct& source = *construct.source;
  const std::size_t per = source.meter ? source.meter->per.size() : 0;
  const auto groups_fit = [&](const std::vector<CarriedGroup>& groups) {
    return (source.meter || groups.empty()) &&
           std::all_of(groups.begin(), groups.end(),
                       [&](const CarriedGroup& group) { return group.texts.size() == per; });
  };
  const auto cell_fits = [&](const CarriedCell& cell) {
    return cell.texts.size() == facts_.dimensions().size() && cell.epoch <= plan_.epochs().size();
  };
  return carried.id == source.id && groups_fit(carried.metered) && groups_fit(carried.entitled) &&
         (carried.limited.empty() || carried.limited.size() == construct.limits.size()) &&
         (construct.settles_at_window_end || carried.held.empty()) &&
         std::all_of(carried.held.begin(), carried.held.end(), cell_fits);
}

void Biller::ResumeConstruct(std::uint32_t number, const CarriedConstruct& carried) {
  const ConstructPlan& construct = plan_.constructs()[number];
  ConstructState& state = states_[number];
  state.given = carried.given;
  state.drawn = carried.drawn;
  state.measured = carried.measured;
  if (!carried.limited.empty()) state.limited = carried.limited;
  const auto resume = [&](const std::vector<CarriedGroup>& from, std::vector<ExactAmount>& to) {
    for (const CarriedGroup& group : from) {
      const std::uint32_t at = facts_.LearnGroup(*construct.meter_groups, group.texts);
      if (at >= to.size()) to.resize(at + 1);
      to[at] = group.amount;
    }
  };
  resume(carried.metered,
         construct.settles_at_window_end ? state.readings.now : state.readings.before);
  resume(carried.entitled, state.entitled);
  for (const CarriedCell& cell : carried.held) {
    const std::uint32_t slot = facts_.Learn(SlotWith(facts_.dimensions(), cell.texts));
    HeldCell& held = state.held.At(slot, cell.epoch);
    held.quantity = cell.quantity;
    held.list_cost = cell.list_cost;
    held.base = cell.base;
  }
}

void Biller::Restart() {
  period_ = plan_.contract().term.FirstPeriod();
  for (ConstructState& state : states_) state.Clear();
}

}  // namespace twinbill::billing
