#include "translators/algebra/expression.h"

#include <set>
#include <utility>

namespace twinbill::algebra {

namespace {

Expression Make(ExpressionKind kind, std::vector<Expression> arguments) {
  auto node = std::make_shared<ExpressionNode>();
  node->kind = kind;
  node->arguments = std::move(arguments);
  return node;
}

// A condition that was met: which way was gone, and whether the other was possible, too.
struct Fork {
  bool choice = false;
  bool is_condition = false;
  bool other_is_open = is_condition;  // and not yet taken
};

// One walk: takes the choices it is told, then the first possible one at each fork.
class Walk {
 public:
  Walk(std::vector<Constraint> conditions, std::vector<Fork>& forks)
      : conditions_(std::move(conditions)), forks_(forks) {
    for (const Constraint& condition : conditions_) system_.Add(condition);
  }

  // None: divides by zero.
  std::optional<Fraction> Evaluate(const ExpressionNode& node) {
    switch (node.kind) {
      case ExpressionKind::kConstant: return Fraction(Polynomial(node.constant));
      case ExpressionKind::kVariable: return Fraction(Polynomial::Of(node.variable));
      case ExpressionKind::kChoice: return EvaluateChoice(node);
      default: return EvaluatePair(node);
    }
  }

  // Whether `fraction` relates to 0 so; adds what was chosen to the conditions.
  bool Decide(const Fraction& fraction, Relation relation) {
    Polynomial form = fraction.numerator();
    if (!fraction.is_polynomial() && !DecideForm(fraction.denominator(), Relation::kAbove)) {
      form = form * Rational(-1);
    }
    return DecideForm(form, relation);
  }

  const std::vector<Constraint>& conditions() const { return conditions_; }
  std::size_t met() const { return met_; }

 private:
  bool DecideForm(const Polynomial& form, Relation relation) {
    if (relation == Relation::kEqual) {
      return !DecideForm(form, Relation::kAbove) &&
             !DecideForm(form * Rational(-1), Relation::kAbove);
    }
    if (form.is_constant()) {
      return relation == Relation::kAbove ? form.Constant() > 0 : form.Constant() >= 0;
    }
    const Constraint yes{form, relation};
    const Constraint no = Opposite(yes);
    const std::size_t number = met_++;
    if (number == forks_.size()) {
      const std::optional<bool> told = system_.Tells(yes);
      const bool can_yes = told.value_or(true) && (told || CanHoldWith(yes));
      const bool can_no = told ? !*told : !can_yes || CanHoldWith(no);
      forks_.push_back({can_yes, can_yes && can_no});
    }
    const Fork& fork = forks_[number];
    // What follows from the conditions so far is no condition more.
    if (fork.is_condition) {
      conditions_.push_back(fork.choice ? yes : no);
      system_.Add(conditions_.back());
    }
    return fork.choice;
  }

  bool CanHoldWith(const Constraint& constraint) const {
    LinearSystem system = system_;
    system.Add(constraint);
    return system.CanHold();
  }

  std::optional<Fraction> EvaluateChoice(const ExpressionNode& node) {
    const auto condition = Evaluate(*node.arguments[0]);
    if (!condition) return std::nullopt;
    return Evaluate(*node.arguments[Decide(*condition, Relation::kEqual) ? 2 : 1]);
  }

  std::optional<Fraction> EvaluatePair(const ExpressionNode& node) {
    const auto a = Evaluate(*node.arguments[0]);
    if (!a) return std::nullopt;
    const auto b = Evaluate(*node.arguments[1]);
    if (!b) return std::nullopt;
    const auto truth = [](bool value) { return Fraction(Polynomial(Rational(value ? 1 : 0))); };
    switch (node.kind) {
      case ExpressionKind::kSum: return *a + *b;
      case ExpressionKind::kProduct: return *a * *b;
      case ExpressionKind::kAbove: return truth(Decide(*a - *b, Relation::kAbove));
      case ExpressionKind::kAtLeast: return truth(Decide(*a - *b, Relation::kAtLeast));
      case ExpressionKind::kEqual: return truth(Decide(*a - *b, Relation::kEqual));
      case ExpressionKind::kQuotient:
        if (Decide(*b, Relation::kEqual)) return std::nullopt;
        return *a / *b;
      default: return std::nullopt;
    }
  }

  std::vector<Constraint> conditions_;
  LinearSystem system_;  // of the conditions
  std::vector<Fork>& forks_;
  std::size_t met_ = 0;
};

// Calls `visit` for each walk until it says no or all ways were gone; false where there are too
// many.
bool ForEachWalk(const std::vector<Constraint>& assumptions,
                 const std::function<bool(Walk&)>& visit) {
  std::vector<Fork> forks;
  for (std::size_t count = 0; count < kBranchesMax; ++count) {
    Walk walk(assumptions, forks);
    if (!visit(walk)) return true;
    forks.resize(walk.met());
    while (!forks.empty() && !forks.back().other_is_open) forks.pop_back();
    if (forks.empty()) return true;
    forks.back().choice = !forks.back().choice;
    forks.back().other_is_open = false;
  }
  return false;
}

// Whether `difference` is 0 wherever the conditions hold.
bool IsZero(const Fraction& difference, const std::vector<Constraint>& conditions) {
  const Polynomial& form = difference.numerator();
  if (form.is_zero()) return true;
  if (!form.is_linear()) return false;
  for (const Rational& sign : {Rational(1), Rational(-1)}) {
    std::vector<Constraint> all = conditions;
    all.push_back({form * sign, Relation::kAbove});
    if (CanHold(all)) return false;
  }
  return true;
}

void CollectNumbers(const ExpressionNode& node, std::set<Rational>& numbers) {
  if (node.kind == ExpressionKind::kConstant) numbers.insert(node.constant);
  for (const Expression& argument : node.arguments) CollectNumbers(*argument, numbers);
}

}  // namespace

std::vector<Rational> NumbersIn(const Expression& expression) {
  std::set<Rational> numbers;
  CollectNumbers(*expression, numbers);
  return {numbers.begin(), numbers.end()};
}

std::optional<Rational> ValueAt(const Expression& expression, const Point& point) {
  const ExpressionNode& node = *expression;
  if (node.kind == ExpressionKind::kConstant) return node.constant;
  if (node.kind == ExpressionKind::kVariable) {
    const auto number = static_cast<std::size_t>(node.variable);
    return number < point.size() ? point[number] : Rational(0);
  }
  const auto a = ValueAt(node.arguments[0], point);
  if (!a) return std::nullopt;
  if (node.kind == ExpressionKind::kChoice) return ValueAt(node.arguments[*a != 0 ? 1 : 2], point);
  const auto b = ValueAt(node.arguments[1], point);
  if (!b) return std::nullopt;
  switch (node.kind) {
    case ExpressionKind::kSum: return Rational(*a + *b);
    case ExpressionKind::kProduct: return Rational(*a * *b);
    case ExpressionKind::kAbove: return Rational(*a > *b ? 1 : 0);
    case ExpressionKind::kAtLeast: return Rational(*a >= *b ? 1 : 0);
    case ExpressionKind::kEqual: return Rational(*a == *b ? 1 : 0);
    default: break;
  }
  if (*b == 0) return std::nullopt;
  return Rational(*a / *b);
}

Expression Constant(const Rational& value) {
  auto node = std::make_shared<ExpressionNode>();
  node->constant = value;
  return node;
}

Expression Variable(VariableNumber variable) {
  auto node = std::make_shared<ExpressionNode>();
  node->kind = ExpressionKind::kVariable;
  node->variable = variable;
  return node;
}

Expression Sum(const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kSum, {a, b});
}
Expression Product(const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kProduct, {a, b});
}
Expression Quotient(const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kQuotient, {a, b});
}
Expression Above(const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kAbove, {a, b});
}
Expression AtLeast(const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kAtLeast, {a, b});
}
Expression Equal(const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kEqual, {a, b});
}
Expression Choice(const Expression& condition, const Expression& a, const Expression& b) {
  return Make(ExpressionKind::kChoice, {condition, a, b});
}
Expression Negative(const Expression& a) { return Product(Constant(-1), a); }
Expression Difference(const Expression& a, const Expression& b) { return Sum(a, Negative(b)); }
Expression Least(const Expression& a, const Expression& b) { return Choice(Above(a, b), b, a); }
Expression Greatest(const Expression& a, const Expression& b) { return Choice(Above(b, a), b, a); }

std::optional<std::vector<Branch>> Branches(const Expression& expression,
                                            const std::vector<Constraint>& assumptions) {
  std::vector<Branch> branches;
  const bool all = ForEachWalk(assumptions, [&](Walk& walk) {
    auto value = walk.Evaluate(*expression);
    branches.push_back({walk.conditions(), std::move(value)});
    return true;
  });
  if (!all) return std::nullopt;
  return branches;
}

Sameness Compare(const Expression& first, const Expression& second,
                 const std::vector<Constraint>& assumptions) {
  Sameness result = Sameness::kSame;
  const bool all = ForEachWalk(assumptions, [&](Walk& walk) {
    const auto mine = walk.Evaluate(*first);
    if (!mine) {
      result = Sameness::kSameWhereDefined;
      return true;
    }
    const auto theirs = walk.Evaluate(*second);
    if (theirs && IsZero(*mine - *theirs, walk.conditions())) return true;
    result = Sameness::kDifferent;
    return false;
  });
  return all ? result : Sameness::kDifferent;
}

}  // namespace twinbill::algebra
