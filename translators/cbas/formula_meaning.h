// What a rule's formula means: a function of a group's sums, with the places where the legacy
// arithmetic may depart from exact numbers.
//
// Numbers, tables and operations between numbers are taken as the rule book's arithmetic reads
// them, so that `cost * (1 / 3)` in decimals of ten digits is `0.3333333333 · cost`. Source:
// specification, cbas_rules.md "Formulas", "Arithmetic".
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "translators/algebra/expression.h"

namespace twinbill::translators {

// The variables of meanings; input number i is kInputs + i.
enum SumNumber : algebra::VariableNumber {
  kUsage,
  kCost,
  kRated,
  kNet,
  kUsageBefore,
  kCostBefore,
  kGivenBefore,
  kMonths,
  kInputs,
};

// What is read of a record, for statements about its digits.
enum class RecordValue : std::uint8_t { kUsage, kCost, kRated };

// Whether decimal arithmetic is exact, and where.
struct Exactness {
  // Each value of a record may have this many digits after the point at most; absent: not read.
  std::map<RecordValue, int> digits_max;
  bool can_be_exact = true;
  int operations = 0;  // with a variable in them
};

// A part of a formula that has no counterpart, whatever the shape.
struct FormulaFault {
  std::string code;
  std::string text;
  std::uint32_t begin = 0;  // of the formula's bytes
  std::string reason;
  std::string needed;
};

struct FormulaMeaning {
  algebra::Expression expression;
  std::vector<algebra::Constraint> facts;  // always true of the variables
  Exactness exactness;
  std::optional<FormulaFault> fault;
  bool reads_net = false;  // or an input of net
  bool reads_given = false;
};

// How the variables of a rule hang together in the periods it runs in.
struct RuleSurroundings {
  const rule_book::Rule* rule = nullptr;
  const rule_book::Edition* edition = nullptr;
  // The number of periods of a full window, and of the term.
  int months_full = 1;
  int months_term = 1;
  // The inputs that are the rule's own sums under another name.
  std::vector<bool> input_is_own;
};

FormulaMeaning MeaningOf(const RuleSurroundings& surroundings);

// A number as the rule book's arithmetic reads it.
algebra::Rational AsRead(const model::Decimal& number, const rule_book::Settings& settings);

algebra::Rounding RoundingOf(rule_book::RoundingMode mode);

// "usage", "cost", ... or the input's name.
std::string NameOfSum(algebra::VariableNumber variable, const rule_book::Rule& rule);

// "0.12 · cost - 0.02 · usage": for reading.
std::string WriteForm(const algebra::Polynomial& form, const rule_book::Rule& rule);

}  // namespace twinbill::translators
