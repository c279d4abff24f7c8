#include "translators/cbas/shape_finder.h"

#include <array>

#include "translators/cbas/shape_guess.h"

namespace twinbill::translators {

using algebra::Constraint;
using algebra::Expression;
using algebra::Polynomial;
using algebra::Relation;
using algebra::Sameness;

namespace {

using Assumptions = std::vector<Assumption>;

// From none to many; the first that proves a shape is taken.
const std::array<Assumptions, 8> kAssumptions = {{
    {},
    {Assumption::kUsageNotNegative},
    {Assumption::kCostNotNegative},
    {Assumption::kRatedNotNegative},
    {Assumption::kNetNotNegative},
    {Assumption::kUsageNotNegative, Assumption::kCostNotNegative},
    {Assumption::kUsageAboveZero},
    {Assumption::kUsageAboveZero, Assumption::kInputsNotNegative},
}};

void Add(std::vector<Constraint>& constraints, algebra::VariableNumber variable,
         Relation relation) {
  constraints.push_back({Polynomial::Of(variable), relation});
}

std::vector<Constraint> ConstraintsOf(const Assumptions& assumptions, const rule_book::Rule& rule) {
  std::vector<Constraint> constraints;
  for (const Assumption assumption : assumptions) {
    switch (assumption) {
      case Assumption::kUsageAboveZero: Add(constraints, kUsage, Relation::kAbove); break;
      case Assumption::kUsageNotNegative:
        Add(constraints, kUsage, Relation::kAtLeast);
        Add(constraints, kUsageBefore, Relation::kAtLeast);
        break;
      case Assumption::kCostNotNegative:
        Add(constraints, kCost, Relation::kAtLeast);
        Add(constraints, kCostBefore, Relation::kAtLeast);
        break;
      case Assumption::kRatedNotNegative: Add(constraints, kRated, Relation::kAtLeast); break;
      case Assumption::kNetNotNegative: Add(constraints, kNet, Relation::kAtLeast); break;
      case Assumption::kInputsNotNegative:
        for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
          Add(constraints, kInputs + static_cast<int>(i), Relation::kAtLeast);
        }
        break;
    }
  }
  return constraints;
}

bool IsCharge(const Shape& shape) {
  return shape.kind == ShapeKind::kCommit || shape.kind == ShapeKind::kFee ||
         shape.kind == ShapeKind::kMonthly;
}

// Points at which two functions are held against each other before they are compared for good:
// most guesses are wrong, and a point tells sooner than a comparison.
class Samples {
 public:
  Samples(const Expression& benefit, const Expression& charged, int months_full, int variables)
      : months_full_(months_full) {
    std::vector<algebra::Rational> pool = {0, 1, -1, 3, 1000000, -1000};
    for (const auto& number : algebra::NumbersIn(benefit)) {
      pool.push_back(number);
      pool.push_back(algebra::Rational(number + 1));
      pool.push_back(algebra::Rational(number / 2));
    }
    std::uint64_t draw = 1;
    for (int i = 0; i < kPoints; ++i) {
      algebra::Point point;
      for (int variable = 0; variable < variables; ++variable) {
        draw = draw * 6364136223846793005U + 1442695040888963407U;
        const std::uint64_t high = draw >> 33U;
        point.push_back(variable == kMonths
                            ? algebra::Rational(1 + high % static_cast<unsigned>(months_full_))
                            : pool[high % pool.size()]);
      }
      benefit_.push_back(algebra::ValueAt(benefit, point));
      charged_.push_back(charged ? algebra::ValueAt(charged, point) : std::nullopt);
      points_.push_back(std::move(point));
    }
  }

  // False where the shape's meaning differs at a point that meets the constraints.
  bool MayBe(const Expression& meaning, bool is_charge,
             const std::vector<Constraint>& constraints) const {
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const auto& expected = is_charge ? charged_[i] : benefit_[i];
      if (!expected || !Meets(points_[i], constraints)) continue;
      if (algebra::ValueAt(meaning, points_[i]) != expected) return false;
    }
    return true;
  }

 private:
  static constexpr int kPoints = 64;

  static bool Meets(const algebra::Point& point, const std::vector<Constraint>& constraints) {
    for (const Constraint& constraint : constraints) {
      algebra::Rational value = constraint.form.Constant();
      for (const auto& [monomial, coefficient] : constraint.form.terms()) {
        if (!monomial.empty()) {
          value += coefficient * point[static_cast<std::size_t>(monomial.front())];
        }
      }
      if (constraint.relation == Relation::kAbove ? value <= 0 : value < 0) return false;
    }
    return true;
  }

  int months_full_;
  std::vector<algebra::Point> points_;
  std::vector<std::optional<algebra::Rational>> benefit_;
  std::vector<std::optional<algebra::Rational>> charged_;
};

// What was given is never more than a limit that is an amount: each result is at most what was
// left, which is an amount, too. Lines that are each rounded by themselves may add up to more.
void AddLimitFact(const Shape& shape, const RuleSurroundings& surroundings,
                  std::vector<Constraint>& constraints) {
  if (!shape.cap || shape.cap_window == model::WindowKind::kMonth) return;
  const rule_book::Rule& rule = *surroundings.rule;
  const bool lines_add_up = !rule.spread || rule.spread_cut == rule_book::SpreadCut::kAmount;
  const auto digits = algebra::DigitsOf(*shape.cap);
  if (!lines_add_up || !digits || *digits > surroundings.edition->settings.amount_digits) return;
  constraints.push_back(
      {Polynomial(*shape.cap) - Polynomial::Of(kGivenBefore), Relation::kAtLeast});
}

}  // namespace

Expression BenefitOf(const FormulaMeaning& meaning, const rule_book::Rule& rule) {
  return rule.is_credit ? meaning.expression : algebra::Negative(meaning.expression);
}

bool FindShapes(const FormulaMeaning& meaning, const RuleSurroundings& surroundings,
                const std::function<bool(const FoundShape&)>& take) {
  const rule_book::Rule& rule = *surroundings.rule;
  const Expression benefit = BenefitOf(meaning, rule);
  const Expression charged = rule.is_credit ? nullptr : meaning.expression;
  const std::vector<Shape> shapes = GuessShapes(benefit, charged, meaning.facts, surroundings);
  const int variables = kInputs + static_cast<int>(rule.inputs.size());
  const Samples samples(benefit, charged, surroundings.months_full, variables);
  for (const Assumptions& assumptions : kAssumptions) {
    const std::vector<Constraint> assumed = ConstraintsOf(assumptions, rule);
    for (const Shape& shape : shapes) {
      std::vector<Constraint> constraints = assumed;
      AddLimitFact(shape, surroundings, constraints);
      const Expression meant = ShapeMeaning(shape, surroundings);
      if (!samples.MayBe(meant, IsCharge(shape), constraints)) continue;
      constraints.insert(constraints.end(), meaning.facts.begin(), meaning.facts.end());
      const Sameness sameness =
          algebra::Compare(IsCharge(shape) ? charged : benefit, meant, constraints);
      if (sameness == Sameness::kDifferent) continue;
      if (take({shape, assumptions, sameness == Sameness::kSameWhereDefined})) return true;
    }
  }
  return false;
}

}  // namespace twinbill::translators
