#include "standard_engine/explain/number_list.h"

#include <algorithm>
#include <array>
#include <utility>

#include "corpus/model/check.h"

namespace twinbill::explain {
namespace {

constexpr std::array<std::string_view, 11> kNames{"usage",      "term",    "carried",  "sum",
                                                  "difference", "product", "quotient", "least",
                                                  "negation",   "cut",     "rounded"};

}  // namespace

std::string_view Name(Operation operation) { return kNames[static_cast<std::size_t>(operation)]; }

NumberList::Place NumberList::Put(std::string name, Operation operation, std::vector<Place> from,
                                  ExactAmount value) {
  Number number;
  number.name = std::move(name);
  number.operation = operation;
  number.from = std::move(from);
  number.value = std::move(value);
  numbers_.push_back(std::move(number));
  return static_cast<Place>(numbers_.size() - 1);
}

NumberList::Place NumberList::Usage(std::string name, const ExactAmount& value, std::string why) {
  const Place place = Put(std::move(name), Operation::kUsage, {}, value);
  Say(std::move(why));
  return place;
}

NumberList::Place NumberList::Term(std::string name, const ExactAmount& value,
                                   std::string pointer) {
  const Place place = Put(std::move(name), Operation::kTerm, {}, value);
  numbers_.back().pointer = std::move(pointer);
  return place;
}

NumberList::Place NumberList::Carried(std::string name, const ExactAmount& value, std::string why) {
  const Place place = Put(std::move(name), Operation::kCarried, {}, value);
  Say(std::move(why));
  return place;
}

NumberList::Place NumberList::Sum(std::string name, std::vector<Place> from) {
  ExactAmount value;
  for (const Place place : from) value += ValueOf(place);
  return Put(std::move(name), Operation::kSum, std::move(from), std::move(value));
}

NumberList::Place NumberList::Difference(std::string name, std::vector<Place> from) {
  ExactAmount value = ValueOf(from.front());
  for (std::size_t i = 1; i < from.size(); ++i) value -= ValueOf(from[i]);
  return Put(std::move(name), Operation::kDifference, std::move(from), std::move(value));
}

NumberList::Place NumberList::Product(std::string name, std::vector<Place> from) {
  ExactAmount value = ExactAmount::OfUnits(1, 0);
  for (const Place place : from) value *= ValueOf(place);
  return Put(std::move(name), Operation::kProduct, std::move(from), std::move(value));
}

NumberList::Place NumberList::Quotient(std::string name, Place dividend, Place divisor) {
  TWINBILL_CHECK(!ValueOf(divisor).is_zero());
  return Put(std::move(name), Operation::kQuotient, {dividend, divisor},
             ValueOf(dividend) / ValueOf(divisor));
}

NumberList::Place NumberList::Least(std::string name, std::vector<Place> from) {
  ExactAmount value = ValueOf(from.front());
  for (const Place place : from) value = std::min(value, ValueOf(place));
  return Put(std::move(name), Operation::kLeast, std::move(from), std::move(value));
}

NumberList::Place NumberList::Negation(std::string name, Place from) {
  return Put(std::move(name), Operation::kNegation, {from}, -ValueOf(from));
}

NumberList::Place NumberList::Cut(std::string name, Place from, int digits) {
  const auto cut = ValueOf(from).Truncate(digits);
  TWINBILL_CHECK(cut.has_value());  // billing cut it, too
  const Place place =
      Put(std::move(name), Operation::kCut, {from}, ExactAmount::OfUnits(cut->units, digits));
  numbers_.back().digits = digits;
  return place;
}

NumberList::Place NumberList::Rounded(std::string name, Place from, arithmetic::RoundingMode mode,
                                      int digits) {
  const auto rounded = arithmetic::Round(ValueOf(from), mode, digits);
  TWINBILL_CHECK(rounded.has_value());
  const Place place = Put(std::move(name), Operation::kRounded, {from}, ExactAmount(*rounded));
  numbers_.back().mode = mode;
  numbers_.back().digits = digits;
  return place;
}

}  // namespace twinbill::explain
