#include "tests/support/rational_rounding.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

namespace twinbill::support {

Rational PowerOfTen(int exponent) {
  const Integer power =
      boost::multiprecision::pow(Integer(10), static_cast<unsigned>(std::abs(exponent)));
  return exponent >= 0 ? Rational(power) : Rational(Integer(1), power);
}

Rational ReadRational(const std::string& decimal_text) {
  std::string text = decimal_text;
  int exponent = 0;
  if (const std::size_t e = text.find_first_of("eE"); e != std::string::npos) {
    exponent = std::stoi(text.substr(e + 1));
    text.resize(e);
  }
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.erase(0, 1);
  if (const std::size_t point = text.find('.'); point != std::string::npos) {
    exponent -= static_cast<int>(text.size() - point - 1);
    text.erase(point, 1);
  }
  const std::size_t first = text.find_first_not_of('0');  // cpp_int reads a leading 0 as octal
  const Integer digits(first == std::string::npos ? "0" : text.substr(first));
  const Rational value = Rational(digits) * PowerOfTen(exponent);
  return negative ? Rational(-value) : value;
}

Rational ToRational(const model::Decimal& value) { return ReadRational(value.ToString()); }

Integer RoundToUnits(const Rational& value, const std::string& mode, int digits) {
  const Rational scaled = value * PowerOfTen(digits);
  const bool negative = scaled < 0;
  const Rational size = abs(scaled);
  Integer whole = numerator(size) / denominator(size);
  const Rational rest = size - Rational(whole);
  const Rational half(Integer(1), Integer(2));
  bool away = false;
  if (mode == "UP") {
    away = rest > 0;
  } else if (mode == "CEILING") {
    away = rest > 0 && !negative;
  } else if (mode == "FLOOR") {
    away = rest > 0 && negative;
  } else if (mode == "HALF_UP") {
    away = rest >= half;
  } else if (mode == "HALF_DOWN") {
    away = rest > half;
  } else if (mode == "HALF_EVEN") {
    away = rest > half || (rest == half && whole % 2 != 0);
  } else if (mode != "DOWN") {
    throw std::invalid_argument("rounding mode " + mode);
  }
  if (away) whole += 1;
  return negative ? Integer(-whole) : whole;
}

std::vector<Integer> DealUnits(const std::vector<Rational>& shares, const Integer& total,
                               const std::string& remainder, int digits) {
  std::vector<Integer> units;
  std::vector<Rational> fractions;
  Integer missing = total;
  for (const Rational& share : shares) {
    units.push_back(RoundToUnits(share, "DOWN", digits));
    fractions.push_back(share * PowerOfTen(digits) - Rational(units.back()));
    missing -= units.back();
  }
  if (shares.empty() || missing == 0) return units;
  if (remainder == "first") {
    units.front() += missing;
  } else if (remainder == "last") {
    units.back() += missing;
  } else {
    const int step = missing > 0 ? 1 : -1;
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return step > 0 ? fractions[a] > fractions[b] : fractions[a] < fractions[b];
    });
    // All whole rounds at once; the units that are left go to the first of the order.
    const Integer count = static_cast<long>(order.size());
    const Integer rounds = abs(missing) / count;
    const Integer left = abs(missing) % count;
    for (std::size_t place = 0; place < order.size(); ++place) {
      units[order[place]] += step * (rounds + (Integer(static_cast<long>(place)) < left ? 1 : 0));
    }
  }
  return units;
}

std::string AmountText(const Integer& units, int digits) {
  std::string text = Integer(abs(units)).str();
  if (digits > 0) {
    const auto width = static_cast<std::size_t>(digits) + 1;
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    text.insert(text.size() - static_cast<std::size_t>(digits), ".");
  }
  return units < 0 ? "-" + text : text;
}

std::string DecimalText(const Rational& value) {
  Rational scaled = value;
  int digits = 0;
  while (denominator(scaled) != 1) {
    if (++digits > 400) throw std::invalid_argument("no finite decimal");
    scaled *= 10;
  }
  return AmountText(numerator(scaled), digits);
}

}  // namespace twinbill::support
