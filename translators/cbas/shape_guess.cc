#include "translators/cbas/shape_guess.h"

#include <algorithm>
#include <set>

#include "translators/cbas/flat_form.h"

namespace twinbill::translators {

using algebra::Branch;
using algebra::Constraint;
using algebra::Expression;
using algebra::Fraction;
using algebra::Polynomial;
using algebra::Rational;
using algebra::Relation;
using contract::Base;
using contract::Measure;
using contract::Rule;
using model::WindowKind;

namespace {

struct Tail {
  std::optional<Rational> cap;
  bool of_window = false;
};

class Guesser {
 public:
  Guesser(const Expression& benefit, const Expression& charged,
          const std::vector<Constraint>& facts, const RuleSurroundings& surroundings)
      : benefit_(benefit),
        charged_(charged),
        facts_(facts),
        surroundings_(surroundings),
        rule_(*surroundings.rule) {}

  // `tails` of the whole formula, where this is a part of it.
  std::vector<Shape> Run(const std::vector<Tail>& tails) {
    leaves_ = Leaves({});
    if (leaves_.empty()) return {};
    numbers_ = algebra::NumbersIn(benefit_);
    if (tails.empty()) CollectTails();
    tails_ = tails.empty() ? tails_ : tails;
    for (const FlatForm& form : Forms(leaves_)) AddFlat(form);
    for (const Counted& counted : Countables()) {
      const std::vector<Rational> edges = EdgesOf(counted);
      // Where a floor or a limit cuts in is an edge as well, but none of the tiers'.
      std::vector<Rational> written;
      std::set_intersection(edges.begin(), edges.end(), numbers_.begin(), numbers_.end(),
                            std::back_inserter(written));
      AddVolume(counted, written);
      AddGraduated(counted, written);
      if (written == edges) continue;
      AddVolume(counted, edges);
      AddGraduated(counted, edges);
    }
    AddEntitled();
    if (charged_) AddCharges();
    return std::move(shapes_);
  }

  const std::vector<Tail>& tails() const { return tails_; }

  static int Weight(const Shape& shape) {
    return static_cast<int>(shape.kind) * 2 + (shape.floor != contract::Floor::kNone ? 1 : 0) +
           (shape.cap ? 20 : 0) + (shape.entitlement ? 4 : 0);
  }

 private:
 private:
  std::vector<Branch> Leaves(const std::vector<Constraint>& more, bool charged = false) const {
    std::vector<Constraint> assumptions = facts_;
    assumptions.insert(assumptions.end(), more.begin(), more.end());
    auto branches = algebra::Branches(charged ? charged_ : benefit_, assumptions);
    return branches ? std::move(*branches) : std::vector<Branch>();
  }

  bool has_window() const { return rule_.window != WindowKind::kMonth; }

  std::vector<FlatForm> Forms(const std::vector<Branch>& branches) const {
    return FlatFormsOf(branches, rule_);
  }

  // What the formula is cut off at: amounts, or amounts less what was given.
  void CollectTails() {
    tails_.push_back({});
    std::set<std::pair<Rational, bool>> caps;
    for (const Branch& branch : leaves_) {
      if (!branch.value || !branch.value->is_polynomial()) continue;
      const Polynomial& form = branch.value->numerator();
      const Rational amount = form.Constant();
      const Polynomial rest = form - Polynomial(amount);
      if (amount < 0) continue;
      if (rest.is_zero() && amount > 0) caps.insert({amount, false});
      // given_before has the formula's sign: what a charge gave is less than nothing to a cap, so
      // only a credit's limit over a window is one.
      if (rule_.is_credit && rest == Polynomial::Of(kGivenBefore) * Rational(-1)) {
        caps.insert({amount, true});
      }
    }
    for (const auto& [amount, of_window] : caps) tails_.push_back({amount, of_window});
  }

  // The shape with every floor and cut-off.
  void AddVariants(Shape shape) {
    for (const Tail& tail : tails_) {
      for (const auto floor :
           {contract::Floor::kNone, contract::Floor::kZero, contract::Floor::kSigned}) {
        shape.floor = floor;
        shape.cap = tail.cap;
        shape.cap_window = tail.of_window ? rule_.window : WindowKind::kMonth;
        shapes_.push_back(shape);
      }
    }
  }

  static Shape ShapeOf(const FlatForm& form) {
    Shape shape;
    shape.rule = form.rule;
    shape.base = form.base;
    shape.value = form.value;
    shape.settled = form.settled;
    return shape;
  }

  void AddFlat(const FlatForm& form) {
    Shape shape = ShapeOf(form);
    if (form.settled) shape.counted.window = rule_.window;
    AddVariants(shape);
    if (form.settled) return;
    shape.entitlement = Shape::kOwnUsage;
    shape.ratio = 1;
    shapes_.push_back(shape);
  }

  std::vector<Counted> Countables() const {
    std::vector<Counted> all;
    const auto add = [&](Measure measure, WindowKind window) {
      all.push_back({measure, window, std::nullopt});
    };
    for (const Measure measure : {Measure::kQuantity, Measure::kListCost}) {
      add(measure, WindowKind::kMonth);
      if (has_window()) add(measure, rule_.window);
    }
    add(Measure::kRatedCost, WindowKind::kMonth);
    add(Measure::kNetCost, WindowKind::kMonth);
    for (std::size_t i = 0; i < rule_.inputs.size(); ++i) {
      const rule_book::Input& input = rule_.inputs[i];
      const Measure measure = input.of == rule_book::InputOf::kUsage  ? Measure::kQuantity
                              : input.of == rule_book::InputOf::kCost ? Measure::kListCost
                                                                      : Measure::kNetCost;
      all.push_back({measure, input.window, i});
    }
    return all;
  }

  static Polynomial FormOf(const Expression& sum) {
    const auto branches = algebra::Branches(sum, {});
    return branches->front().value->numerator();
  }

  // The numbers above 0 that the formula compares the sum with, rising.
  std::vector<Rational> EdgesOf(const Counted& counted) const {
    const Polynomial now = FormOf(SumNow(counted));
    const Polynomial before = FormOf(SumBefore(counted));
    std::set<Rational> edges;
    for (const Branch& branch : leaves_) {
      for (const Constraint& condition : branch.conditions) {
        for (const Polynomial& sum : {Polynomial(before + now), before}) {
          if (sum.is_zero()) continue;
          const auto& [monomial, times] = *sum.terms().begin();
          const Rational factor = condition.form.Coefficient(monomial) / times;
          if (factor == 0) continue;
          const Polynomial rest = condition.form - sum * factor;
          if (!rest.is_constant()) continue;
          const Rational edge = -rest.Constant() / factor;
          if (edge > 0) edges.insert(edge);
        }
      }
    }
    return {edges.begin(), edges.end()};
  }

  // What the formula may give where the sum lies between two edges.
  std::vector<Branch> Between(const Counted& counted, const std::vector<Rational>& edges,
                              std::size_t step, bool from_zero) const {
    const Polynomial before = FormOf(SumBefore(counted));
    const Polynomial sum = before + FormOf(SumNow(counted));
    const Rational low = step == 0 ? Rational(0) : edges[step - 1];
    std::vector<Constraint> within = {{sum - Polynomial(low), Relation::kAbove}};
    if (step < edges.size()) within.push_back({Polynomial(edges[step]) - sum, Relation::kAbove});
    if (from_zero && !before.is_zero()) within.push_back({before, Relation::kEqual});
    std::vector<Branch> between;
    for (const Branch& leaf : leaves_) {
      std::vector<Constraint> both = leaf.conditions;
      both.insert(both.end(), within.begin(), within.end());
      if (algebra::CanHold(both)) between.push_back(leaf);
    }
    return between;
  }

  void AddVolume(const Counted& counted, const std::vector<Rational>& edges) {
    if (edges.empty()) return;
    std::vector<std::optional<FlatForm>> forms;
    std::optional<FlatForm> kind;
    for (std::size_t step = 0; step <= edges.size(); ++step) {
      const std::vector<FlatForm> found = Forms(Between(counted, edges, step, false));
      forms.push_back(found.empty() ? std::nullopt : std::optional(found.front()));
      if (!found.empty() && !kind) kind = found.front();
    }
    if (!kind) return;
    Shape shape = ShapeOf(*kind);
    shape.kind = ShapeKind::kVolume;
    shape.counted = counted;
    for (std::size_t step = 0; step <= edges.size(); ++step) {
      const auto& form = forms[step];
      if (!form && kind->rule == Rule::kUnitPrice) return;
      if (form && (form->rule != kind->rule || form->base != kind->base ||
                   form->settled != kind->settled)) {
        return;
      }
      const Rational value = form ? form->value : Rational(0);
      AddStep(shape, step < edges.size() ? std::optional(edges[step]) : std::nullopt, value);
    }
    if (shape.steps.size() < 2) return;
    for (const auto bound : {contract::Bound::kUpperInclusive, contract::Bound::kLowerInclusive}) {
      shape.bound = bound;
      AddVariants(shape);
    }
  }

  static void AddStep(Shape& shape, const std::optional<Rational>& up_to, const Rational& value) {
    if (!shape.steps.empty() && shape.steps.back().value == value) {
      shape.steps.back().up_to = up_to;
    } else {
      shape.steps.push_back({up_to, value});
    }
  }

  // What graduated tiers of the sum give for one unit more: the slope of a form in it.
  struct Slope {
    Rule rule = Rule::kPercentOff;
    Base base = Base::kList;
    Rational value;
  };

  static algebra::VariableNumber VariableOf(Base base) {
    return base == Base::kList ? kCost : base == Base::kRated ? kRated : kNet;
  }

  // Where the sums of earlier periods are 0.
  static Polynomial WithoutBefore(const Polynomial& form) {
    Polynomial rest;
    for (const auto& [monomial, coefficient] : form.terms()) {
      Polynomial term(coefficient);
      for (const algebra::VariableNumber variable : monomial) {
        const bool before = variable == kUsageBefore || variable == kCostBefore;
        term = before ? Polynomial() : term * Polynomial::Of(variable);
      }
      rest = rest + term;
    }
    return rest;
  }

  std::optional<Slope> SlopeOf(const Fraction& found, Measure measure) const {
    const Polynomial below = WithoutBefore(found.denominator());
    if (below.is_zero()) return std::nullopt;
    const Fraction value(WithoutBefore(found.numerator()), below);
    const Polynomial& form = value.numerator();
    if (measure != Measure::kQuantity) {
      const Base base = measure == Measure::kListCost    ? Base::kList
                        : measure == Measure::kRatedCost ? Base::kRated
                                                         : Base::kNet;
      const Rational slope = form.Coefficient({VariableOf(base)});
      const Polynomial rest = form - Polynomial::Of(VariableOf(base)) * slope;
      if (!value.is_polynomial() || !rest.is_constant()) return std::nullopt;
      return Slope{Rule::kPercentOff, base, slope};
    }
    if (!value.is_polynomial()) return AverageSlope(value);
    const Rational slope = form.Coefficient({kUsage});
    const Polynomial rest = form - Polynomial::Of(kUsage) * slope - Polynomial(form.Constant());
    if (rest.is_zero()) return Slope{Rule::kUnitDiscount, Base::kList, slope};
    for (const Base base : {Base::kList, Base::kRated, Base::kNet}) {
      if (rest == Polynomial::Of(VariableOf(base))) return Slope{Rule::kUnitPrice, base, -slope};
    }
    return std::nullopt;
  }

  // (cost · (slope · usage + constant)) / usage
  std::optional<Slope> AverageSlope(const Fraction& value) const {
    if (!(value.denominator() == Polynomial::Of(kUsage))) return std::nullopt;
    for (const Base base : {Base::kList, Base::kRated, Base::kNet}) {
      algebra::Monomial both = {VariableOf(base), kUsage};
      std::sort(both.begin(), both.end());
      const Rational slope = value.numerator().Coefficient(both);
      const Rational constant = value.numerator().Coefficient({VariableOf(base)});
      const Polynomial expected = Polynomial::Of(VariableOf(base)) *
                                  (Polynomial::Of(kUsage) * slope + Polynomial(constant));
      if (value.numerator() == expected) return Slope{Rule::kPercentOff, base, slope};
    }
    return std::nullopt;
  }

  void AddGraduated(const Counted& counted, const std::vector<Rational>& edges) {
    if (counted.input) return;
    std::optional<Slope> kind;
    std::vector<std::optional<Slope>> slopes;
    for (std::size_t step = 0; step <= edges.size(); ++step) {
      std::optional<Slope> found;
      for (const Branch& leaf : Between(counted, edges, step, true)) {
        if (!leaf.value || (found && found->value != 0)) continue;
        const auto slope = SlopeOf(*leaf.value, counted.measure);
        // A constant 0 below a floor says nothing about the rule.
        if (slope && (!leaf.value->AsConstant() || !found)) found = slope;
      }
      slopes.push_back(found);
      if (found && found->value != 0 && !kind) kind = found;
    }
    if (!kind) return;
    Shape shape;
    shape.kind = ShapeKind::kGraduated;
    shape.rule = kind->rule;
    shape.base = kind->base;
    shape.counted = counted;
    for (std::size_t step = 0; step <= edges.size(); ++step) {
      const auto& slope = slopes[step];
      if (!slope) return;
      if (slope->value != 0 && (slope->rule != kind->rule || slope->base != kind->base)) return;
      AddStep(shape, step < edges.size() ? std::optional(edges[step]) : std::nullopt, slope->value);
    }
    AddGraduated(shape);
  }

  void AddGraduated(Shape shape) {
    for (const auto below : {contract::BelowZero::kFirstStep, contract::BelowZero::kNothing}) {
      shape.below_zero = below;
      AddVariants(shape);
      if (rule_.when != rule_book::When::kWindowEnd || shape.counted.window == WindowKind::kMonth) {
        continue;
      }
      shape.settled = true;
      AddVariants(shape);
      shape.settled = false;
    }
  }

  // Each flat or volume shape so far, limited by other usage.
  void AddEntitled() {
    std::vector<std::pair<std::size_t, Rational>> entitlements;
    const auto add = [&](std::size_t input, const Rational& ratio) {
      const auto entitlement = std::make_pair(input, ratio);
      if (ratio > 0 &&
          std::find(entitlements.begin(), entitlements.end(), entitlement) == entitlements.end()) {
        entitlements.push_back(entitlement);
      }
    };
    for (const FlatForm& form : Forms(leaves_)) {
      for (const Branch& leaf : leaves_) {
        if (!leaf.value) continue;
        for (std::size_t i = 0; i < rule_.inputs.size(); ++i) {
          const int input = kInputs + static_cast<int>(i);
          const Polynomial& above = leaf.value->numerator();
          if (form.rule == Rule::kUnitDiscount) {
            add(i, Rational(above.Coefficient({input}) / form.value));
          } else {
            const Rational times = form.rule == Rule::kPercentOff ? form.value : Rational(1);
            add(i, Rational(above.Coefficient({VariableOf(form.base), input}) / times));
          }
        }
      }
    }
    const std::vector<Shape> plain = shapes_;
    for (const auto& [input, ratio] : entitlements) {
      if (rule_.inputs[input].of != rule_book::InputOf::kUsage) continue;
      for (Shape shape : plain) {
        if (shape.kind == ShapeKind::kGraduated || shape.settled || shape.entitlement) continue;
        shape.entitlement = input;
        shape.ratio = ratio;
        shapes_.push_back(shape);
      }
    }
  }

  void AddCharges() {
    for (const Branch& leaf : Leaves({}, true)) {
      if (!leaf.value || !leaf.value->is_polynomial()) continue;
      const Polynomial& form = leaf.value->numerator();
      if (form.is_constant()) {
        if (form.Constant() < 0) continue;
        Shape shape;
        shape.value = form.Constant();
        shape.kind = ShapeKind::kFee;
        shapes_.push_back(shape);
        shape.kind = ShapeKind::kMonthly;
        shapes_.push_back(shape);
      } else {
        AddCommit(form);
      }
    }
  }

  void AddCommit(const Polynomial& form) {
    const Rational amount = form.Constant();
    const Rational monthly = form.Coefficient({kMonths});
    const Polynomial spent =
        (form - Polynomial(amount) - Polynomial::Of(kMonths) * monthly) * Rational(-1);
    if (amount < 0 || monthly < 0 || (amount != 0 && monthly != 0)) return;
    for (const Counted& counted : Countables()) {
      if (!(FormOf(SumBefore(counted)) + FormOf(SumNow(counted)) == spent)) continue;
      Shape shape;
      shape.kind = ShapeKind::kCommit;
      shape.counted = counted;
      shape.prorate = monthly != 0;
      shape.value = shape.prorate ? Rational(monthly * surroundings_.months_full) : amount;
      shapes_.push_back(shape);
    }
  }

  const Expression& benefit_;
  const Expression& charged_;
  const std::vector<Constraint>& facts_;
  const RuleSurroundings& surroundings_;
  const rule_book::Rule& rule_;
  std::vector<Branch> leaves_;
  std::vector<Rational> numbers_;  // of the formula, rising
  std::vector<Tail> tails_;
  std::vector<Shape> shapes_;
};

constexpr std::size_t kPartsMax = 6;

bool IsConstant(const Expression& expression) {
  return expression->kind == algebra::ExpressionKind::kConstant;
}

bool AsksWhatWasGiven(const Expression& expression) {
  if (expression->kind == algebra::ExpressionKind::kVariable) {
    return expression->variable == kGivenBefore;
  }
  return expression->kind != algebra::ExpressionKind::kChoice &&
         std::any_of(expression->arguments.begin(), expression->arguments.end(), AsksWhatWasGiven);
}

// Whether the choice is one of a floor or a limit, beside what it cuts.
bool IsCut(const Expression& branch) { return IsConstant(branch) || AsksWhatWasGiven(branch); }

// The expression, and what its floors and limits cut: they hide what is below them.
void CollectParts(const Expression& expression, bool negative, std::vector<Expression>& parts) {
  if (parts.size() >= kPartsMax || IsConstant(expression)) return;
  const auto& arguments = expression->arguments;
  if (expression->kind == algebra::ExpressionKind::kProduct && IsConstant(arguments[0]) &&
      arguments[0]->constant == -1) {
    return CollectParts(arguments[1], !negative, parts);
  }
  parts.push_back(negative ? algebra::Negative(expression) : expression);
  if (expression->kind != algebra::ExpressionKind::kChoice) return;
  const Expression& a = arguments[1];
  const Expression& b = arguments[2];
  const bool both_choose =
      a->kind == algebra::ExpressionKind::kChoice && b->kind == algebra::ExpressionKind::kChoice;
  if (both_choose || IsCut(b)) CollectParts(a, negative, parts);
  if (!both_choose && IsCut(a)) CollectParts(b, negative, parts);
}

}  // namespace

std::vector<Shape> GuessShapes(const Expression& benefit, const Expression& charged,
                               const std::vector<Constraint>& facts,
                               const RuleSurroundings& surroundings) {
  std::vector<Expression> parts;
  CollectParts(benefit, false, parts);
  if (parts.empty()) parts.push_back(benefit);
  std::vector<Shape> shapes;
  std::vector<Tail> tails;
  const Expression none;
  for (const Expression& part : parts) {
    const bool is_whole = &part == &parts.front();
    Guesser guesser(part, is_whole ? charged : none, facts, surroundings);
    std::vector<Shape> found = guesser.Run(tails);
    if (is_whole) tails = guesser.tails();
    shapes.insert(shapes.end(), found.begin(), found.end());
  }
  // Plain shapes before those with modifiers.
  std::stable_sort(shapes.begin(), shapes.end(), [](const Shape& a, const Shape& b) {
    return Guesser::Weight(a) < Guesser::Weight(b);
  });
  return shapes;
}

}  // namespace twinbill::translators
