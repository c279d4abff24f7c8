#include "translators/cbas/shape.h"

namespace twinbill::translators {

using algebra::Constant;
using algebra::Expression;
using algebra::Rational;
using contract::Base;
using contract::Measure;
using contract::Rule;

namespace {

Expression VariableOf(algebra::VariableNumber number) { return algebra::Variable(number); }

bool HasWindow(const Counted& counted) { return counted.window != model::WindowKind::kMonth; }

// The base of a group, of this period or of the whole window.
Expression BaseOf(const Shape& shape) {
  switch (shape.base) {
    case Base::kList:
      return shape.settled ? algebra::Sum(VariableOf(kCostBefore), VariableOf(kCost))
                           : VariableOf(kCost);
    case Base::kRated: return VariableOf(kRated);
    case Base::kNet: return VariableOf(kNet);
  }
  return Constant(0);
}

Expression QuantityOf(const Shape& shape) {
  return shape.settled ? algebra::Sum(VariableOf(kUsageBefore), VariableOf(kUsage))
                       : VariableOf(kUsage);
}

Expression Given(Rule rule, const Rational& value, const Expression& base,
                 const Expression& quantity) {
  switch (rule) {
    case Rule::kPercentOff: return algebra::Product(Constant(value), base);
    case Rule::kUnitPrice:
      return algebra::Difference(base, algebra::Product(Constant(value), quantity));
    case Rule::kUnitDiscount: return algebra::Product(Constant(value), quantity);
  }
  return Constant(0);
}

Expression VolumeOf(const Shape& shape) {
  const Expression base = BaseOf(shape);
  const Expression quantity = QuantityOf(shape);
  const Expression measured = algebra::Sum(SumBefore(shape.counted), SumNow(shape.counted));
  Expression result = Given(shape.rule, shape.steps.back().value, base, quantity);
  for (auto step = shape.steps.rbegin() + 1; step != shape.steps.rend(); ++step) {
    const Expression edge = Constant(*step->up_to);
    const Expression within = shape.bound == contract::Bound::kUpperInclusive
                                  ? algebra::AtLeast(edge, measured)
                                  : algebra::Above(edge, measured);
    result = algebra::Choice(within, Given(shape.rule, step->value, base, quantity), result);
  }
  return result;
}

// Σ length · value from 0 to `point`.
Expression Graded(const Shape& shape, const Expression& point) {
  Expression total = Constant(0);
  Rational from = 0;
  bool first = true;
  for (const ShapeStep& step : shape.steps) {
    Expression top = step.up_to ? algebra::Least(point, Constant(*step.up_to)) : point;
    const Expression slice =
        algebra::Product(Constant(step.value), algebra::Difference(top, Constant(from)));
    const bool below = first && shape.below_zero == contract::BelowZero::kFirstStep;
    total = algebra::Sum(
        total,
        below ? slice : algebra::Choice(algebra::Above(point, Constant(from)), slice, Constant(0)));
    first = false;
    if (step.up_to) from = *step.up_to;
  }
  return total;
}

Expression GraduatedOf(const Shape& shape) {
  const Expression now = SumNow(shape.counted);
  Expression slice;
  if (shape.settled || !HasWindow(shape.counted)) {
    slice = Graded(shape, shape.settled ? algebra::Sum(SumBefore(shape.counted), now) : now);
  } else {
    const Expression before = SumBefore(shape.counted);
    slice = algebra::Difference(Graded(shape, algebra::Sum(before, now)), Graded(shape, before));
  }
  if (shape.rule == Rule::kUnitDiscount) return slice;
  const Expression base = BaseOf(shape);
  if (shape.rule == Rule::kUnitPrice) return algebra::Difference(base, slice);
  const bool is_own_base =
      !shape.counted.input &&
      ((shape.base == Base::kList && shape.counted.measure == Measure::kListCost) ||
       (shape.base == Base::kRated && shape.counted.measure == Measure::kRatedCost) ||
       (shape.base == Base::kNet && shape.counted.measure == Measure::kNetCost));
  if (is_own_base) return slice;  // base / now is 1, and where now is 0 the slice is 0
  return algebra::Choice(algebra::Equal(now, Constant(0)), Constant(0),
                         algebra::Quotient(algebra::Product(base, slice), now));
}

Expression Floored(const Shape& shape, const Expression& given) {
  const Expression positive = algebra::Greatest(Constant(0), given);
  switch (shape.floor) {
    case contract::Floor::kNone: return given;
    case contract::Floor::kZero: return positive;
    case contract::Floor::kSigned:
      return algebra::Choice(algebra::AtLeast(QuantityOf(shape), Constant(0)), positive,
                             algebra::Least(Constant(0), given));
  }
  return given;
}

Expression Entitled(const Shape& shape, const Expression& given) {
  if (!shape.entitlement) return given;
  const Expression there = *shape.entitlement == Shape::kOwnUsage
                               ? QuantityOf(shape)
                               : VariableOf(kInputs + static_cast<int>(*shape.entitlement));
  const Expression here = QuantityOf(shape);
  const Expression share = algebra::Least(
      Constant(1), algebra::Quotient(algebra::Product(Constant(shape.ratio), there), here));
  const Expression zero = Constant(0);
  return algebra::Choice(
      algebra::AtLeast(zero, there), zero,
      algebra::Choice(algebra::AtLeast(zero, here), zero, algebra::Product(given, share)));
}

Expression Capped(const Shape& shape, const Expression& given) {
  if (!shape.cap) return given;
  Expression left = Constant(*shape.cap);
  if (shape.cap_window != model::WindowKind::kMonth) {
    left = algebra::Difference(left, VariableOf(kGivenBefore));
  }
  return algebra::Choice(algebra::Above(given, left), algebra::Greatest(Constant(0), left), given);
}

Expression ShortfallOf(const Shape& shape, const RuleSurroundings& surroundings) {
  Expression amount = Constant(shape.value);
  if (shape.prorate) {
    amount = algebra::Product(Constant(Rational(shape.value / surroundings.months_full)),
                              VariableOf(kMonths));
  }
  const Expression spent = algebra::Sum(SumBefore(shape.counted), SumNow(shape.counted));
  return algebra::Greatest(Constant(0), algebra::Difference(amount, spent));
}

}  // namespace

Expression SumNow(const Counted& counted) {
  if (counted.input) return VariableOf(kInputs + static_cast<int>(*counted.input));
  switch (counted.measure) {
    case Measure::kQuantity: return VariableOf(kUsage);
    case Measure::kListCost: return VariableOf(kCost);
    case Measure::kRatedCost: return VariableOf(kRated);
    case Measure::kNetCost: return VariableOf(kNet);
  }
  return Constant(0);
}

Expression SumBefore(const Counted& counted) {
  if (counted.input || !HasWindow(counted)) return Constant(0);
  return VariableOf(counted.measure == Measure::kQuantity ? kUsageBefore : kCostBefore);
}

Expression ShapeMeaning(const Shape& shape, const RuleSurroundings& surroundings) {
  const rule_book::Rule& rule = *surroundings.rule;
  Expression given;
  switch (shape.kind) {
    case ShapeKind::kFlat:
      given = Given(shape.rule, shape.value, BaseOf(shape), QuantityOf(shape));
      break;
    case ShapeKind::kVolume: given = VolumeOf(shape); break;
    case ShapeKind::kGraduated: given = GraduatedOf(shape); break;
    case ShapeKind::kCommit: return ShortfallOf(shape, surroundings);
    case ShapeKind::kFee:
      if (rule.window == model::WindowKind::kMonth) return Constant(shape.value);
      return algebra::Choice(algebra::Equal(VariableOf(kMonths), Constant(1)),
                             Constant(shape.value), Constant(0));
    case ShapeKind::kMonthly: return Constant(shape.value);
  }
  return Capped(shape, Entitled(shape, Floored(shape, given)));
}

std::string NameOf(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::kCommit: return shape.prorate ? "prorated shortfall" : "shortfall";
    case ShapeKind::kFee: return "fee";
    case ShapeKind::kMonthly: return "fixed charge";
    default: break;
  }
  std::string name = shape.rule == Rule::kPercentOff  ? "percent off"
                     : shape.rule == Rule::kUnitPrice ? "unit price"
                                                      : "unit discount";
  if (shape.kind == ShapeKind::kVolume) name = "volume tiers of " + name;
  if (shape.kind == ShapeKind::kGraduated) name = "graduated tiers of " + name;
  if (shape.rule != Rule::kUnitDiscount) {
    name += " " + std::string(contract::TextOf(shape.base)) + " cost";
  }
  if (shape.kind != ShapeKind::kFlat && shape.counted.input) name += ", by other usage";
  if (shape.floor == contract::Floor::kZero) name += ", floor 0";
  if (shape.floor == contract::Floor::kSigned) name += ", signed floor";
  if (shape.entitlement) name += ", entitled";
  if (shape.cap) name += ", capped";
  if (shape.settled) name += ", at the window's end";
  return name;
}

}  // namespace twinbill::translators
