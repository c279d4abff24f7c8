#include "tests/support/recomputed.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "tests/support/rational_rounding.h"

namespace twinbill::support {
namespace {

using Json = nlohmann::ordered_json;

// A decimal, or a fraction "-7/3".
Rational Read(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return ReadRational(text);
  return ReadRational(text.substr(0, slash)) / ReadRational(text.substr(slash + 1));
}

Rational Operate(const std::string& operation, const std::vector<Rational>& from,
                 const Json& number) {
  if (operation == "sum" || operation == "product" || operation == "difference") {
    Rational value = operation == "product" ? 1 : 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (operation == "product") {
        value *= from[i];
      } else {
        const bool subtracted = operation == "difference" && i > 0;
        value += subtracted ? Rational(-from[i]) : from[i];
      }
    }
    return value;
  }
  if (operation == "quotient") return from.at(0) / from.at(1);
  if (operation == "negation") return -from.at(0);
  if (operation == "least") return *std::min_element(from.begin(), from.end());
  const int digits = number.at("digits").get<int>();
  if (operation == "cut") {
    return Rational(RoundToUnits(from.at(0), "DOWN", digits)) / PowerOfTen(digits);
  }
  if (operation == "rounded") {
    return Rational(RoundToUnits(from.at(0), number.at("mode").get<std::string>(), digits)) /
           PowerOfTen(digits);
  }
  throw std::invalid_argument("no such operation: " + operation);
}

bool IsFact(const std::string& operation) {
  return operation == "usage" || operation == "term" || operation == "carried";
}

}  // namespace

std::string WrongWith(const Json& explanation) {
  std::vector<Rational> values;
  for (const Json& number : explanation.at("numbers")) {
    const auto operation = number.at("operation").get<std::string>();
    const Rational said = Read(number.at("value").get<std::string>());
    if (!IsFact(operation)) {
      std::vector<Rational> from;
      if (number.contains("from")) {
        for (const Json& place : number.at("from"))
          from.push_back(values.at(place.get<std::size_t>()));
      }
      if (Operate(operation, from, number) != said) {
        return "number " + std::to_string(values.size()) +
               " is not what it is made of: " + number.dump();
      }
    }
    values.push_back(said);
  }
  if (values.empty()) return "no number";
  if (values.back() != Read(explanation.at("amount").get<std::string>())) {
    return "the last number is not the amount";
  }
  return {};
}

}  // namespace twinbill::support
