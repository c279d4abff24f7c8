#include "translators/cbas/flat_form.h"

#include <algorithm>

#include "translators/cbas/formula_meaning.h"

namespace twinbill::translators {

using algebra::Branch;
using algebra::Fraction;
using algebra::Polynomial;
using algebra::Rational;
using contract::Base;
using contract::Rule;

std::optional<FlatForm> FlatFormOf(const Fraction& value, const rule_book::Rule& rule) {
  if (!value.is_polynomial() || !value.numerator().is_linear()) return std::nullopt;
  Polynomial form = value.numerator();
  FlatForm flat;
  const auto take = [&form](algebra::VariableNumber variable) {
    const Rational coefficient = form.Coefficient({variable});
    form = form - Polynomial::Of(variable) * coefficient;
    return coefficient;
  };
  const Rational cost_before = take(kCostBefore);
  const Rational usage_before = take(kUsageBefore);
  const Rational cost = take(kCost);
  const Rational rated = take(kRated);
  const Rational net = take(kNet);
  const Rational usage = take(kUsage);
  if (!form.is_zero()) return std::nullopt;
  if (cost_before != 0 || usage_before != 0) {
    if (rule.when != rule_book::When::kWindowEnd) return std::nullopt;
    if (cost_before != cost || usage_before != usage) return std::nullopt;
    flat.settled = true;
  }
  const int bases = (cost != 0) + (rated != 0) + (net != 0);
  if (bases > 1) return std::nullopt;
  const Rational base = cost + rated + net;
  flat.base = rated != 0 ? Base::kRated : net != 0 ? Base::kNet : Base::kList;
  if (usage == 0 && bases == 1) {
    flat.value = base;
  } else if (usage != 0 && bases == 0) {
    flat.rule = Rule::kUnitDiscount;
    flat.value = usage;
  } else if (usage != 0 && base == 1) {
    flat.rule = Rule::kUnitPrice;
    flat.value = -usage;
  } else {
    return std::nullopt;
  }
  return flat;
}

std::vector<FlatForm> FlatFormsOf(const std::vector<Branch>& branches,
                                  const rule_book::Rule& rule) {
  std::vector<FlatForm> forms;
  std::vector<Fraction> seen;
  for (const Branch& branch : branches) {
    if (!branch.value) continue;
    const bool known = std::any_of(
        seen.begin(), seen.end(), [&](const Fraction& other) { return other.Same(*branch.value); });
    if (known) continue;
    seen.push_back(*branch.value);
    if (const auto form = FlatFormOf(*branch.value, rule)) forms.push_back(*form);
  }
  return forms;
}

}  // namespace twinbill::translators
