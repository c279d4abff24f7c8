// Evaluation: a program run on a stack, in either arithmetic.
#pragma once

#include <optional>
#include <vector>

#include "legacy_adapters/cbas/arithmetic_side.h"

namespace twinbill::cbas {

// A formula with its numbers and tables read in an arithmetic.
template <class A>
struct ReadProgram {
  struct Band {
    typename A::Value from{};
    std::optional<typename A::Value> to;
    typename A::Value entry{};
  };
  using Table = std::vector<Band>;

  const Program* program = nullptr;
  std::vector<typename A::Value> numbers;
  const std::vector<Table>* tables = nullptr;
};

inline constexpr std::size_t kVariableCount = 10;
inline constexpr std::uint32_t kEventVariables = 4;  // usage, cost, rated, net: the first ones

// What a program reads. For rules that run for groups, `event` is the group's, too.
template <class A>
struct ProgramInput {
  const typename A::Value* event = nullptr;  // by variable, the first kEventVariables
  const typename A::Value* group = nullptr;  // by variable
  const typename A::Value* inputs = nullptr;
};

template <class A>
class Evaluation {
 public:
  using Value = typename A::Value;

  Evaluation(const A& arithmetic, const AmountRule& amount)
      : arithmetic_(arithmetic), amount_(amount) {}

  // The result is stack[0], of the program's depth.
  template <bool kListening>
  Trouble Run(const ReadProgram<A>& read, const ProgramInput<A>& in, Value* stack,
              StepListener* listener) const {
    const std::vector<Instruction>& code = read.program->code;
    Value* top = stack - 1;
    const std::size_t count = code.size();
    for (std::size_t at = 0; at < count; ++at) {
      const Instruction& step = code[at];
      switch (step.step) {
        case Step::kNumber: *++top = read.numbers[step.operand]; break;
        case Step::kVariable:
          *++top = step.operand < kEventVariables ? in.event[step.operand] : in.group[step.operand];
          break;
        case Step::kInput: *++top = in.inputs[step.operand]; break;
        case Step::kSkipIfZero:
          if (arithmetic_.IsZero(*top)) at = step.operand - 1;
          --top;
          break;
        case Step::kSkip: at = step.operand - 1; break;
        case Step::kEnd: break;
        default: {
          const Trouble trouble = Operate(step, read, top);
          if (trouble != Trouble::kNone) return trouble;
        }
      }
      if constexpr (kListening) {
        if (step.node != Instruction::kNoNode)
          listener->OnNode(step.node, arithmetic_.ToText(*top));
      }
    }
    return Trouble::kNone;
  }

 private:
  [[gnu::always_inline]] Trouble Operate(const Instruction& step, const ReadProgram<A>& read,
                                         Value*& top) const {
    switch (step.step) {
      case Step::kNegate: arithmetic_.Negate(*top); return Trouble::kNone;
      case Step::kAbs: arithmetic_.Absolute(*top); return Trouble::kNone;
      case Step::kFloor: arithmetic_.Floor(*top); return Trouble::kNone;
      case Step::kCeil: arithmetic_.Ceil(*top); return Trouble::kNone;
      case Step::kRound: return arithmetic_.Round(*top, static_cast<int>(step.operand), amount_);
      case Step::kBand: *top = BandOf(*top, (*read.tables)[step.operand]); return Trouble::kNone;
      case Step::kTiered: return Tiered(*top, (*read.tables)[step.operand]);
      default: break;
    }
    const Value& right = *top;
    Value& left = *--top;
    switch (step.step) {
      case Step::kMultiply: return arithmetic_.Multiply(left, right);
      case Step::kDivide: return arithmetic_.Divide(left, right);
      case Step::kAdd: return arithmetic_.Add(left, right);
      case Step::kSubtract: return arithmetic_.Subtract(left, right);
      case Step::kMin:
        if (arithmetic_.Compare(right, left) < 0) left = right;
        return Trouble::kNone;
      case Step::kMax:
        if (arithmetic_.Compare(right, left) > 0) left = right;
        return Trouble::kNone;
      default: left = Truth(Holds(step.step, arithmetic_.Compare(left, right)));
    }
    return Trouble::kNone;
  }

  static bool Holds(Step step, int order) {
    switch (step) {
      case Step::kLess: return order < 0;
      case Step::kLessOrEqual: return order <= 0;
      case Step::kGreater: return order > 0;
      case Step::kGreaterOrEqual: return order >= 0;
      case Step::kEqual: return order == 0;
      default: return order != 0;
    }
  }

  Value Truth(bool holds) const { return arithmetic_.ReadUnits(holds ? 1 : 0, 0); }

  const Value& BandOf(const Value& x, const typename ReadProgram<A>::Table& table) const {
    for (const auto& band : table) {
      if (!band.to) return band.entry;
      const int order = arithmetic_.Compare(*band.to, x);
      if (amount_.edge == rule_book::TierEdge::kUpper ? order >= 0 : order > 0) return band.entry;
    }
    return table.back().entry;
  }

  Trouble Tiered(Value& x, const typename ReadProgram<A>::Table& table) const {
    Value sum{};
    for (const auto& band : table) {
      if (arithmetic_.Compare(x, band.from) <= 0) continue;
      Value part = band.to && arithmetic_.Compare(*band.to, x) < 0 ? *band.to : x;
      Trouble trouble = arithmetic_.Subtract(part, band.from);
      if (trouble == Trouble::kNone) trouble = arithmetic_.Multiply(part, band.entry);
      if (trouble == Trouble::kNone) trouble = arithmetic_.Add(sum, part);
      if (trouble != Trouble::kNone) return trouble;
    }
    x = sum;
    return Trouble::kNone;
  }

  const A& arithmetic_;
  const AmountRule& amount_;
};

}  // namespace twinbill::cbas
