// Formulas and matches of rule books, evaluated as plainly as can be: text in, number out, parsed
// anew each time. The second opinion beside legacy_adapters/cbas; written from the specification
// alone.
#pragma once

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "corpus/model/usage_record.h"
#include "tests/support/rational_rounding.h"

namespace twinbill::support {

// Division by zero, overflow or NaN: the bill of the contract stops.
struct ArithmeticError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A number of either arithmetic: a double in `binary64`, an exact fraction in `decimal`.
using PlainNumber = std::variant<double, Rational>;

struct PlainSettings {
  bool binary64 = true;
  int scale = 10;
  std::string scale_rounding = "HALF_UP";
  int amount_digits = 2;
  std::string amount_rounding = "HALF_UP";
  bool scaled = true;
  bool upper_edge = true;
};

// One operation of the arithmetic each.
class PlainArithmetic {
 public:
  explicit PlainArithmetic(PlainSettings settings) : settings_(std::move(settings)) {}

  const PlainSettings& settings() const { return settings_; }
  PlainNumber Read(const Rational& value) const;  // an exact value, read as one number
  PlainNumber Operate(char operation, const PlainNumber& a, const PlainNumber& b) const;  // + - * /
  int Compare(const PlainNumber& a, const PlainNumber& b) const;
  Integer AmountUnits(const PlainNumber& a, int digits) const;  // rounded as an amount is
  PlainNumber Round(const PlainNumber& a, int digits) const;
  PlainNumber Whole(const PlainNumber& a, bool up) const;
  static Rational Exact(const PlainNumber& a);

 private:
  PlainSettings settings_;
};

struct PlainBand {
  Rational from;
  bool open = false;  // no upper end
  Rational to;
  Rational entry;
};

struct PlainContext {
  const PlainArithmetic& arithmetic;
  const std::map<std::string, std::vector<PlainBand>>& tables;
  std::function<PlainNumber(const std::string&)> variable;
};

// The value of the formula; throws ArithmeticError, or std::invalid_argument where it is no
// formula.
PlainNumber EvaluateFormula(const std::string& text, const PlainContext& context);

// Whether the match takes the slot, with no regard to the `Usage` default.
bool EvaluateMatch(const std::string& text, const model::Slot& slot);
bool MatchNames(const std::string& text, const std::string& dimension);
std::string DimensionText(const model::Slot& slot, const std::string& dimension);

}  // namespace twinbill::support
