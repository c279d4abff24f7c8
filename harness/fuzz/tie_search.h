// TieSearch: jumps to the next quantity at which a linear amount comes onto or beside a rounding
// tie.
//
// Faults of rounding show at a few of 10^12 quantities; drawing at random finds none of them.
// An amount that grows by `slope` for each step of one quantity is a straight line against a grid,
// and where it hits a window of the grid next is a question of Euclid's kind, answered in O(log)
// steps. Source: Lefèvre's search for worst cases of rounding; the search for the first multiple in
// a residue range.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>

namespace twinbill::fuzz {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

// The largest whole number that is not above `value`.
Integer FloorOf(const Rational& value);

// The smallest x >= 0 with low <= (slope * x + offset) mod modulus <= high; none where there is
// none. 0 <= low <= high < modulus; slope and offset may be negative, mod is never.
std::optional<Integer> FirstHit(const Integer& slope, const Integer& offset, const Integer& modulus,
                                const Integer& low, const Integer& high);

// Where an amount is sought, seen from the middle between two neighbouring units.
enum class TieSide {
  kBelow,  // as near below as the grid of the line allows
  kOn,
  kAbove,
};

// An amount in rounding units (so that ties lie at whole numbers and a half) at step x of one
// quantity: slope * x + offset.
struct AmountLine {
  Rational slope;
  Rational offset;
};

// The smallest step x >= first at which the amount is on a tie, or nearest to one on that side
// within `width` units; none where there is none. 0 < width < 1/2.
std::optional<Integer> NextTie(const AmountLine& line, const Integer& first, TieSide side,
                               const Rational& width);

}  // namespace twinbill::fuzz
