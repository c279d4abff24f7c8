#include "translators/cbas/construct_builder.h"

#include <algorithm>

#include "corpus/model/check.h"
#include "translators/cbas/charge_builder.h"
#include "translators/cbas/construct_parts.h"
#include "translators/cbas/rule_lines.h"

namespace twinbill::translators {

using algebra::Rational;
using contract::Construct;
using contract::Measure;
using contract::RoundAt;
using contract::Spread;
using model::Dimension;
using model::WindowKind;
using rule_book::Rule;

namespace {

class BenefitBuilder {
 public:
  BenefitBuilder(const RuleSituation& situation, const FoundShape& found, const RuleLines& lines)
      : situation_(situation),
        rule_(*situation.surroundings.rule),
        shape_(found.shape),
        lines_(lines) {}

  std::variant<BuiltRule, RuleFault> Build() {
    if (!CheckShape()) return *fault_;
    for (const Clauses& part : lines_.parts) {
      auto selected = Select(part, rule_.per);
      if (const auto* fault = std::get_if<MatchFault>(&selected)) return FaultOf(*fault, "/match");
      for (const Selection& selection : std::get<std::vector<Selection>>(selected)) {
        if (!BuildOne(part, selection)) return *fault_;
      }
    }
    built_.conditions.insert(built_.conditions.end(), lines_.conditions.begin(),
                             lines_.conditions.end());
    FinishWindows();
    return std::move(built_);
  }

 private:
  bool Refuse(const char* code, std::string key, std::string reason, const char* needed) {
    fault_ = RuleFault{code, std::move(key), {}, std::move(reason), needed};
    return false;
  }

  bool has_window() const { return rule_.window != WindowKind::kMonth; }
  bool runs_at_window_end() const {
    return rule_.when == rule_book::When::kWindowEnd && has_window();
  }
  bool is_tiered() const { return shape_.kind != ShapeKind::kFlat; }
  std::string formula_key() const { return FormulaKey(rule_); }

  bool CheckShape() {
    if (shape_.cap && !lines_.per.empty()) {
      return Refuse("cap_per_group", formula_key(),
                    "the limit holds for each group of `per` by itself, and a cap holds for all "
                    "that a construct gives",
                    "a cap per group of the meter");
    }
    if (shape_.cap && shape_.cap_window != WindowKind::kMonth && rule_.spread &&
        rule_.spread_cut == rule_book::SpreadCut::kLine && !lines_.is_one_a_group) {
      return Refuse("cap_of_rounded_lines", "/spread_cut",
                    "lines that are each rounded by itself may give more than the limit, and what "
                    "is left then differs",
                    "a cap that counts exact amounts");
    }
    if (shape_.settled) return CheckSettled();
    if (runs_at_window_end() && shape_.kind == ShapeKind::kGraduated &&
        shape_.counted.window != WindowKind::kMonth) {
      return Refuse("window_end_slice", "/when",
                    "only the last period's slice of a window's tiers is given",
                    "graduated tiers that are settled in one period and counted in all");
    }
    return true;
  }

  bool CheckSettled() {
    if (!lines_.is_one_a_group) {
      return Refuse("window_end_lines", "/spread",
                    "a window's result is spread over the records of its last period, and a "
                    "construct settled at the window's end spreads over the whole window's",
                    "spreading of a settlement over the last period");
    }
    if (Contains(lines_.by, {model::DimensionKind::kUsageType, {}})) {
      return Refuse("window_end_quantity", "/per",
                    "the line's quantity is that of the last period, and a construct settled at "
                    "the window's end writes the whole window's",
                    "the last period's quantity on a settlement's line");
    }
    if (shape_.cap || shape_.entitlement) {
      return Refuse("window_end_limits", formula_key(),
                    "a settlement at the window's end has a limit of its own",
                    "caps and entitlements at the window's end");
    }
    return true;
  }

  // A meter for groups alone, where the benefit asks for none.
  void NeedGroups(Construct& construct) const {
    if (construct.meter) return;
    construct.meter.emplace();
    construct.meter->per = lines_.per;
  }

  bool BuildOne(const Clauses& part, const Selection& selection) {
    PartialConstruct partial;
    partial.exclusions = selection.exclusions;
    Construct& construct = partial.construct;
    FillFrame(situation_, construct);
    SetScope(selection.scope, construct);
    construct.base = shape_.base;
    construct.line.by = lines_.by;
    if (!SetBenefit(construct) || !SetMeter(part, selection, construct)) return false;
    if (!SetEntitlement(part, selection, construct)) return false;
    if (!SetCut(construct) || !SetCap(construct)) return false;
    if (shape_.settled) construct.settle = contract::Settle::kWindowEnd;
    built_.constructs.push_back(std::move(partial));
    return true;
  }

  bool ToNumber(const Rational& value, model::Decimal& number) {
    const auto decimal = algebra::ToDecimal(value);
    if (!decimal) {
      return Refuse(
          "not_decimal", formula_key(),
          "the formula comes to the number " + algebra::Write(value) + ", which no decimal is",
          "fractions as numbers of a contract");
    }
    number = *decimal;
    return true;
  }

  bool ToBenefitNumber(const Rational& value, model::Decimal& number) {
    const bool is_percent = shape_.rule == contract::Rule::kPercentOff;
    return ToNumber(is_percent ? Rational(value * 100) : value, number);
  }

  bool SetBenefit(Construct& construct) {
    construct.benefit.emplace();
    contract::Benefit& benefit = *construct.benefit;
    if (!is_tiered()) {
      contract::Flat flat;
      flat.rule = shape_.rule;
      if (!ToBenefitNumber(shape_.value, flat.value)) return false;
      benefit.form = flat;
    } else {
      contract::Tiers tiers;
      tiers.rule = shape_.rule;
      tiers.mode = shape_.kind == ShapeKind::kVolume ? contract::TierMode::kVolume
                                                     : contract::TierMode::kGraduated;
      if (shape_.kind == ShapeKind::kVolume) tiers.bound = shape_.bound;
      if (shape_.kind == ShapeKind::kGraduated) tiers.below_zero = shape_.below_zero;
      for (const ShapeStep& step : shape_.steps) {
        contract::Step filled;
        if (!ToBenefitNumber(step.value, filled.value)) return false;
        if (step.up_to) {
          filled.up_to.emplace();
          if (!ToNumber(*step.up_to, *filled.up_to)) return false;
        }
        tiers.steps.push_back(filled);
      }
      benefit.form = tiers;
    }
    const bool signed_is_default =
        shape_.rule == contract::Rule::kUnitPrice && shape_.kind != ShapeKind::kGraduated;
    const auto usual = signed_is_default ? contract::Floor::kSigned : contract::Floor::kNone;
    if (shape_.floor != usual) benefit.floor = shape_.floor;
    return true;
  }

  bool SetMeter(const Clauses& part, const Selection& selection, Construct& construct) {
    if (is_tiered()) {
      contract::Meter meter;
      meter.measure = shape_.counted.measure;
      meter.window = shape_.counted.window;
      meter.per = lines_.per;
      construct.meter = meter;
      if (shape_.counted.input) return SetInputMeter(part, construct);
      if (runs_at_window_end() && !shape_.settled && meter.window != WindowKind::kMonth) {
        // The construct lives in one period, and its meter counts the whole window.
        return CountByOwnScope(selection, construct);
      }
    } else if (shape_.settled) {
      NeedGroups(construct);
      construct.meter->measure = Measure::kListCost;
      construct.meter->window = rule_.window;
    }
    return true;
  }

  bool CountByOwnScope(const Selection& selection, Construct& construct) {
    if (!selection.exclusions.empty() || situation_.has_active) {
      return Refuse("window_end_meter", "/when",
                    "the meter counts records that a single scope can't name, over periods in "
                    "which the rule gives nothing",
                    "a meter that counts in periods without benefit");
    }
    construct.meter->scope = selection.scope;
    return true;
  }

  bool SetInputMeter(const Clauses& part, Construct& construct) {
    const rule_book::Input& input = rule_.inputs[*shape_.counted.input];
    InputRecords records = RecordsOf(*shape_.counted.input, part, lines_.per, situation_);
    if (records.fault) {
      fault_ = FaultOf(*records.fault, "/inputs/" + input.name + "/match");
      return false;
    }
    construct.meter->scope = records.scope;
    construct.meter->per = records.per;
    const bool coarser = records.per != lines_.per;
    const bool lines_are_shares = lines_.is_one_a_group || LinesAreShares();
    if (coarser && (shape_.floor != contract::Floor::kNone || !lines_are_shares)) {
      return Refuse("input_groups", "/inputs/" + input.name + "/per",
                    "the input counts for other groups than the rule's, which the rule's amounts "
                    "are rounded and limited by",
                    "a meter per other dimensions than the groups of rounding");
    }
    return true;
  }

  bool SetEntitlement(const Clauses& part, const Selection& selection, Construct& construct) {
    if (!shape_.entitlement) return true;
    contract::Entitlement entitlement;
    if (!ToNumber(shape_.ratio, entitlement.ratio)) return false;
    if (*shape_.entitlement == Shape::kOwnUsage) {
      if (!selection.exclusions.empty()) {
        return Refuse("condition_of_usage", formula_key(),
                      "a benefit only where there is usage can't be said of records that a single "
                      "scope can't name",
                      "a condition on a group's usage");
      }
      entitlement.scope = selection.scope;
    } else {
      const rule_book::Input& input = rule_.inputs[*shape_.entitlement];
      const std::string key = "/inputs/" + input.name;
      InputRecords records = RecordsOf(*shape_.entitlement, part, lines_.per, situation_);
      if (records.fault) {
        fault_ = FaultOf(*records.fault, key + "/match");
        return false;
      }
      if (situation_.has_active) {
        return Refuse("input_active", "/active",
                      "the rule holds for a part of the time only, and its input for all of it",
                      "an entitlement by usage outside of the effective range");
      }
      if (input.window != WindowKind::kMonth || records.per != lines_.per) {
        return Refuse("entitlement_groups", key,
                      "the entitling usage is counted for another window or other groups than "
                      "the entitled",
                      "an entitlement with a window and groups of its own");
      }
      entitlement.scope = records.scope;
    }
    construct.entitlement = entitlement;
    if (!lines_.per.empty()) NeedGroups(construct);
    if (construct.meter && construct.meter->per != lines_.per) {
      return Refuse("entitlement_groups", formula_key(),
                    "the entitlement and the tiers are for different groups",
                    "an entitlement with groups of its own");
    }
    return true;
  }

  // Whether each line is its own share of a percentage of list cost, rounded by itself; only where
  // the costs of a group add up to 0 is that another thing than a share of the group's amount.
  bool LinesAreShares() {
    const bool shares = rule_.spread_cut == rule_book::SpreadCut::kLine &&
                        rule_.spread_on == rule_book::SpreadOn::kCost &&
                        shape_.rule == contract::Rule::kPercentOff &&
                        shape_.base == contract::Base::kList;
    if (shares) own_shares_ = true;
    return shares;
  }

  // Whether cells' own shares are as the rule's weights are.
  bool SharesAreOwn() const {
    if (shape_.kind == ShapeKind::kGraduated) return false;
    if (own_shares_) return true;
    if (rule_.spread_cut == rule_book::SpreadCut::kLine) return false;
    const bool by_cost = rule_.spread_on == rule_book::SpreadOn::kCost;
    return by_cost
               ? shape_.rule == contract::Rule::kPercentOff && shape_.base == contract::Base::kList
               : shape_.rule == contract::Rule::kUnitDiscount;
  }

  bool SetCut(Construct& construct) {
    if (lines_.is_one_a_group) return true;  // each line is its group's amount, rounded
    const bool by_cost = rule_.spread_on == rule_book::SpreadOn::kCost;
    const auto& settings = situation_.surroundings.edition->settings;
    if (rule_.spread_cut == rule_book::SpreadCut::kAmount) {
      construct.rounding.at = lines_.per.empty() ? RoundAt::kTotal : RoundAt::kGroup;
      construct.rounding.rule.deal = arithmetic::DealBy::kRounded;
      construct.rounding.rule.remainder = RemainderOf(settings.remainder);
    }
    const bool has_floor = shape_.floor != contract::Floor::kNone;
    if (construct.rounding.at == RoundAt::kGroup || !SharesAreOwn() || has_floor) {
      NeedGroups(construct);
    }
    if (SharesAreOwn()) return true;
    const Spread wanted = by_cost ? Spread::kListCost : Spread::kQuantity;
    const bool counts_usage = construct.meter->measure == Measure::kQuantity;
    const Spread usual = shape_.kind != ShapeKind::kGraduated ? Spread::kOwn
                         : counts_usage                       ? Spread::kQuantity
                                                              : Spread::kBase;
    const bool base_is_list = usual == Spread::kBase && shape_.base == contract::Base::kList;
    if (wanted == usual || (base_is_list && wanted == Spread::kListCost)) return true;
    construct.spread = wanted;
    return true;
  }

  bool SetCap(Construct& construct) {
    if (!shape_.cap) return true;
    construct.cap.emplace();
    construct.cap->window = shape_.cap_window;
    return ToNumber(*shape_.cap, construct.cap->amount);
  }

  void FinishWindows() {
    const bool meters_window = is_tiered() && shape_.counted.window != WindowKind::kMonth;
    if (shape_.settled || (shape_.cap && shape_.cap_window != WindowKind::kMonth)) {
      built_.lookback = Lookback::kStrict;
    } else if (meters_window && !built_.constructs.front().construct.meter->scope) {
      built_.lookback = shape_.kind == ShapeKind::kGraduated ? Lookback::kStrict : Lookback::kMeter;
    }
    built_.is_apart_from_net = shape_.settled;
    built_.runs_in_last_periods_only = runs_at_window_end() && !shape_.settled;
    if (own_shares_) {
      built_.conditions.push_back(
          {"group_without_cost",
           "/spread_on",
           "No group with records of list cost other than 0 has a list cost of 0 in total: the "
           "rule then bills nothing, and each line its own percentage.",
           {}});
    }
    const bool zero_lines = situation_.surroundings.edition->settings.zero_lines;
    if (rule_.without_usage && zero_lines) {
      built_.conditions.push_back(
          {"zero_line_without_usage",
           "/without_usage",
           "In each period in which the rule runs, it takes a record: a construct without cells "
           "has no line of amount 0.",
           {}});
    }
    if (shape_.settled && !rule_.without_usage) {
      built_.conditions.push_back(
          {"record_in_last_period",
           "/when",
           "Each group with records in a window has one in the window's last period: the rule "
           "runs for the groups of that period only.",
           {{"window", std::string(contract::TextOf(rule_.window))}}});
    }
  }

  const RuleSituation& situation_;
  const Rule& rule_;
  const Shape& shape_;
  const RuleLines& lines_;
  BuiltRule built_;
  bool own_shares_ = false;  // lines are shares, whatever the meter's groups are
  std::optional<RuleFault> fault_;
};

}  // namespace

std::string FormulaKey(const Rule& rule) { return rule.is_credit ? "/credit" : "/charge"; }

std::optional<RuleFault> FaultOfLines(const RuleSituation& situation) {
  const Rule& rule = *situation.surroundings.rule;
  if (rule.each == rule_book::Each::kEvent) {
    return RuleFault{"rounding_each_event", "/each", "event",
                     "the formula runs for every record, and each result is rounded by itself",
                     "rounding of each record"};
  }
  return std::nullopt;
}

std::variant<BuiltRule, RuleFault> BuildRule(const RuleSituation& situation,
                                             const FoundShape& found,
                                             const FormulaMeaning& meaning) {
  auto lines = LinesOf(situation);
  if (const auto* fault = std::get_if<RuleFault>(&lines)) return *fault;
  const RuleLines& found_lines = std::get<RuleLines>(lines);
  const bool is_charge = found.shape.kind == ShapeKind::kCommit ||
                         found.shape.kind == ShapeKind::kFee ||
                         found.shape.kind == ShapeKind::kMonthly;
  auto built = is_charge ? BuildCharge(situation, found.shape, found_lines)
                         : BenefitBuilder(situation, found, found_lines).Build();
  if (auto* rule = std::get_if<BuiltRule>(&built)) {
    AddConditions(situation, found, meaning, rule->conditions);
  }
  return built;
}

}  // namespace twinbill::translators
