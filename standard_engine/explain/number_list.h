// NumberList: the numbers of an explanation, made one after the other.
//
// Each is computed here from those before it, so that an explanation can't say what its own
// operations do not give; whoever asks for a number that billing made as well checks that they are
// one.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "standard_engine/explain/explanation.h"

namespace twinbill::explain {

using arithmetic::ExactAmount;

class NumberList {
 public:
  using Place = std::uint32_t;

  Place Usage(std::string name, const ExactAmount& value, std::string why = {});
  Place Term(std::string name, const ExactAmount& value, std::string pointer);
  Place Carried(std::string name, const ExactAmount& value, std::string why);
  Place Sum(std::string name, std::vector<Place> from);
  Place Difference(std::string name, std::vector<Place> from);
  Place Product(std::string name, std::vector<Place> from);
  // The divisor is not 0.
  Place Quotient(std::string name, Place dividend, Place divisor);
  Place Least(std::string name, std::vector<Place> from);
  Place Negation(std::string name, Place from);
  Place Cut(std::string name, Place from, int digits);
  Place Rounded(std::string name, Place from, arithmetic::RoundingMode mode, int digits);

  const ExactAmount& ValueOf(Place place) const { return numbers_[place].value; }
  // A word on the number that was made last.
  void Say(std::string why) { numbers_.back().why = std::move(why); }
  std::vector<Number> Take() { return std::move(numbers_); }

 private:
  Place Put(std::string name, Operation operation, std::vector<Place> from, ExactAmount value);

  std::vector<Number> numbers_;
};

}  // namespace twinbill::explain
