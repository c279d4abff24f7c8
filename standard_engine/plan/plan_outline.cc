#include "standard_engine/plan/plan_outline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace twinbill::plan {

using contract::Construct;
using contract::TextOf;
using model::Dimension;

namespace {

using Steps = std::vector<std::pair<std::string, std::string>>;

std::string Joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string joined;
  for (const std::string& text : texts) {
    joined += (joined.empty() ? "" : std::string(between)) + text;
  }
  return joined;
}

std::string DescribeKeys(const std::vector<contract::ScopeKey>& keys) {
  std::vector<std::string> texts;
  for (const contract::ScopeKey& key : keys) {
    std::vector<std::string> patterns;
    for (const std::string& pattern : key.patterns) {
      patterns.push_back(pattern.empty() ? "\"\"" : pattern);
    }
    texts.push_back(key.dimension.Name() + " " + Joined(patterns, " or "));
  }
  return Joined(texts, ", ");
}

std::string DescribeDimensions(const std::vector<Dimension>& dimensions) {
  std::vector<std::string> names;
  for (const Dimension& dimension : dimensions) names.push_back(dimension.Name());
  return names.empty() ? "all together" : "by " + Joined(names, ", ");
}

std::string DescribeEffective(const contract::Effective& effective) {
  std::string text = effective.by == contract::EffectiveBy::kUsage ? "usage" : "periods";
  if (effective.from) text += " from " + effective.from->ToString();
  if (effective.to) text += " before " + effective.to->ToString();
  return text;
}

std::string Given(contract::Rule rule, const std::string& value) {
  switch (rule) {
    case contract::Rule::kPercentOff: return value + " % off";
    case contract::Rule::kUnitPrice: return "a price of " + value;
    case contract::Rule::kUnitDiscount: return value + " off each unit";
  }
  return {};
}

std::string DescribeBenefit(const contract::Benefit& benefit) {
  if (const auto* flat = std::get_if<contract::Flat>(&benefit.form)) {
    return Given(flat->rule, flat->value.ToString());
  }
  if (const auto* prepaid = std::get_if<contract::Prepaid>(&benefit.form)) {
    return fmt::format("from a grant of {}, bought for {} a {}", prepaid->grant.ToString(),
                       prepaid->amount.ToString(), TextOf(prepaid->window));
  }
  const contract::Tiers& tiers = std::get<contract::Tiers>(benefit.form);
  std::vector<std::string> steps;
  for (const contract::Step& step : tiers.steps) {
    const std::string_view below =
        tiers.mode == contract::TierMode::kVolume && tiers.bound == contract::Bound::kLowerInclusive
            ? "below "
            : "up to ";
    steps.push_back((step.up_to ? std::string(below) + step.up_to->ToString() : "above") + ": " +
                    Given(tiers.rule, step.value.ToString()));
  }
  return fmt::format("{} tiers: {}", TextOf(tiers.mode), Joined(steps, "; "));
}

void AddMeter(const contract::Meter& meter, Steps& steps) {
  steps.emplace_back("meters", fmt::format("{}, {}, in each {}{}", TextOf(meter.measure),
                                           DescribeDimensions(meter.per), TextOf(meter.window),
                                           meter.scope ? " of " + Describe(*meter.scope) : ""));
}

void AddBenefit(const Construct& construct, const ConstructPlan& compiled, Steps& steps) {
  steps.emplace_back("gives", fmt::format("{}, of {}", DescribeBenefit(*construct.benefit),
                                          construct.base == contract::Base::kList    ? "list cost"
                                          : construct.base == contract::Base::kRated ? "rated cost"
                                                                                     : "net cost"));
  if (compiled.floor != contract::Floor::kNone) {
    steps.emplace_back("floor", TextOf(compiled.floor));
  }
  if (compiled.spread != contract::Spread::kOwn) {
    steps.emplace_back("spreads", fmt::format("by {}", TextOf(compiled.spread)));
  }
  if (construct.entitlement) {
    steps.emplace_back(
        "entitled", fmt::format("{} for each unit of {}", construct.entitlement->ratio.ToString(),
                                Describe(construct.entitlement->scope)));
  }
  if (construct.cap) {
    steps.emplace_back("cap", fmt::format("{} in each {}", construct.cap->amount.ToString(),
                                          TextOf(construct.cap->window)));
  }
  if (construct.sharing.owner) {
    steps.emplace_back("shares", "account " + *construct.sharing.owner + " first");
  }
  const arithmetic::DealRule& rule = construct.rounding.rule;
  std::string rounds =
      fmt::format("{} at {} digits, {}", TextOf(rule.mode), rule.digits,
                  construct.rounding.at == contract::RoundAt::kLine    ? "each line"
                  : construct.rounding.at == contract::RoundAt::kTotal ? "the sum of the lines"
                                                                       : "the sum of each group");
  if (construct.rounding.at != contract::RoundAt::kLine) {
    rounds += fmt::format(", units {} {}", TextOf(rule.deal), TextOf(rule.remainder));
  }
  steps.emplace_back("rounds", rounds);
  steps.emplace_back("bills",
                     fmt::format("{}, {}, {}{}", construct.line.type,
                                 DescribeDimensions(construct.line.by), Name(construct.delivery),
                                 compiled.settles_at_window_end ? ", at the window's end" : ""));
}

void AddCommit(const contract::Commit& commit, Steps& steps) {
  std::string text =
      fmt::format("{} of {} in each {}{}", commit.amount.ToString(), TextOf(commit.measure),
                  TextOf(commit.window), commit.prorate ? ", prorated" : "");
  if (commit.scope) text += ", of " + Describe(*commit.scope);
  for (const contract::Limit& limit : commit.limits) {
    text +=
        fmt::format(", at most {} % of it by {}", limit.share.ToString(), Describe(limit.scope));
  }
  steps.emplace_back("commits", text);
  steps.emplace_back("charges", commit.charge.type + " for what is short of it");
}

std::vector<model::Window> WindowsOf(const model::Term& term, model::WindowKind kind) {
  std::vector<model::Window> windows;
  for (model::Period at = term.FirstPeriod(); at <= term.LastPeriod();
       at = windows.back().last.Next()) {
    windows.push_back(term.WindowOf(kind, at));
  }
  return windows;
}

void AddWindows(const Construct& construct, const ConstructPlan& compiled, const model::Term& term,
                std::vector<WindowOutline>& windows) {
  const auto add = [&](const char* of, model::WindowKind kind) {
    windows.push_back({of, std::string(TextOf(kind)), WindowsOf(term, kind)});
  };
  if (construct.meter) add("meter", construct.meter->window);
  if (compiled.prepaid != nullptr) add("prepaid", compiled.prepaid->window);
  if (construct.cap) add("cap", construct.cap->window);
  if (construct.commit) add("commit", construct.commit->window);
}

bool IsServiceSpecific(const contract::Scope& scope) {
  return !scope.excluded && scope.keys.size() == 1 &&
         scope.keys.front().dimension.kind == model::DimensionKind::kService;
}

ConstructOutline Outline(const Plan& plan, const ConstructPlan& compiled) {
  const Construct& construct = *compiled.source;
  const contract::Scope scope = construct.scope.value_or(contract::Scope{});
  ConstructOutline outline;
  outline.id = construct.id;
  outline.clause = construct.clause;
  outline.is_service_specific = IsServiceSpecific(scope);
  outline.steps.emplace_back("takes", Describe(scope));
  if (construct.effective.from || construct.effective.to) {
    outline.steps.emplace_back("effective", DescribeEffective(construct.effective));
  }
  if (!construct.unless.empty()) {
    outline.steps.emplace_back("yields", "to " + Joined(construct.unless, ", "));
  }
  if (construct.meter) AddMeter(*construct.meter, outline.steps);
  if (construct.benefit) AddBenefit(construct, compiled, outline.steps);
  if (construct.commit) AddCommit(*construct.commit, outline.steps);
  AddWindows(construct, compiled, plan.contract().term, outline.windows);
  return outline;
}

}  // namespace

std::string Describe(const contract::Scope& scope) {
  std::string text = scope.keys.empty() ? "all usage" : DescribeKeys(scope.keys);
  if (scope.excluded) text += ", not (" + DescribeKeys(*scope.excluded) + ")";
  return text;
}

PlanOutline OutlineOf(const Plan& plan) {
  const contract::Contract& contract = plan.contract();
  PlanOutline outline;
  outline.contract = contract.id;
  outline.payer = contract.payer;
  outline.currency = contract.currency;
  outline.term = contract.term;
  outline.net = TextOf(contract.net);
  for (const ConstructPlan& construct : plan.constructs()) {
    outline.constructs.push_back(Outline(plan, construct));
  }
  return outline;
}

PassOutline OutlineOf(const std::vector<const Plan*>& plans) {
  TWINBILL_CHECK(!plans.empty());
  PassOutline pass;
  pass.first = plans.front()->contract().term.FirstPeriod();
  pass.last = plans.front()->contract().term.LastPeriod();
  pass.columns = {"slot", "start", "quantity", "list cost"};
  std::set<std::string> attributes;
  std::set<model::Timestamp> cuts;
  std::vector<ScopeTest> scopes;
  bool rated = false;
  for (const Plan* plan : plans) {
    const model::Term& term = plan->contract().term;
    pass.first = std::min(pass.first, term.FirstPeriod());
    pass.last = std::max(pass.last, term.LastPeriod());
    rated = rated || plan->needs_rated();
    for (const Dimension& attribute : plan->attributes()) attributes.insert(attribute.Name());
    cuts.insert(plan->epochs().begin(), plan->epochs().end());
    cuts.insert({plan->term_start(), plan->term_end()});
    for (const ScopeTest& scope : plan->scopes()) {
      if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
    }
  }
  if (rated) pass.columns.emplace_back("rate");
  pass.attributes.assign(attributes.begin(), attributes.end());
  pass.cuts.assign(cuts.begin(), cuts.end());
  pass.scopes = scopes.size();
  return pass;
}

}  // namespace twinbill::plan
