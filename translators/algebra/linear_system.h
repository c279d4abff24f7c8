// LinearSystem: constraints on variables, each `form > 0`, `form >= 0` or `form = 0`, and whether
// any numbers meet them all.
//
// Exact, by elimination of one variable after the other (Fourier and Motzkin). A product of
// variables counts as a variable of its own: so "cannot be met" is always true, and "can be met"
// may be too careful where products are among the terms.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "translators/algebra/polynomial.h"

namespace twinbill::algebra {

enum class Relation : std::uint8_t { kAbove, kAtLeast, kEqual };  // > 0, >= 0, = 0

struct Constraint {
  Polynomial form;
  Relation relation = Relation::kAbove;
};

class LinearSystem {
 public:
  void Add(const Constraint& constraint);

  // Whether the system says that the constraint, which is no equation, holds or that it doesn't, by
  // what it says of that very direction alone; none where that doesn't tell.
  std::optional<bool> Tells(const Constraint& constraint) const;
  // Whether some numbers meet all constraints.
  bool CanHold() const;

 private:
  // direction + constant > 0 (or >= 0); the first coefficient of a direction is 1 or -1.
  struct Bound {
    Polynomial direction;
    Rational constant;
    bool strict = false;
  };

  static std::optional<Bound> Normalized(const Polynomial& form, bool strict);
  const Bound* Find(const Polynomial& direction) const;
  void Add(const Polynomial& form, bool strict);
  bool IsIndependent() const;
  std::optional<Monomial> Cheapest() const;
  LinearSystem Without(const Monomial& monomial) const;

  std::vector<Bound> bounds_;  // the tightest of each direction
  bool is_impossible_ = false;
};

// Whether some numbers meet all constraints.
bool CanHold(const std::vector<Constraint>& constraints);

// What holds exactly where `constraint`, which is no equation, does not.
Constraint Opposite(const Constraint& constraint);

}  // namespace twinbill::algebra
