#include "translators/algebra/linear_system.h"

#include <map>

#include "corpus/model/check.h"

namespace twinbill::algebra {

std::optional<LinearSystem::Bound> LinearSystem::Normalized(const Polynomial& form, bool strict) {
  Bound bound;
  bound.strict = strict;
  bound.constant = form.Constant();
  bound.direction = form - Polynomial(bound.constant);
  if (bound.direction.is_zero()) return std::nullopt;
  const Rational& first = bound.direction.terms().begin()->second;
  if (first == 1 || first == -1) return bound;
  const Rational factor = 1 / boost::multiprecision::abs(first);
  bound.direction = bound.direction * factor;
  bound.constant *= factor;
  return bound;
}

const LinearSystem::Bound* LinearSystem::Find(const Polynomial& direction) const {
  for (const Bound& bound : bounds_) {
    if (bound.direction == direction) return &bound;
  }
  return nullptr;
}

void LinearSystem::Add(const Constraint& constraint) {
  Add(constraint.form, constraint.relation == Relation::kAbove);
  if (constraint.relation == Relation::kEqual) Add(constraint.form * Rational(-1), false);
}

void LinearSystem::Add(const Polynomial& form, bool strict) {
  const std::optional<Bound> added = Normalized(form, strict);
  if (!added) {
    const Rational constant = form.Constant();
    if (strict ? constant <= 0 : constant < 0) is_impossible_ = true;
    return;
  }
  for (Bound& bound : bounds_) {
    if (!(bound.direction == added->direction)) continue;
    if (added->constant < bound.constant || (added->constant == bound.constant && strict)) {
      bound = *added;
    }
    return;
  }
  bounds_.push_back(*added);
}

std::optional<bool> LinearSystem::Tells(const Constraint& constraint) const {
  const bool strict = constraint.relation == Relation::kAbove;
  const std::optional<Bound> asked = Normalized(constraint.form, strict);
  if (!asked) return std::nullopt;
  if (const Bound* same = Find(asked->direction)) {
    if (same->constant < asked->constant ||
        (same->constant == asked->constant && (same->strict || !strict))) {
      return true;
    }
  }
  if (const Bound* opposite = Find(asked->direction * Rational(-1))) {
    const Rational room = opposite->constant + asked->constant;
    if (room < 0 || (room == 0 && (opposite->strict || strict))) return false;
  }
  return std::nullopt;
}

// Whether each direction (both ways taken as one) has a term that those after it lack, in some
// order: then what holds of one says nothing about another.
bool LinearSystem::IsIndependent() const {
  std::vector<const Polynomial*> open;
  for (const Bound& bound : bounds_) {
    const Polynomial negative = bound.direction * Rational(-1);
    bool known = false;
    for (const Polynomial* other : open) known |= *other == negative;
    if (!known) open.push_back(&bound.direction);
  }
  while (!open.empty()) {
    std::map<Monomial, int> counts;
    for (const Polynomial* direction : open) {
      for (const auto& term : direction->terms()) ++counts[term.first];
    }
    const std::size_t before = open.size();
    std::erase_if(open, [&](const Polynomial* direction) {
      for (const auto& term : direction->terms()) {
        if (counts[term.first] == 1) return true;
      }
      return false;
    });
    if (open.size() == before) return false;
  }
  return true;
}

// The variable whose elimination makes the fewest constraints; none where there is none left.
std::optional<Monomial> LinearSystem::Cheapest() const {
  std::map<Monomial, std::pair<std::size_t, std::size_t>> counts;
  for (const Bound& bound : bounds_) {
    for (const auto& [monomial, coefficient] : bound.direction.terms()) {
      auto& [above, below] = counts[monomial];
      ++(coefficient > 0 ? above : below);
    }
  }
  std::optional<Monomial> best;
  std::size_t best_cost = 0;
  for (const auto& [monomial, count] : counts) {
    const std::size_t cost = count.first * count.second;
    if (!best || cost < best_cost) {
      best = monomial;
      best_cost = cost;
    }
  }
  return best;
}

LinearSystem LinearSystem::Without(const Monomial& monomial) const {
  std::vector<std::pair<Polynomial, bool>> above;
  std::vector<std::pair<Polynomial, bool>> below;
  LinearSystem rest;
  for (const Bound& bound : bounds_) {
    const Rational coefficient = bound.direction.Coefficient(monomial);
    if (coefficient == 0) {
      rest.bounds_.push_back(bound);
      continue;
    }
    const Polynomial form = bound.direction + Polynomial(bound.constant);
    (coefficient > 0 ? above : below)
        .emplace_back(form * (1 / boost::multiprecision::abs(coefficient)), bound.strict);
  }
  for (const auto& [high, high_strict] : above) {
    for (const auto& [low, low_strict] : below) {
      rest.Add(high + low, high_strict || low_strict);
    }
  }
  return rest;
}

bool LinearSystem::CanHold() const {
  if (is_impossible_) return false;
  for (const Bound& bound : bounds_) {
    const Bound* opposite = Find(bound.direction * Rational(-1));
    if (opposite == nullptr) continue;
    const Rational room = bound.constant + opposite->constant;
    if (room < 0 || (room == 0 && (bound.strict || opposite->strict))) return false;
  }
  if (IsIndependent()) return true;
  const std::optional<Monomial> next = Cheapest();
  return !next || Without(*next).CanHold();
}

bool CanHold(const std::vector<Constraint>& constraints) {
  LinearSystem system;
  for (const Constraint& constraint : constraints) system.Add(constraint);
  return system.CanHold();
}

Constraint Opposite(const Constraint& constraint) {
  TWINBILL_CHECK(constraint.relation != Relation::kEqual);
  return {constraint.form * Rational(-1),
          constraint.relation == Relation::kAbove ? Relation::kAtLeast : Relation::kAbove};
}

}  // namespace twinbill::algebra
