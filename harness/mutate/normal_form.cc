// What decides nothing in a contract, brought to one form. Each rule here is a sentence of the
// specification that says where a key has an effect.
#include <algorithm>

#include "harness/mutate/mutant.h"

namespace twinbill::mutate {

using contract::Construct;
using contract::Contract;
using contract::Scope;
using contract::Tiers;
using model::WindowKind;

namespace {

int MonthsOf(const model::Term& term) {
  return term.LastPeriod().months - term.FirstPeriod().months + 1;
}

// A window that is never left within the term is the term.
WindowKind NormalWindow(WindowKind window, int months) {
  const bool whole = (window == WindowKind::kMonth && months <= 1) ||
                     (window == WindowKind::kQuarter && months <= 3) ||
                     (window == WindowKind::kYear && months <= 12);
  return whole ? WindowKind::kTerm : window;
}

void NormalKeys(std::vector<contract::ScopeKey>& keys) {
  for (contract::ScopeKey& key : keys) {
    std::sort(key.patterns.begin(), key.patterns.end());
    key.patterns.erase(std::unique(key.patterns.begin(), key.patterns.end()), key.patterns.end());
  }
  std::sort(keys.begin(), keys.end(),
            [](const auto& a, const auto& b) { return a.dimension < b.dimension; });
}

void NormalScope(Scope& scope) {
  NormalKeys(scope.keys);
  if (scope.excluded) NormalKeys(*scope.excluded);
}

// Neighbouring steps of one rate are one step; a bound is asked for by volume tiers alone, and what
// lies below zero by graduated ones.
void NormalTiers(Tiers& tiers) {
  if (tiers.mode == contract::TierMode::kGraduated) tiers.bound = contract::Bound::kUpperInclusive;
  if (tiers.mode == contract::TierMode::kVolume) tiers.below_zero = contract::BelowZero::kFirstStep;
  std::vector<contract::Step> steps;
  for (const contract::Step& step : tiers.steps) {
    if (!steps.empty() && steps.back().value == step.value) {
      steps.back().up_to = step.up_to;
    } else {
      steps.push_back(step);
    }
  }
  tiers.steps = std::move(steps);
}

bool IsGraduated(const Construct& construct) {
  if (!construct.benefit) return false;
  const auto* tiers = std::get_if<Tiers>(&construct.benefit->form);
  return tiers != nullptr && tiers->mode == contract::TierMode::kGraduated;
}

contract::Rule RuleOf(const contract::Benefit& benefit) {
  if (const auto* flat = std::get_if<contract::Flat>(&benefit.form)) return flat->rule;
  return std::get<Tiers>(benefit.form).rule;
}

// What is left to the default is written as the default.
void NormalDefaults(Construct& construct) {
  contract::Benefit& benefit = *construct.benefit;
  if (std::holds_alternative<contract::Prepaid>(benefit.form)) return;
  const bool graduated = IsGraduated(construct);
  if (!benefit.floor) {
    const bool priced = RuleOf(benefit) == contract::Rule::kUnitPrice && !graduated;
    benefit.floor = priced ? contract::Floor::kSigned : contract::Floor::kNone;
  }
  if (!construct.spread) {
    construct.spread = contract::Spread::kOwn;
    if (graduated) {
      const bool by_quantity = construct.meter->measure == contract::Measure::kQuantity;
      construct.spread = by_quantity ? contract::Spread::kQuantity : contract::Spread::kBase;
    }
  }
}

// A meter that chooses no tier counts for its groups and its window alone, if for these.
void NormalMeter(Construct& construct) {
  const contract::Benefit& benefit = *construct.benefit;
  if (!construct.meter || std::holds_alternative<Tiers>(benefit.form)) return;
  construct.meter->measure = contract::Measure::kQuantity;
  construct.meter->scope.reset();
  if (construct.settle == contract::Settle::kMonthly) {
    construct.meter->window = WindowKind::kMonth;
    const bool groups_matter = construct.entitlement ||
                               construct.rounding.at == contract::RoundAt::kGroup ||
                               (benefit.floor && *benefit.floor != contract::Floor::kNone) ||
                               (construct.spread && *construct.spread != contract::Spread::kOwn);
    if (!groups_matter) construct.meter.reset();
  }
}

void NormalBenefit(Construct& construct) {
  if (auto* tiers = std::get_if<Tiers>(&construct.benefit->form)) NormalTiers(*tiers);
  NormalDefaults(construct);
  NormalMeter(construct);
  const bool is_prepaid = std::holds_alternative<contract::Prepaid>(construct.benefit->form);
  if (!is_prepaid && !construct.cap) construct.sharing.owner.reset();
  // A unit discount asks for no base unless it is spread by it.
  if (!is_prepaid && RuleOf(*construct.benefit) == contract::Rule::kUnitDiscount &&
      construct.spread != contract::Spread::kBase) {
    construct.base = contract::Base::kList;
  }
}

// A construct that gives nothing has its charge: its lines' text, spread and base say nothing.
void NormalWithoutBenefit(Construct& construct) {
  construct.base = contract::Base::kList;
  construct.meter.reset();
  construct.cap.reset();
  construct.entitlement.reset();
  construct.sharing.owner.reset();
  construct.spread.reset();
  construct.settle = contract::Settle::kMonthly;
  construct.line.type.clear();
  construct.line.description.clear();
  construct.line.by.clear();
  construct.rounding.at = contract::RoundAt::kLine;
}

void NormalCommit(contract::Commit& commit, int months) {
  if (commit.scope) NormalScope(*commit.scope);
  for (contract::Limit& limit : commit.limits) NormalScope(limit.scope);
  const bool cut_short = (commit.window == WindowKind::kQuarter && months % 3 != 0) ||
                         (commit.window == WindowKind::kYear && months % 12 != 0);
  if (!cut_short) commit.prorate = false;
  if (!commit.prorate) commit.window = NormalWindow(commit.window, months);
}

void NormalConstruct(Construct& construct, int months) {
  construct.note.reset();
  construct.origin.reset();
  std::sort(construct.unless.begin(), construct.unless.end());
  if (!construct.effective.from && !construct.effective.to) {
    construct.effective.by = contract::EffectiveBy::kUsage;
  }
  if (construct.scope) NormalScope(*construct.scope);
  if (construct.meter && construct.meter->scope) NormalScope(*construct.meter->scope);
  if (construct.entitlement) NormalScope(construct.entitlement->scope);
  if (construct.benefit) {
    NormalBenefit(construct);
  } else {
    NormalWithoutBenefit(construct);
  }
  if (construct.rounding.at == contract::RoundAt::kGroup && construct.meter->per.empty()) {
    construct.rounding.at = contract::RoundAt::kTotal;  // one group
  }
  if (construct.rounding.at == contract::RoundAt::kLine) {
    construct.rounding.rule.deal = arithmetic::DealBy::kExact;
    construct.rounding.rule.remainder = arithmetic::RemainderTo::kLargest;
  }
  if (construct.meter) construct.meter->window = NormalWindow(construct.meter->window, months);
  if (construct.cap) construct.cap->window = NormalWindow(construct.cap->window, months);
  if (construct.commit) NormalCommit(*construct.commit, months);
}

// As long as nothing has been given, the net cost is the list cost; and where nobody asks for net
// costs, how they are made says nothing.
void NormalNet(Contract& contract) {
  bool given = false;
  bool asked = false;
  for (Construct& construct : contract.constructs) {
    const bool gives = construct.benefit && construct.settle == contract::Settle::kMonthly;
    if (!given && construct.base == contract::Base::kNet) construct.base = contract::Base::kList;
    if (!given && construct.meter && construct.meter->measure == contract::Measure::kNetCost) {
      construct.meter->measure = contract::Measure::kListCost;
    }
    if (!given && !gives && construct.commit) {
      construct.commit->measure = contract::CommitMeasure::kListCost;
    }
    asked = asked || construct.base == contract::Base::kNet ||
            (construct.meter && construct.meter->measure == contract::Measure::kNetCost) ||
            (construct.commit && construct.commit->measure == contract::CommitMeasure::kNetCost);
    given = given || gives;
  }
  if (asked) return;
  contract.net = contract::Net::kExact;
  // A month's window ends where the month does; only net costs could tell.
  for (Construct& construct : contract.constructs) {
    if (construct.settle == contract::Settle::kWindowEnd &&
        construct.meter->window == WindowKind::kMonth) {
      construct.settle = contract::Settle::kMonthly;
      NormalMeter(construct);
    }
  }
}

}  // namespace

Contract NormalForm(Contract contract) {
  const int months = MonthsOf(contract.term);
  contract.note.reset();
  contract.customer.reset();
  contract.incomplete = false;
  // What one rule brings to a form may let another one go on.
  for (Contract before; before != contract;) {
    before = contract;
    for (Construct& construct : contract.constructs) NormalConstruct(construct, months);
    NormalNet(contract);
  }
  return contract;
}

}  // namespace twinbill::mutate
