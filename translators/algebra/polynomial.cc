#include "translators/algebra/polynomial.h"

#include <algorithm>
#include <tuple>

#include "corpus/model/check.h"

namespace twinbill::algebra {

Polynomial::Polynomial(const Rational& constant) { Add({}, constant); }

Polynomial Polynomial::Of(VariableNumber variable) {
  Polynomial result;
  result.Add({variable}, 1);
  return result;
}

void Polynomial::Add(const Monomial& monomial, const Rational& coefficient) {
  if (coefficient == 0) return;
  const auto [at, is_new] = terms_.try_emplace(monomial, coefficient);
  if (is_new) return;
  at->second += coefficient;
  if (at->second == 0) terms_.erase(at);
}

bool Polynomial::is_linear() const {
  return std::all_of(terms_.begin(), terms_.end(),
                     [](const auto& term) { return term.first.size() <= 1; });
}

Rational Polynomial::Coefficient(const Monomial& monomial) const {
  const auto at = terms_.find(monomial);
  return at == terms_.end() ? Rational(0) : at->second;
}

Polynomial Polynomial::operator+(const Polynomial& other) const {
  Polynomial result = *this;
  for (const auto& [monomial, coefficient] : other.terms_) result.Add(monomial, coefficient);
  return result;
}

Polynomial Polynomial::operator-(const Polynomial& other) const {
  return *this + other * Rational(-1);
}

Polynomial Polynomial::operator*(const Polynomial& other) const {
  Polynomial result;
  for (const auto& [mine, mine_times] : terms_) {
    for (const auto& [theirs, theirs_times] : other.terms_) {
      Monomial both;
      std::merge(mine.begin(), mine.end(), theirs.begin(), theirs.end(), std::back_inserter(both));
      result.Add(both, mine_times * theirs_times);
    }
  }
  return result;
}

Polynomial Polynomial::operator*(const Rational& factor) const {
  Polynomial result;
  for (const auto& [monomial, coefficient] : terms_) result.Add(monomial, coefficient * factor);
  return result;
}

namespace {

// The variables that every term of `polynomial` has.
Monomial SharedBy(const Polynomial& polynomial) {
  std::optional<Monomial> shared;
  for (const auto& term : polynomial.terms()) {
    if (!shared) {
      shared = term.first;
      continue;
    }
    Monomial both;
    std::set_intersection(shared->begin(), shared->end(), term.first.begin(), term.first.end(),
                          std::back_inserter(both));
    shared = both;
  }
  return shared.value_or(Monomial());
}

Polynomial WithoutFactor(const Polynomial& polynomial, const Monomial& factor) {
  Polynomial result;
  for (const auto& [monomial, coefficient] : polynomial.terms()) {
    Monomial rest;
    std::set_difference(monomial.begin(), monomial.end(), factor.begin(), factor.end(),
                        std::back_inserter(rest));
    Polynomial term(coefficient);
    for (const VariableNumber variable : rest) term = term * Polynomial::Of(variable);
    result = result + term;
  }
  return result;
}

// numerator / denominator as a constant, where it is one.
std::optional<Rational> Multiple(const Polynomial& numerator, const Polynomial& denominator) {
  if (numerator.terms().size() != denominator.terms().size()) return std::nullopt;
  const auto& [monomial, coefficient] = *denominator.terms().begin();
  const Rational factor = numerator.Coefficient(monomial) / coefficient;
  if (!(denominator * factor == numerator)) return std::nullopt;
  return factor;
}

}  // namespace

Fraction::Fraction(Polynomial numerator, Polynomial denominator)
    : numerator_(std::move(numerator)), denominator_(std::move(denominator)) {
  TWINBILL_CHECK(!denominator_.is_zero());
  if (numerator_.is_zero()) {
    denominator_ = Polynomial(Rational(1));
    return;
  }
  const Monomial above = SharedBy(numerator_);
  const Monomial below = SharedBy(denominator_);
  Monomial shared;
  std::set_intersection(above.begin(), above.end(), below.begin(), below.end(),
                        std::back_inserter(shared));
  if (!shared.empty()) {
    numerator_ = WithoutFactor(numerator_, shared);
    denominator_ = WithoutFactor(denominator_, shared);
  }
  if (const auto factor = Multiple(numerator_, denominator_)) {
    numerator_ = Polynomial(*factor);
    denominator_ = Polynomial(Rational(1));
  } else if (denominator_.is_constant()) {
    numerator_ = numerator_ * (1 / denominator_.Constant());
    denominator_ = Polynomial(Rational(1));
  }
}

std::optional<Rational> Fraction::AsConstant() const {
  if (!is_polynomial() || !numerator_.is_constant()) return std::nullopt;
  return numerator_.Constant();
}

Fraction Fraction::operator+(const Fraction& other) const {
  if (denominator_ == other.denominator_) {
    return Fraction(numerator_ + other.numerator_, denominator_);
  }
  return Fraction(numerator_ * other.denominator_ + other.numerator_ * denominator_,
                  denominator_ * other.denominator_);
}

Fraction Fraction::operator-(const Fraction& other) const {
  return *this + other * Fraction(Polynomial(Rational(-1)));
}

Fraction Fraction::operator*(const Fraction& other) const {
  return Fraction(numerator_ * other.numerator_, denominator_ * other.denominator_);
}

Fraction Fraction::operator/(const Fraction& other) const {
  return Fraction(numerator_ * other.denominator_, denominator_ * other.numerator_);
}

bool Fraction::operator<(const Fraction& other) const {
  if (numerator_ < other.numerator_) return true;
  if (other.numerator_ < numerator_) return false;
  return denominator_ < other.denominator_;
}

bool Fraction::Same(const Fraction& other) const {
  return numerator_ * other.denominator_ == other.numerator_ * denominator_;
}

}  // namespace twinbill::algebra
