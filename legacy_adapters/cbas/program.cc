#include "legacy_adapters/cbas/program.h"

#include <algorithm>

#include "corpus/model/check.h"

namespace twinbill::cbas {
namespace {

using rule_book::FormulaNode;
using rule_book::Function;
using rule_book::NodeKind;
using rule_book::Operation;

Step StepOf(Operation operation) {
  switch (operation) {
    case Operation::kNegate: return Step::kNegate;
    case Operation::kMultiply: return Step::kMultiply;
    case Operation::kDivide: return Step::kDivide;
    case Operation::kAdd: return Step::kAdd;
    case Operation::kSubtract: return Step::kSubtract;
    case Operation::kLess: return Step::kLess;
    case Operation::kLessOrEqual: return Step::kLessOrEqual;
    case Operation::kGreater: return Step::kGreater;
    case Operation::kGreaterOrEqual: return Step::kGreaterOrEqual;
    case Operation::kEqual: return Step::kEqual;
    case Operation::kNotEqual: return Step::kNotEqual;
  }
  return Step::kEnd;
}

class Compiler {
 public:
  Compiler(const rule_book::Formula& formula, const NameNumbers& tables, const NameNumbers& inputs)
      : formula_(formula), tables_(tables), inputs_(inputs) {}

  Program All() {
    Put(static_cast<std::uint32_t>(formula_.nodes.size() - 1));
    TWINBILL_CHECK(height_ == 1);
    return std::move(program_);
  }

 private:
  // Appends an instruction that changes the stack's height by `change`.
  std::size_t Emit(Step step, std::uint32_t operand, std::uint32_t node, int change) {
    program_.code.push_back({step, operand, node});
    height_ += change;
    program_.depth = std::max(program_.depth, static_cast<std::size_t>(height_));
    return program_.code.size() - 1;
  }

  void Put(std::uint32_t number) {
    const FormulaNode& node = formula_.nodes[number];
    switch (node.kind) {
      case NodeKind::kNumber:
        program_.numbers.push_back(node.number);
        Emit(Step::kNumber, static_cast<std::uint32_t>(program_.numbers.size() - 1), number, 1);
        return;
      case NodeKind::kVariable:
        program_.variables |= 1U << static_cast<unsigned>(node.variable);
        Emit(Step::kVariable, static_cast<std::uint32_t>(node.variable), number, 1);
        return;
      case NodeKind::kInput: Emit(Step::kInput, inputs_.at(node.name), number, 1); return;
      case NodeKind::kOperation:
        for (const std::uint32_t argument : node.arguments) Put(argument);
        Emit(StepOf(node.operation), 0, number, node.arguments.size() == 1 ? 0 : -1);
        return;
      case NodeKind::kCall: PutCall(node, number); return;
    }
  }

  void PutCall(const FormulaNode& node, std::uint32_t number) {
    switch (node.function) {
      case Function::kMin: PutChain(node, number, Step::kMin); return;
      case Function::kMax: PutChain(node, number, Step::kMax); return;
      case Function::kIf: PutIf(node, number); return;
      default: break;
    }
    Put(node.arguments.front());
    switch (node.function) {
      case Function::kAbs: Emit(Step::kAbs, 0, number, 0); return;
      case Function::kFloor: Emit(Step::kFloor, 0, number, 0); return;
      case Function::kCeil: Emit(Step::kCeil, 0, number, 0); return;
      case Function::kRound:
        Emit(Step::kRound, static_cast<std::uint32_t>(node.number.units()), number, 0);
        return;
      case Function::kBand: Emit(Step::kBand, tables_.at(node.name), number, 0); return;
      default: Emit(Step::kTiered, tables_.at(node.name), number, 0); return;
    }
  }

  // The least or greatest of any number of arguments, two at a time.
  void PutChain(const FormulaNode& node, std::uint32_t number, Step step) {
    Put(node.arguments.front());
    for (std::size_t i = 1; i < node.arguments.size(); ++i) {
      Put(node.arguments[i]);
      const bool last = i + 1 == node.arguments.size();
      Emit(step, 0, last ? number : Instruction::kNoNode, -1);
    }
    if (node.arguments.size() == 1) Emit(Step::kEnd, 0, number, 0);
  }

  void PutIf(const FormulaNode& node, std::uint32_t number) {
    Put(node.arguments[0]);
    const std::size_t to_else = Emit(Step::kSkipIfZero, 0, Instruction::kNoNode, -1);
    Put(node.arguments[1]);
    const std::size_t to_end = Emit(Step::kSkip, 0, Instruction::kNoNode, -1);
    program_.code[to_else].operand = static_cast<std::uint32_t>(program_.code.size());
    Put(node.arguments[2]);
    program_.code[to_end].operand = static_cast<std::uint32_t>(program_.code.size());
    Emit(Step::kEnd, 0, number, 0);
  }

  const rule_book::Formula& formula_;
  const NameNumbers& tables_;
  const NameNumbers& inputs_;
  Program program_;
  int height_ = 0;
};

}  // namespace

Program Compile(const rule_book::Formula& formula, const NameNumbers& tables,
                const NameNumbers& inputs) {
  return Compiler(formula, tables, inputs).All();
}

}  // namespace twinbill::cbas
