#include "standard_engine/billing/discount.h"

#include "standard_engine/billing/sharing.h"
#include "standard_engine/billing/tiers.h"

namespace twinbill::billing {

using contract::Floor;
using contract::Rule;
using contract::Spread;

namespace {

// What one cell is given by a rule.
ExactAmount Given(Rule rule, const ExactAmount& value, const WorkCell& cell) {
  switch (rule) {
    case Rule::kPercentOff: return *cell.base * value;
    case Rule::kUnitPrice: return *cell.base - value * *cell.quantity;
    case Rule::kUnitDiscount: return value * *cell.quantity;
  }
  return {};
}

// Which cells are the sharing's owner's; empty where nobody is served first.
std::vector<std::uint8_t> OwnersOf(const contract::Sharing& sharing, const SlotFacts& facts,
                                   const Work& work) {
  std::vector<std::uint8_t> owners;
  if (!sharing.owner) return owners;
  owners.reserve(work.cells.size());
  for (const WorkCell& cell : work.cells) {
    owners.push_back(facts.SlotOf(cell.slot).account == *sharing.owner ? 1 : 0);
  }
  return owners;
}

ExactAmount Sum(const std::vector<ExactAmount>& amounts) {
  ExactAmount sum;
  for (const ExactAmount& amount : amounts) sum += amount;
  return sum;
}

const ExactAmount& WeightOf(Spread spread, const WorkCell& cell) {
  if (spread == Spread::kQuantity) return *cell.quantity;
  return spread == Spread::kListCost ? *cell.list_cost : *cell.base;
}

// The sum over each of the groups.
template <class Value>
std::vector<ExactAmount> SumsOf(const Work& work, Value value) {
  std::vector<ExactAmount> sums(work.groups.size());
  for (std::size_t i = 0; i < work.cells.size(); ++i) sums[work.groups[i]] += value(i);
  return sums;
}

// Of each group the first cell of the first line, in line order, that has a cell of it.
std::vector<std::size_t> FirstCells(const Work& work) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> first(work.groups.size(), kNone);
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    std::size_t& best = first[work.groups[i]];
    if (best == kNone || work.lines[i] < work.lines[best]) best = i;
  }
  return first;
}

}  // namespace

void GiveFlat(const plan::ConstructPlan& construct, Work& work) {
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    work.d[i] = Given(construct.flat->rule, construct.flat_value, work.cells[i]);
  }
}

void GiveVolume(const plan::ConstructPlan& construct, const Readings& readings, Work& work) {
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    const std::uint32_t group = work.meter_group[i];
    const std::size_t step = StepOf(construct.steps, construct.tiers->bound,
                                    readings.before[group] + readings.now[group]);
    work.d[i] = Given(construct.tiers->rule, construct.steps[step].value, work.cells[i]);
  }
}

void GiveGraduated(const plan::ConstructPlan& construct, const Readings& readings, Work& work) {
  const contract::Tiers& tiers = *construct.tiers;
  work.group_d =
      SumsOf(work, [&](std::size_t i) -> const ExactAmount& { return *work.cells[i].base; });
  for (std::size_t part = 0; part < work.groups.size(); ++part) {
    const ExactAmount& before = readings.before[work.groups.GroupOf(part)];
    const ExactAmount& now = readings.now[work.groups.GroupOf(part)];
    ExactAmount sum;
    for (std::size_t step = 0; step < construct.steps.size(); ++step) {
      sum += LengthIn(construct.steps, step, tiers.below_zero, before, before + now) *
             construct.steps[step].value;
    }
    ExactAmount& d = work.group_d[part];
    switch (tiers.rule) {
      case Rule::kUnitPrice: d -= sum; break;
      case Rule::kUnitDiscount: d = sum; break;
      case Rule::kPercentOff: d = now.is_zero() ? ExactAmount() : d * sum / now; break;
    }
  }
}

void SumGroups(Work& work) {
  work.group_d = SumsOf(work, [&](std::size_t i) -> const ExactAmount& { return work.d[i]; });
}

void FloorGroups(Floor floor, Work& work) {
  if (floor == Floor::kNone) return;
  std::vector<ExactAmount> quantities(work.groups.size());
  if (floor == Floor::kSigned) {
    quantities =
        SumsOf(work, [&](std::size_t i) -> const ExactAmount& { return *work.cells[i].quantity; });
  }
  std::vector<std::uint8_t> cleared(work.groups.size(), 0);
  for (std::size_t part = 0; part < work.groups.size(); ++part) {
    const int sign = work.group_d[part].sign();
    const bool correction = quantities[part].sign() < 0;
    cleared[part] = correction ? sign > 0 : sign < 0;
    if (cleared[part] != 0) work.group_d[part] = ExactAmount();
  }
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    if (cleared[work.groups[i]] != 0) work.d[i] = ExactAmount();
  }
}

void SpreadGroups(Spread spread, Work& work) {
  const std::vector<ExactAmount> weights = SumsOf(
      work, [&](std::size_t i) -> const ExactAmount& { return WeightOf(spread, work.cells[i]); });
  const std::vector<std::size_t> first = FirstCells(work);
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    const std::uint32_t part = work.groups[i];
    if (!weights[part].is_zero()) {
      work.d[i] = work.group_d[part] * WeightOf(spread, work.cells[i]) / weights[part];
    } else {
      work.d[i] = first[part] == i ? work.group_d[part] : ExactAmount();
    }
  }
}

void Entitle(const ExactAmount& ratio, const std::vector<ExactAmount>& entitled, bool by_group,
             Work& work) {
  std::vector<ExactAmount> quantities(entitled.size());
  const auto group_of = [&](std::size_t i) { return by_group ? work.meter_group[i] : 0U; };
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    quantities[group_of(i)] += *work.cells[i].quantity;
  }
  const ExactAmount one = ExactAmount::OfUnits(1, 0);
  for (std::size_t i = 0; i < work.cells.size(); ++i) {
    const ExactAmount& a = entitled[group_of(i)];
    const ExactAmount& b = quantities[group_of(i)];
    if (a.sign() <= 0 || b.sign() <= 0) {
      work.d[i] = ExactAmount();
      continue;
    }
    const ExactAmount factor = ratio * a / b;
    if (factor < one) work.d[i] *= factor;
  }
}

void DrawGrant(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
               Work& work) {
  for (std::size_t i = 0; i < work.cells.size(); ++i) work.d[i] = *work.cells[i].base;
  const ExactAmount wanted = Sum(work.d);
  if (wanted.sign() <= 0) {
    for (ExactAmount& d : work.d) d = ExactAmount();
  } else if (left < wanted) {
    ShareLess(left, OwnersOf(sharing, facts, work), work.d);
  }
}

void CapDiscounts(const ExactAmount& left, const contract::Sharing& sharing, const SlotFacts& facts,
                  Work& work) {
  if (Sum(work.d) > left) ShareLess(left, OwnersOf(sharing, facts, work), work.d);
}

}  // namespace twinbill::billing
