// Formula: the arithmetic of a rule, parsed once into a tree that keeps its places.
//
// It says what stands there and computes nothing. Nodes are in the order of evaluation: a node's
// arguments come before it, the root is the last. Source: specification, cbas_rules.md "Formulas".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/decimal.h"
#include "corpus/model/result.h"

namespace twinbill::rule_book {

enum class Operation {
  kNegate,  // one argument; all others two
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
};

enum class Function { kMin, kMax, kAbs, kIf, kRound, kFloor, kCeil, kBand, kTiered };

enum class Variable {
  kUsage,
  kCost,
  kRated,
  kNet,
  kUsageBefore,
  kCostBefore,
  kUsageWindow,
  kCostWindow,
  kMonths,
  kGivenBefore,
};

enum class NodeKind { kNumber, kVariable, kInput, kOperation, kCall };

// Bytes of the formula's text, [begin, end).
struct TextSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const TextSpan&) const = default;
};

struct FormulaNode {
  NodeKind kind = NodeKind::kNumber;
  Operation operation = Operation::kNegate;  // kOperation
  Function function = Function::kMin;        // kCall
  Variable variable = Variable::kUsage;      // kVariable
  model::Decimal number;                     // kNumber; of kCall kRound: the digits, 0 to 18
  std::string name;                          // kInput: the input; kBand, kTiered: the table
  std::vector<std::uint32_t> arguments;      // numbers of nodes before this one
  TextSpan span;        // from its first to its last byte, parentheses around it left out
  TextSpan table_span;  // of kBand, kTiered: where the table's name stands
  bool operator==(const FormulaNode&) const = default;
};

struct Formula {
  std::string text;  // as it stands in the rule book
  std::vector<FormulaNode> nodes;

  const FormulaNode& root() const { return nodes.back(); }
  std::uint32_t root_number() const { return static_cast<std::uint32_t>(nodes.size() - 1); }
  bool operator==(const Formula&) const = default;
};

// Parses all of `text`. Any name that is no variable's is an input's; whether input and table are
// there is the rule book's affair. What is wrong is said at `where`, with line and column within
// the formula and a caret below its line.
model::Result<Formula> ParseFormula(std::string_view text, const model::Position& where);

std::string_view Name(Operation operation);
std::string_view Name(Function function);
std::string_view Name(Variable variable);

// The tree below a node, written with as few parentheses as its meaning needs; parsed again it is
// the same tree.
std::string WriteFormula(const Formula& formula, std::uint32_t node);

}  // namespace twinbill::rule_book
