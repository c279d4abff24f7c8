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

// A discount of 0 or more a unit has the quantity's sign, so a signed floor changes nothing. (What
// is discounted is what is metered: graduated tiers take no other scope.)
bool HasSignOfQuantity(const contract::Benefit& benefit) {
  if (RuleOf(benefit) != contract::Rule::kUnitDiscount) return false;
  if (const auto* flat = std::get_if<contract::Flat>(&benefit.form))
    return flat->value.units() >= 0;
  const auto& steps = std::get<Tiers>(benefit.form).steps;
  return std::all_of(steps.begin(), steps.end(),
                     [](const contract::Step& step) { return step.value.units() >= 0; });
}

void NormalFloorAndSpread(Construct& construct) {
  contract::Benefit& benefit = *construct.benefit;
  if (std::holds_alternative<contract::Prepaid>(benefit.form)) return;
  if (benefit.floor == contract::Floor::kSigned && HasSignOfQuantity(benefit)) {
    benefit.floor = contract::Floor::kNone;
  }
  if (construct.spread == contract::Spread::kBase && construct.base == contract::Base::kList) {
    construct.spread = contract::Spread::kListCost;
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
  NormalFloorAndSpread(construct);
}

// A charge is above 0: up is away from zero.
void NormalChargeRounding(Construct& construct) {
  arithmetic::RoundingMode& mode = construct.rounding.rule.mode;
  if (mode == arithmetic::RoundingMode::kCeiling) mode = arithmetic::RoundingMode::kUp;
  if (mode == arithmetic::RoundingMode::kFloor) mode = arithmetic::RoundingMode::kDown;
  // What is above 0 and rounded up is never a line of 0.
  if (mode == arithmetic::RoundingMode::kUp) construct.line.emit_zero = false;
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
  NormalChargeRounding(construct);
}

void NormalCommit(contract::Commit& commit, int months) {
  if (commit.scope) NormalScope(*commit.scope);
  for (contract::Limit& limit : commit.limits) NormalScope(limit.scope);
  const bool cut_short = (commit.window == WindowKind::kQuarter && months % 3 != 0) ||
                         (commit.window == WindowKind::kYear && months % 12 != 0);
  if (!cut_short) commit.prorate = false;
  if (!commit.prorate) commit.window = NormalWindow(commit.window, months);
}

bool IsAmong(const std::vector<model::Dimension>& all, const model::Dimension& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool LinesAreGroups(const Construct& construct) {
  const auto& by = construct.line.by;
  const auto& per = construct.meter->per;
  return std::all_of(by.begin(), by.end(), [&](const auto& one) { return IsAmong(per, one); }) &&
         std::all_of(per.begin(), per.end(), [&](const auto& one) { return IsAmong(by, one); });
}

// Where each group lies within one line, a spread moves nothing between lines. (Without a meter, a
// group is one line's cells.) Who is served first must not be told apart within a line.
bool SpreadStaysWithinLines(const Construct& construct) {
  const auto& by = construct.line.by;
  if (construct.sharing.owner && !IsAmong(by, {model::DimensionKind::kAccount, {}})) return false;
  if (!construct.meter) return true;
  const auto& per = construct.meter->per;
  return std::all_of(by.begin(), by.end(), [&](const auto& one) { return IsAmong(per, one); });
}

// By period, a date asks for the first period that begins with it or after it.
void NormalEffective(contract::Effective& effective) {
  if (!effective.from && !effective.to) effective.by = contract::EffectiveBy::kUsage;
  if (effective.by != contract::EffectiveBy::kPeriod) return;
  for (auto* date : {&effective.from, &effective.to}) {
    if (!*date) continue;
    const model::Period own = model::Period::Of(**date);
    if (own.FirstDay() < **date) *date = own.Next().FirstDay();
  }
}

void NormalConstruct(Construct& construct, int months) {
  construct.note.reset();
  construct.origin.reset();
  std::sort(construct.unless.begin(), construct.unless.end());
  NormalEffective(construct.effective);
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
  if (construct.rounding.at == contract::RoundAt::kGroup && LinesAreGroups(construct)) {
    construct.rounding.at = contract::RoundAt::kLine;  // one line each
  }
  if (construct.rounding.at == contract::RoundAt::kTotal && construct.line.by.empty()) {
    construct.rounding.at = contract::RoundAt::kLine;  // one line
  }
  if (construct.rounding.at == contract::RoundAt::kLine) {
    construct.rounding.rule.deal = arithmetic::DealBy::kExact;
    construct.rounding.rule.remainder = arithmetic::RemainderTo::kLargest;
  }
  if (construct.meter) construct.meter->window = NormalWindow(construct.meter->window, months);
  if (construct.cap) construct.cap->window = NormalWindow(construct.cap->window, months);
  if (construct.commit) NormalCommit(*construct.commit, months);
  if (!construct.benefit) return;
  if (auto* prepaid = std::get_if<contract::Prepaid>(&construct.benefit->form)) {
    prepaid->window = NormalWindow(prepaid->window, months);
  }
}

bool AsksForNet(const Construct& construct) {
  return construct.base == contract::Base::kNet ||
         (construct.meter && construct.meter->measure == contract::Measure::kNetCost) ||
         (construct.commit && construct.commit->measure == contract::CommitMeasure::kNetCost);
}

// What only net costs after a construct could tell: how it spreads within a line, whether a month's
// window is settled where the month ends, and which of two that ask for none stands first.
void NormalUnasked(Contract& contract) {
  bool asked = false;  // by a later construct, or by the construct's own commitment
  for (auto at = contract.constructs.rbegin(); at != contract.constructs.rend(); ++at) {
    Construct& construct = *at;
    const bool own = construct.commit && AsksForNet(construct);
    if (!asked && construct.settle == contract::Settle::kWindowEnd &&
        construct.meter->window == WindowKind::kMonth) {
      construct.settle = contract::Settle::kMonthly;
      NormalMeter(construct);
    }
    // Net costs as billed go by the lines.
    const bool is_told = contract.net == contract::Net::kExact && (asked || own);
    if (!is_told && construct.spread && SpreadStaysWithinLines(construct)) {
      construct.spread =
          IsGraduated(construct) ? contract::Spread::kListCost : contract::Spread::kOwn;
    }
    asked = asked || AsksForNet(construct);
  }
  const auto by_id = [](const Construct& a, const Construct& b) { return a.id < b.id; };
  for (auto begin = contract.constructs.begin(); begin != contract.constructs.end();) {
    const auto end = std::find_if(begin, contract.constructs.end(), AsksForNet);
    std::sort(begin, end, by_id);
    begin = end == contract.constructs.end() ? end : std::next(end);
  }
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
    asked = asked || AsksForNet(construct);
    given = given || gives;
  }
  if (!asked) contract.net = contract::Net::kExact;
  NormalUnasked(contract);
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
