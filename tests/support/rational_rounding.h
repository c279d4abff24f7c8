// Rounding of exact fractions and the dealing of units: the third writing of both, for the rational
// biller.
//
// It stands beside those of the two billing sides on purpose and shares nothing with them.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <vector>

#include "corpus/model/decimal.h"

namespace twinbill::support {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

Rational ToRational(const model::Decimal& value);
Rational ReadRational(const std::string& decimal_text);  // a plain or exponent decimal
Rational PowerOfTen(int exponent);

// `value` in units of 10^-digits, rounded by the mode's name as Java's RoundingMode has it.
Integer RoundToUnits(const Rational& value, const std::string& mode, int digits);

// Units for each share: cut toward zero at `digits`, then the units that are missing to `total`
// dealt out as `remainder` (`largest`, `first`, `last`) says. No shares: none.
std::vector<Integer> DealUnits(const std::vector<Rational>& shares, const Integer& total,
                               const std::string& remainder, int digits);

// The canonical text of an exact decimal; the value's denominator divides a power of ten.
std::string DecimalText(const Rational& value);
// Units of 10^-digits with exactly `digits` digits after the point.
std::string AmountText(const Integer& units, int digits);

}  // namespace twinbill::support
