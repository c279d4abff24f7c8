// Rational: exact numbers of any size, for reasoning about formulas.
//
// A translator must know whether two formulas are the same function, so nothing here is ever
// rounded but where a legacy arithmetic says that a constant of the formula was.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>

#include "corpus/model/decimal.h"

namespace twinbill::algebra {

using Integer =
    boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>,
                                  boost::multiprecision::expression_template_option::et_off>;
using Rational =
    boost::multiprecision::number<boost::multiprecision::cpp_rational::backend_type,
                                  boost::multiprecision::expression_template_option::et_off>;

// As Java's RoundingMode.
enum class Rounding { kUp, kDown, kCeiling, kFloor, kHalfUp, kHalfDown, kHalfEven };

Rational FromDecimal(const model::Decimal& value);

// The same number as a decimal; none where it has no finite one, or one of more digits than a
// decimal holds.
std::optional<model::Decimal> ToDecimal(const Rational& value);

// The multiple of 10^-digits that `rounding` gives.
Rational RoundTo(const Rational& value, int digits, Rounding rounding);

// Digits after the point of the decimal; none where the number has no finite decimal.
std::optional<int> DigitsOf(const Rational& value);

// For messages: the decimal where there is one, else `1/3`.
std::string Write(const Rational& value);

}  // namespace twinbill::algebra
