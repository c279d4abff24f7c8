#include "standard_engine/billing/discount.h"

#include <algorithm>

#include "standard_engine/billing/sharing.h"
#include "standard_engine/billing/tiers.h"

namespace twinbill::billing {

using contract::Floor;
using contract::Rule;
using contract::Spread;

namespace {

// Which cells are the sharing's owner's; empty where nobody is served first.
void FindOwners(const contract::Sharing& sharing, const SlotFacts& facts, const Work& work,
                std::vector<std::uint8_t>& owners) {
  owners.clear();
  if (!sharing.owner) return;
  for (const WorkCell& cell : work.cells) {
    owners.push_back(facts.SlotOf(cell.slot).account == *sharing.owner ? 1 : 0);
  }
}

ExactAmount Sum(const std::vector<ExactAmount>& amounts) {
  arithmetic::ExactSum sum;
  for (const ExactAmount& amount : amounts) sum.Add(amount);
  return sum.Total();
}

const ExactAmount& WeightOf(Spread spread, const WorkCell& cell) {
  if (spread == Spread::kQuantity) return *cell.quantity;
  return spread == Spread::kListCost ? *cell.list_cost : *cell.base;
}

// The sum over each of the groups.
template <class Value>
void SumGroups(Work& work, const Value& value, std::vector<ExactAmount>& sums) {
  const std::size_t count = work.groups.size();
  if (work.sums.size() < count) work.sums.resize(count);
  for (std::size_t part = 0; part < count; ++part) work.sums[part].Clear();
  for (std::size_t i = 0; i < work.cells.size(); ++i) work.sums[work.groups[i]].Add(value(i));
  sums.clear();
  for (std::size_t part = 0; part < count; ++part) sums.push_back(work.sums[part].Total());
}

// Of each group the first cell of the first line, in line order, that has a cell of it.
void FindFirstCells(Work& work) {
  constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  work.first_cell.assign(work.groups.size(), kNone);
  for (std::uint32_t i = 0; i < work.cells.size(); ++i) {
    std::uint32_t& best = work.first_cell[work.groups[i]];
    if (best == kNone || work.lines[i] < work.lines[best]) best = i;
  }
}

// The cells want work.d of what is left; they get it, or less.
void GiveAtMost(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
                Work& work, Limited& limited) {
  limited.left = left;
  limited.is_short = limited.wanted > left;
  limited.owner_wanted = ExactAmount();
  limited.is_owner.clear();
  if (!limited.is_short) return;
  FindOwners(sharing, facts, work, limited.is_owner);
  limited.owner_wanted = ShareLess(left, limited.is_owner, work.d);
}

}  // namespace

ExactAmount Given(Rule rule, const ExactAmount& value, const ExactAmount& base,
                  const ExactAmount& quantity) {
  switch (rule) {
    case Rule::kPercentOff: return base * value;
    case Rule::kUnitPrice: return base - value * quantity;
    case Rule::kUnitDiscount: return value * quantity;
  }
  return {};
}

void GiveFlat(const plan::ConstructPlan& construct, Work& work) {
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    const WorkCell& cell = work.cells[i];
    work.d[i] = Given(construct.flat->rule, construct.flat_value, *cell.base, *cell.quantity);
  }
}

void GiveVolume(const plan::ConstructPlan& construct, const Readings& readings, Work& work) {
  work.step.clear();
  for (std::size_t part = 0; part < work.groups.size(); ++part) {
    const std::uint32_t group = work.groups.GroupOf(part);
    work.step.push_back(StepOf(construct.steps, construct.tiers->bound,
                               readings.before[group] + readings.now[group]));
  }
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    const ExactAmount& value = construct.steps[work.step[work.groups[i]]].value;
    const WorkCell& cell = work.cells[i];
    work.d[i] = Given(construct.tiers->rule, value, *cell.base, *cell.quantity);
  }
}

void GiveGraduated(const plan::ConstructPlan& construct, const Readings& readings, Work& work) {
  const contract::Tiers& tiers = *construct.tiers;
  SumGroups(
      work, [&](std::size_t i) -> const ExactAmount& { return *work.cells[i].base; },
      work.group_base);
  work.group_d.clear();
  work.lengths.clear();
  for (std::size_t part = 0; part < work.groups.size(); ++part) {
    const ExactAmount& before = readings.before[work.groups.GroupOf(part)];
    const ExactAmount& now = readings.now[work.groups.GroupOf(part)];
    const ExactAmount& base = work.group_base[part];
    const ExactAmount after = before + now;
    ExactAmount sum;
    for (std::size_t step = 0; step < construct.steps.size(); ++step) {
      work.lengths.push_back(LengthIn(construct.steps, step, tiers.below_zero, before, after));
      sum += work.lengths.back() * construct.steps[step].value;
    }
    switch (tiers.rule) {
      case Rule::kUnitPrice: work.group_d.push_back(base - sum); break;
      case Rule::kUnitDiscount: work.group_d.push_back(sum); break;
      case Rule::kPercentOff:
        work.group_d.push_back(now.is_zero() ? ExactAmount() : base * sum / now);
        break;
    }
  }
}

void SumDiscounts(Work& work) {
  SumGroups(work, [&](std::size_t i) -> const ExactAmount& { return work.d[i]; }, work.group_d);
}

void FloorGroups(Floor floor, Work& work) {
  if (floor == Floor::kSigned) {
    SumGroups(
        work, [&](std::size_t i) -> const ExactAmount& { return *work.cells[i].quantity; },
        work.group_quantity);
  }
  work.floored.clear();
  for (std::size_t part = 0; part < work.groups.size(); ++part) {
    const int sign = work.group_d[part].sign();
    const bool correction = floor == Floor::kSigned && work.group_quantity[part].sign() < 0;
    const bool floored = correction ? sign > 0 : sign < 0;
    work.floored.push_back(floored ? 1 : 0);
    if (floored) work.group_d[part] = ExactAmount();
  }
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    if (work.floored[work.groups[i]] != 0) work.d[i] = ExactAmount();
  }
}

void SpreadGroups(Spread spread, Work& work) {
  SumGroups(
      work, [&](std::size_t i) -> const ExactAmount& { return WeightOf(spread, work.cells[i]); },
      work.weight);
  FindFirstCells(work);
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    const std::uint32_t part = work.groups[i];
    if (!work.weight[part].is_zero()) {
      work.d[i] = work.group_d[part] * WeightOf(spread, work.cells[i]) / work.weight[part];
    } else {
      work.d[i] = work.first_cell[part] == i ? work.group_d[part] : ExactAmount();
    }
  }
}

void Entitle(const ExactAmount& ratio, const std::vector<ExactAmount>& entitled, bool by_group,
             Work& work) {
  work.entitled_quantity.assign(entitled.size(), ExactAmount());
  const auto group_of = [&](std::size_t i) { return by_group ? work.meter_group[i] : 0U; };
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    work.entitled_quantity[group_of(i)] += *work.cells[i].quantity;
  }
  const ExactAmount one = ExactAmount::OfUnits(1, 0);
  work.entitled_factor.assign(entitled.size(), ExactAmount());
  for (std::size_t group = 0; group < entitled.size(); ++group) {
    const ExactAmount& a = entitled[group];
    const ExactAmount& b = work.entitled_quantity[group];
    if (a.sign() <= 0 || b.sign() <= 0) continue;
    work.entitled_factor[group] = std::min(one, ratio * a / b);
  }
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    work.d[i] *= work.entitled_factor[group_of(i)];
  }
}

void DrawGrant(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
               Work& work) {
  for (std::size_t i = 0; i < work.cells.size(); ++i) work.d[i] = *work.cells[i].base;
  work.grant.wanted = Sum(work.d);
  GiveAtMost(left, sharing, facts, work, work.grant);
  if (work.grant.wanted.sign() > 0) return;
  // Where the cells want nothing, nothing is drawn.
  for (ExactAmount& d : work.d) d = ExactAmount();
}

void CapDiscounts(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
                  Work& work) {
  work.cap.wanted = Sum(work.d);
  GiveAtMost(left, sharing, facts, work, work.cap);
}

}  // namespace twinbill::billing
