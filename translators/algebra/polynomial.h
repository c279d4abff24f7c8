// Polynomials and fractions of them over numbered variables, exact.
//
// What a branch of a formula gives is a fraction; where it is linear, the questions "can this hold"
// and "is this the same" have exact answers (linear_system.h).
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "translators/algebra/rational.h"

namespace twinbill::algebra {

using VariableNumber = int;
// The variables of a product, rising; one that stands twice is squared. Empty: the constant.
using Monomial = std::vector<VariableNumber>;

class Polynomial {
 public:
  Polynomial() = default;
  explicit Polynomial(const Rational& constant);
  static Polynomial Of(VariableNumber variable);

  // No term has the coefficient 0.
  const std::map<Monomial, Rational>& terms() const { return terms_; }
  bool is_zero() const { return terms_.empty(); }
  bool is_constant() const { return terms_.empty() || (terms_.size() == 1 && Constant() != 0); }
  bool is_linear() const;
  Rational Constant() const { return Coefficient({}); }
  Rational Coefficient(const Monomial& monomial) const;

  Polynomial operator+(const Polynomial& other) const;
  Polynomial operator-(const Polynomial& other) const;
  Polynomial operator*(const Polynomial& other) const;
  Polynomial operator*(const Rational& factor) const;
  bool operator==(const Polynomial&) const = default;
  bool operator<(const Polynomial& other) const { return terms_ < other.terms_; }

 private:
  void Add(const Monomial& monomial, const Rational& coefficient);

  std::map<Monomial, Rational> terms_;
};

// numerator / denominator; the denominator is not the zero polynomial, and is 1 where it could be a
// constant, or where the numerator is a multiple of it.
class Fraction {
 public:
  Fraction() : denominator_(Rational(1)) {}
  explicit Fraction(Polynomial numerator)
      : numerator_(std::move(numerator)), denominator_(Rational(1)) {}
  Fraction(Polynomial numerator, Polynomial denominator);

  const Polynomial& numerator() const { return numerator_; }
  const Polynomial& denominator() const { return denominator_; }
  bool is_polynomial() const { return denominator_ == Polynomial(Rational(1)); }
  std::optional<Rational> AsConstant() const;

  Fraction operator+(const Fraction& other) const;
  Fraction operator-(const Fraction& other) const;
  Fraction operator*(const Fraction& other) const;
  // `other` is not zero.
  Fraction operator/(const Fraction& other) const;
  // As written; two equal functions may be written differently, Same() tells.
  bool operator<(const Fraction& other) const;
  bool Same(const Fraction& other) const;

 private:
  Polynomial numerator_;
  Polynomial denominator_;
};

}  // namespace twinbill::algebra
