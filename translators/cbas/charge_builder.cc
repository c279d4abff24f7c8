#include "translators/cbas/charge_builder.h"

#include "translators/cbas/construct_parts.h"

namespace twinbill::translators {

using contract::Construct;
using model::WindowKind;
using rule_book::Rule;

namespace {

class ChargeBuilder {
 public:
  ChargeBuilder(const RuleSituation& situation, const Shape& shape, const RuleLines& lines)
      : situation_(situation), rule_(*situation.surroundings.rule), shape_(shape), lines_(lines) {}

  std::variant<BuiltRule, RuleFault> Build() {
    if (!lines_.by.empty() || !lines_.per.empty() || lines_.parts.size() > 1) {
      Refuse("charge_by_group", rule_.spread ? "/spread" : "/per",
             "a charge that doesn't come of usage is made for each group or spread over lines, and "
             "a construct makes one for all",
             "fees and shortfalls per group");
      return *fault_;
    }
    auto selected = Select(lines_.parts.front(), {});
    if (const auto* fault = std::get_if<MatchFault>(&selected)) return FaultOf(*fault, "/match");
    const Selection& selection = std::get<std::vector<Selection>>(selected).front();
    PartialConstruct partial;
    Construct& construct = partial.construct;
    FillFrame(situation_, construct);
    const auto amount = algebra::ToDecimal(shape_.value);
    if (!amount) {
      Refuse("not_decimal", FormulaKey(rule_), "the amount is no decimal",
             "fractions as numbers of a contract");
      return *fault_;
    }
    if (!SetCharge(*amount, selection, partial)) return *fault_;
    built_.constructs.push_back(std::move(partial));
    built_.lookback = Lookback::kCharge;
    built_.is_apart_from_net = true;
    return std::move(built_);
  }

 private:
  bool Refuse(const char* code, std::string key, std::string reason, const char* needed) {
    fault_ = RuleFault{code, std::move(key), {}, std::move(reason), needed};
    return false;
  }

  bool is_month() const { return rule_.window == WindowKind::kMonth; }
  bool at_window_end() const { return rule_.when == rule_book::When::kWindowEnd; }

  bool SetCharge(const model::Decimal& amount, const Selection& selection,
                 PartialConstruct& partial) {
    switch (shape_.kind) {
      case ShapeKind::kFee: return SetFee(amount, partial.construct);
      case ShapeKind::kMonthly: return SetMonthly(amount, partial.construct);
      default:
        SetScope(selection.scope, partial.construct);
        partial.exclusions = selection.exclusions;
        return SetCommit(amount, partial.construct);
    }
  }

  contract::ChargeText Text() const { return {rule_.line_type, rule_.line_text}; }

  void NeedRecord(const char* code, const char* where, WindowKind window) {
    if (rule_.without_usage) return;
    built_.conditions.push_back(
        {code,
         "/without_usage",
         std::string("The rule takes a record in the ") + where +
             " period of each window: without one it doesn't run, and the construct charges.",
         {{"window", std::string(contract::TextOf(window))}}});
  }

  bool SetFee(const model::Decimal& amount, Construct& construct) {
    if (rule_.bill != model::BillType::kOutOfCycle) {
      return Refuse("fee_on_anniversary", "/bill",
                    "a fee in a window's first period stands on the anniversary bill, and a "
                    "prepayment's fee is always out of cycle",
                    "fees on the anniversary bill");
    }
    if (!is_month() && at_window_end()) {
      return Refuse("fee_at_window_end", "/when", "the first period is not the window's last",
                    "no counterpart: the rule never charges but in windows of one period");
    }
    if (construct.line.emit_zero && (!is_month() || amount.is_zero())) {
      return Refuse("fee_zero_lines", FormulaKey(rule_),
                    "with `zero_lines` the rule has a line of amount 0 wherever it charges nothing",
                    "a line of amount 0 for a fee not due");
    }
    construct.line.emit_zero = false;
    contract::Prepaid prepaid;
    prepaid.amount = amount;
    prepaid.window = rule_.window;
    prepaid.fee = Text();
    construct.benefit.emplace();
    construct.benefit->form = prepaid;
    construct.effective = {};
    NeedRecord("record_in_first_period", "first", rule_.window);
    return true;
  }

  // A commitment that nothing counts towards: all of it is charged, in every window.
  bool SetMonthly(const model::Decimal& amount, Construct& construct) {
    contract::Commit commit;
    commit.amount = amount;
    commit.window = at_window_end() ? rule_.window : WindowKind::kMonth;
    commit.scope = NoRecords();
    commit.charge = Text();
    if (construct.line.emit_zero && amount.is_zero()) {
      return Refuse("fee_zero_lines", FormulaKey(rule_), "the charge is 0 and has a line",
                    "a line of amount 0 for a fee not due");
    }
    construct.commit = commit;
    construct.effective = {};
    NeedRecord("record_in_last_period", "last", commit.window);
    return true;
  }

  bool SetCommit(const model::Decimal& amount, Construct& construct) {
    contract::Commit commit;
    commit.amount = amount;
    commit.window = rule_.window;
    commit.prorate = shape_.prorate;
    commit.charge = Text();
    if (!is_month() && !at_window_end()) {
      return Refuse("shortfall_each_period", "/when",
                    "a shortfall of the window so far is charged in every period",
                    "a shortfall charged before its window ends");
    }
    if (shape_.counted.window != rule_.window) {
      return Refuse("shortfall_window", FormulaKey(rule_),
                    "what counts towards the amount is of another window than the one at whose "
                    "end the rule runs",
                    "a commitment measured over another window");
    }
    if (shape_.counted.measure == contract::Measure::kQuantity ||
        shape_.counted.measure == contract::Measure::kRatedCost) {
      return Refuse("shortfall_measure", FormulaKey(rule_),
                    "usage or rated cost counts towards the amount",
                    "a commitment measured in quantity or rated cost");
    }
    commit.measure = shape_.counted.measure == contract::Measure::kNetCost
                         ? contract::CommitMeasure::kNetCost
                         : contract::CommitMeasure::kListCost;
    if (shape_.counted.input && !SetInput(*shape_.counted.input, construct, commit)) return false;
    if (construct.line.emit_zero) {
      built_.conditions.push_back(
          {"zero_shortfall_line",
           FormulaKey(rule_),
           "No window ends without a shortfall: with `zero_lines` the rule then has a line of "
           "amount 0, and a commitment has none.",
           {}});
    }
    construct.commit = commit;
    NeedRecord("record_in_last_period", "last", rule_.window);
    return true;
  }

  bool SetInput(std::size_t number, Construct& construct, contract::Commit& commit) {
    const rule_book::Input& input = rule_.inputs[number];
    InputRecords records = RecordsOf(number, lines_.parts.front(), lines_.per, situation_);
    if (records.fault) {
      fault_ = FaultOf(*records.fault, "/inputs/" + input.name + "/match");
      return false;
    }
    // The input alone says what counts: neither the rule's time nor its records do.
    construct.effective = {};
    construct.scope.reset();
    commit.scope = records.scope;
    return true;
  }

  const RuleSituation& situation_;
  const Rule& rule_;
  const Shape& shape_;
  const RuleLines& lines_;
  BuiltRule built_;
  std::optional<RuleFault> fault_;
};

}  // namespace

std::variant<BuiltRule, RuleFault> BuildCharge(const RuleSituation& situation, const Shape& shape,
                                               const RuleLines& lines) {
  return ChargeBuilder(situation, shape, lines).Build();
}

}  // namespace twinbill::translators
