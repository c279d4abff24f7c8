// Program: a formula's tree laid out flat, for a machine with a stack.
//
// Instructions stand in the order of evaluation, left to right; of an `if` only the chosen branch
// is run. An instruction that ends the evaluation of a node of the tree says which. Source:
// specification, cbas_rules.md "Formulas".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "corpus/model/decimal.h"
#include "legacy_adapters/cbas/rule_book/formula.h"

namespace twinbill::cbas {

enum class Step : std::uint8_t {
  kNumber,    // push numbers[operand]
  kVariable,  // push the variable `operand` (rule_book::Variable)
  kInput,     // push the input `operand`
  kNegate,
  kMultiply,
  kDivide,
  kAdd,
  kSubtract,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kEqual,
  kNotEqual,
  kMin,  // of the two on top
  kMax,
  kAbs,
  kRound,  // to `operand` digits
  kFloor,
  kCeil,
  kBand,        // in table `operand`
  kTiered,      // in table `operand`
  kSkipIfZero,  // take the top away; where it is 0, go on at `operand`
  kSkip,        // go on at `operand`
  kEnd,         // ends the node of an `if`
};

struct Instruction {
  static constexpr std::uint32_t kNoNode = ~std::uint32_t{0};

  Step step = Step::kEnd;
  std::uint32_t operand = 0;
  std::uint32_t node = kNoNode;  // of the tree, where its value is on top afterwards
};

struct Program {
  std::vector<Instruction> code;
  std::vector<model::Decimal> numbers;
  std::size_t depth = 0;        // of the stack, at most
  std::uint32_t variables = 0;  // bit v: variable v stands in the formula

  bool Uses(rule_book::Variable variable) const {
    return (variables >> static_cast<unsigned>(variable) & 1U) != 0;
  }
};

// Tables and inputs by their names, as numbers. Every name of the formula is among them.
using NameNumbers = std::map<std::string, std::uint32_t>;

Program Compile(const rule_book::Formula& formula, const NameNumbers& tables,
                const NameNumbers& inputs);

}  // namespace twinbill::cbas
