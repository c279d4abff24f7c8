// Expression: a function of variables as an immutable tree, and what it gives on every branch.
//
// Two expressions are compared by meaning: along every branch that both can take together, what
// they give must be the same fraction, or the same number wherever the branch's conditions hold.
// "Same" is always right; "different" may be too careful where variables are multiplied.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "translators/algebra/linear_system.h"

namespace twinbill::algebra {

struct ExpressionNode;
using Expression = std::shared_ptr<const ExpressionNode>;

enum class ExpressionKind {
  kConstant,
  kVariable,
  kSum,
  kProduct,
  kQuotient,
  kAbove,    // 1 where a > b, else 0
  kAtLeast,  // 1 where a >= b, else 0
  kEqual,
  kChoice,  // a where condition <> 0, else b; only the chosen one is evaluated
};

struct ExpressionNode {
  ExpressionKind kind = ExpressionKind::kConstant;
  Rational constant;
  VariableNumber variable = 0;
  std::vector<Expression> arguments;
};

Expression Constant(const Rational& value);
Expression Variable(VariableNumber variable);
Expression Sum(const Expression& a, const Expression& b);
Expression Difference(const Expression& a, const Expression& b);
Expression Product(const Expression& a, const Expression& b);
Expression Quotient(const Expression& a, const Expression& b);
Expression Above(const Expression& a, const Expression& b);
Expression AtLeast(const Expression& a, const Expression& b);
Expression Equal(const Expression& a, const Expression& b);
Expression Choice(const Expression& condition, const Expression& a, const Expression& b);
Expression Least(const Expression& a, const Expression& b);
Expression Greatest(const Expression& a, const Expression& b);
Expression Negative(const Expression& a);

// One way through an expression's conditions.
struct Branch {
  std::vector<Constraint> conditions;  // the assumptions first
  std::optional<Fraction> value;       // none: it divides by zero there
};

// More branches than this are not followed: a formula of so many is refused.
inline constexpr std::size_t kBranchesMax = 4000;

// All branches that can be taken under the assumptions; none where there are too many.
std::optional<std::vector<Branch>> Branches(const Expression& expression,
                                            const std::vector<Constraint>& assumptions);

// By number of variable; a variable beyond the end is 0.
using Point = std::vector<Rational>;

// What the expression gives at a point; none where it divides by zero.
std::optional<Rational> ValueAt(const Expression& expression, const Point& point);

// All numbers that stand in the expression, rising, each once.
std::vector<Rational> NumbersIn(const Expression& expression);

enum class Sameness {
  kSame,
  kSameWhereDefined,  // the first divides by zero somewhere
  kDifferent,
};

// Whether `second` gives what `first` gives, wherever the assumptions hold.
Sameness Compare(const Expression& first, const Expression& second,
                 const std::vector<Constraint>& assumptions);

}  // namespace twinbill::algebra
