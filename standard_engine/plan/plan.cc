#include "standard_engine/plan/plan.h"

#include <algorithm>
#include <set>
#include <utility>

namespace twinbill::plan {

using contract::Floor;
using contract::Rule;
using contract::Spread;
using model::Dimension;
using model::DimensionKind;
using model::Timestamp;

namespace {

constexpr int kPercentDigits = 2;

bool IsAttribute(const Dimension& dimension) {
  return dimension.kind == DimensionKind::kProduct || dimension.kind == DimensionKind::kTag;
}

ExactAmount PercentOf(const model::Decimal& percent) {
  return ExactAmount::OfUnits(percent.units(), percent.scale() + kPercentDigits);
}

ExactAmount ValueOf(Rule rule, const model::Decimal& value) {
  return rule == Rule::kPercentOff ? PercentOf(value) : ExactAmount(value);
}

// Every scope of a construct.
std::vector<const contract::Scope*> ScopesOf(const contract::Construct& construct) {
  std::vector<const contract::Scope*> scopes;
  const auto add = [&](const std::optional<contract::Scope>& scope) {
    if (scope) scopes.push_back(&*scope);
  };
  add(construct.scope);
  if (construct.meter) add(construct.meter->scope);
  if (construct.entitlement) scopes.push_back(&construct.entitlement->scope);
  if (construct.commit) {
    add(construct.commit->scope);
    for (const contract::Limit& limit : construct.commit->limits) scopes.push_back(&limit.scope);
  }
  return scopes;
}

Floor DefaultFloor(const ConstructPlan& compiled) {
  const bool flat_price = compiled.flat != nullptr && compiled.flat->rule == Rule::kUnitPrice;
  const bool tier_price = compiled.tiers != nullptr && compiled.tiers->rule == Rule::kUnitPrice &&
                          compiled.tiers->mode != contract::TierMode::kGraduated;
  return flat_price || tier_price ? Floor::kSigned : Floor::kNone;
}

Spread DefaultSpread(const contract::Construct& construct, const ConstructPlan& compiled) {
  if (compiled.tiers == nullptr || compiled.tiers->mode != contract::TierMode::kGraduated) {
    return Spread::kOwn;
  }
  return construct.meter->measure == contract::Measure::kQuantity ? Spread::kQuantity
                                                                  : Spread::kBase;
}

bool NeedsNet(const contract::Construct& construct) {
  return (construct.benefit && construct.base == contract::Base::kNet) ||
         (construct.meter && construct.meter->measure == contract::Measure::kNetCost) ||
         (construct.commit && construct.commit->measure == contract::CommitMeasure::kNetCost);
}

}  // namespace

bool ConstructPlan::EffectiveIn(model::Period period) const {
  const contract::Effective& effective = source->effective;
  if (effective.by != contract::EffectiveBy::kPeriod) return true;
  const model::Date day = period.FirstDay();
  return (!effective.from || *effective.from <= day) && (!effective.to || day < *effective.to);
}

Plan::Plan(contract::Contract contract) : contract_(std::move(contract)) {
  CollectAttributes();
  CollectEpochs();
  constructs_.reserve(contract_.constructs.size());
  for (const contract::Construct& construct : contract_.constructs) {
    constructs_.push_back(Compile(construct));
  }
}

std::uint32_t Plan::EpochOf(Timestamp start) const {
  return static_cast<std::uint32_t>(std::upper_bound(epochs_.begin(), epochs_.end(), start) -
                                    epochs_.begin());
}

Timestamp Plan::term_start() const { return Timestamp::AtMidnight(contract_.term.start); }
Timestamp Plan::term_end() const { return Timestamp::AtMidnight(contract_.term.end); }

bool Plan::needs_net() const {
  return std::any_of(constructs_.begin(), constructs_.end(),
                     [](const ConstructPlan& construct) { return construct.needs_net; });
}

bool Plan::needs_rated() const {
  return std::any_of(
      contract_.constructs.begin(), contract_.constructs.end(),
      [](const contract::Construct& construct) {
        return construct.base == contract::Base::kRated ||
               (construct.meter && construct.meter->measure == contract::Measure::kRatedCost);
      });
}

void Plan::CollectAttributes() {
  std::set<std::pair<std::string, Dimension>> named;  // by the bytes of the name
  const auto add = [&](const Dimension& dimension) {
    if (IsAttribute(dimension)) named.emplace(dimension.Name(), dimension);
  };
  for (const contract::Construct& construct : contract_.constructs) {
    for (const contract::Scope* scope : ScopesOf(construct)) {
      for (const contract::ScopeKey& key : scope->keys) add(key.dimension);
      if (!scope->excluded) continue;
      for (const contract::ScopeKey& key : *scope->excluded) add(key.dimension);
    }
    if (!construct.meter) continue;
    for (const Dimension& dimension : construct.meter->per) add(dimension);
  }
  for (const auto& [name, dimension] : named) attributes_.push_back(dimension);
}

void Plan::CollectEpochs() {
  for (const contract::Construct& construct : contract_.constructs) {
    const contract::Effective& effective = construct.effective;
    if (effective.by != contract::EffectiveBy::kUsage) continue;
    if (effective.from) epochs_.push_back(Timestamp::AtMidnight(*effective.from));
    if (effective.to) epochs_.push_back(Timestamp::AtMidnight(*effective.to));
  }
  std::sort(epochs_.begin(), epochs_.end());
  epochs_.erase(std::unique(epochs_.begin(), epochs_.end()), epochs_.end());
}

void Plan::CompileEffective(const contract::Effective& effective, ConstructPlan& compiled) const {
  compiled.epoch_from = 0;
  compiled.epoch_to = static_cast<std::uint32_t>(epochs_.size()) + 1;
  if (effective.by != contract::EffectiveBy::kUsage) return;
  if (effective.from) compiled.epoch_from = EpochOf(Timestamp::AtMidnight(*effective.from));
  if (effective.to) compiled.epoch_to = EpochOf(Timestamp::AtMidnight(*effective.to));
}

void Plan::CompileBenefit(const contract::Construct& construct, ConstructPlan& compiled) const {
  if (construct.benefit) {
    compiled.flat = std::get_if<contract::Flat>(&construct.benefit->form);
    compiled.tiers = std::get_if<contract::Tiers>(&construct.benefit->form);
    compiled.prepaid = std::get_if<contract::Prepaid>(&construct.benefit->form);
    compiled.floor = construct.benefit->floor.value_or(DefaultFloor(compiled));
  }
  if (compiled.flat != nullptr) {
    compiled.flat_value = ValueOf(compiled.flat->rule, compiled.flat->value);
  }
  if (compiled.tiers != nullptr) {
    for (const contract::Step& step : compiled.tiers->steps) {
      compiled.steps.push_back({step.up_to ? std::optional(ExactAmount(*step.up_to)) : std::nullopt,
                                ValueOf(compiled.tiers->rule, step.value)});
    }
  }
  compiled.spread = construct.spread.value_or(DefaultSpread(construct, compiled));
}

ConstructPlan Plan::Compile(const contract::Construct& construct) {
  ConstructPlan compiled;
  compiled.source = &construct;
  compiled.scope = NumberOf(construct.scope.value_or(contract::Scope{}));
  if (construct.meter) {
    compiled.meter_groups = NumberOf(construct.meter->per);
    if (construct.meter->scope) compiled.meter_scope = NumberOf(*construct.meter->scope);
  }
  if (construct.entitlement) compiled.entitlement_scope = NumberOf(construct.entitlement->scope);
  if (construct.commit) {
    if (construct.commit->scope) compiled.commit_scope = NumberOf(*construct.commit->scope);
    for (const contract::Limit& limit : construct.commit->limits) {
      compiled.limits.push_back({NumberOf(limit.scope), PercentOf(limit.share)});
    }
  }
  for (const std::string& id : construct.unless) {
    for (std::uint32_t number = 0; number < contract_.constructs.size(); ++number) {
      if (contract_.constructs[number].id == id) compiled.unless.push_back(number);
    }
  }
  compiled.lines = NumberOf(construct.line.by);
  compiled.shows_quantity = std::any_of(construct.line.by.begin(), construct.line.by.end(),
                                        [](const model::Dimension& dimension) {
                                          return dimension.kind == model::DimensionKind::kUsageType;
                                        });
  compiled.settles_at_window_end = construct.settle == contract::Settle::kWindowEnd;
  compiled.needs_net = NeedsNet(construct);
  CompileEffective(construct.effective, compiled);
  CompileBenefit(construct, compiled);
  return compiled;
}

std::uint32_t Plan::NumberOf(const contract::Scope& scope) {
  ScopeTest test(scope);
  const auto found = std::find(scopes_.begin(), scopes_.end(), test);
  const auto number = static_cast<std::uint32_t>(found - scopes_.begin());
  if (found == scopes_.end()) scopes_.push_back(std::move(test));
  return number;
}

std::uint32_t Plan::NumberOf(const std::vector<Dimension>& grouping) {
  const auto found = std::find(groupings_.begin(), groupings_.end(), grouping);
  const auto number = static_cast<std::uint32_t>(found - groupings_.begin());
  if (found == groupings_.end()) groupings_.push_back(grouping);
  return number;
}

}  // namespace twinbill::plan
