#include "legacy_adapters/cbas/rule_book/formula.h"

#include <array>
#include <cstddef>

#include "legacy_adapters/cbas/rule_book/formula_parser.h"

namespace twinbill::rule_book {
namespace {

constexpr auto kOperations =
    std::to_array<std::string_view>({"-", "*", "/", "+", "-", "<", "<=", ">", ">=", "=", "<>"});
constexpr auto kFunctions = std::to_array<std::string_view>(
    {"min", "max", "abs", "if", "round", "floor", "ceil", "band", "tiered"});
constexpr auto kVariables =
    std::to_array<std::string_view>({"usage", "cost", "rated", "net", "usage_before", "cost_before",
                                     "usage_window", "cost_window", "months", "given_before"});

// How close a node's parts hold together; a part that holds less close needs parentheses.
enum Binding { kComparison, kSum, kProduct, kSign, kPart };

Binding BindingOf(const FormulaNode& node) {
  if (node.kind == NodeKind::kNumber && node.number.is_negative()) return kSign;
  if (node.kind != NodeKind::kOperation) return kPart;
  switch (node.operation) {
    case Operation::kNegate: return kSign;
    case Operation::kMultiply:
    case Operation::kDivide: return kProduct;
    case Operation::kAdd:
    case Operation::kSubtract: return kSum;
    default: return kComparison;
  }
}

class Writer {
 public:
  explicit Writer(const Formula& formula) : formula_(formula) {}

  std::string Text(std::uint32_t node) {
    Part(node, kComparison);
    return std::move(out_);
  }

 private:
  // Writes the node, in parentheses where it holds less close than `least`.
  void Part(std::uint32_t number, Binding least) {
    const FormulaNode& node = formula_.nodes[number];
    const bool wrapped = BindingOf(node) < least;
    if (wrapped) out_ += '(';
    switch (node.kind) {
      case NodeKind::kNumber: node.number.AppendTo(out_); break;
      case NodeKind::kVariable: out_ += Name(node.variable); break;
      case NodeKind::kInput: out_ += node.name; break;
      case NodeKind::kOperation: Operate(node); break;
      case NodeKind::kCall: Call(node); break;
    }
    if (wrapped) out_ += ')';
  }

  void Operate(const FormulaNode& node) {
    const Binding own = BindingOf(node);
    if (node.operation == Operation::kNegate) {
      out_ += '-';
      Part(node.arguments[0], own);
      return;
    }
    // From left to right: the left part may bind alike, the right one and a comparison's may not.
    const auto closer = static_cast<Binding>(own + 1);
    Part(node.arguments[0], own == kComparison ? closer : own);
    out_ += ' ';
    out_ += Name(node.operation);
    out_ += ' ';
    Part(node.arguments[1], closer);
  }

  void Call(const FormulaNode& node) {
    out_ += Name(node.function);
    out_ += '(';
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
      if (i > 0) out_ += ", ";
      Part(node.arguments[i], kComparison);
    }
    if (node.function == Function::kRound) {
      out_ += ", ";
      node.number.AppendTo(out_);
    }
    if (node.function == Function::kBand || node.function == Function::kTiered) {
      out_ += ", " + node.name;
    }
    out_ += ')';
  }

  const Formula& formula_;
  std::string out_;
};

template <class Word, std::size_t n>
std::optional<Word> WordNamed(std::string_view name, const std::array<std::string_view, n>& names) {
  for (std::size_t i = 0; i < n; ++i) {
    if (names[i] == name) return static_cast<Word>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view Name(Operation operation) {
  return kOperations[static_cast<std::size_t>(operation)];
}
std::string_view Name(Function function) { return kFunctions[static_cast<std::size_t>(function)]; }
std::string_view Name(Variable variable) { return kVariables[static_cast<std::size_t>(variable)]; }

std::optional<Variable> VariableNamed(std::string_view name) {
  return WordNamed<Variable>(name, kVariables);
}
std::optional<Function> FunctionNamed(std::string_view name) {
  return WordNamed<Function>(name, kFunctions);
}
std::vector<std::string_view> VariableNames() { return {kVariables.begin(), kVariables.end()}; }
std::vector<std::string_view> FunctionNames() { return {kFunctions.begin(), kFunctions.end()}; }

std::string WriteFormula(const Formula& formula, std::uint32_t node) {
  return Writer(formula).Text(node);
}

}  // namespace twinbill::rule_book
