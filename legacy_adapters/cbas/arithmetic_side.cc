// The arithmetic sides of a run: one template, both arithmetics.
#include "legacy_adapters/cbas/arithmetic_side.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "legacy_adapters/cbas/binary64_arithmetic.h"
#include "legacy_adapters/cbas/decimal_arithmetic.h"
#include "legacy_adapters/cbas/evaluation.h"
#include "legacy_adapters/cbas/period_sums.h"
#include "legacy_adapters/cbas/window_sums.h"

namespace twinbill::cbas {
namespace {

template <class A>
class SideOf final : public ArithmeticSide {
 public:
  using Value = typename A::Value;
  using V = rule_book::Variable;

  SideOf(const Plan& plan, std::uint32_t arithmetic, A numbers, Cells& cells)
      : plan_(plan),
        numbers_(std::move(numbers)),
        cells_(cells),
        sums_(plan, arithmetic, numbers_, cells),
        windows_(plan, numbers_),
        programs_(plan.editions.size()),
        tables_(plan.editions.size()),
        variables_(kVariableCount) {
    std::size_t depth = 1;
    for (std::size_t e = 0; e < plan.editions.size(); ++e) {
      if (plan.editions[e].arithmetic != arithmetic) continue;
      ReadTables(e);
      for (const RulePlan& rule : plan.editions[e].rules) {
        ReadProgram<A> read{&rule.program, {}, &tables_[e]};
        for (const model::Decimal& number : rule.program.numbers) {
          read.numbers.push_back(numbers_.Read(number));
        }
        programs_[e].push_back(std::move(read));
        depth = std::max(depth, rule.program.depth);
      }
    }
    stack_.resize(depth);
  }

  void Restart() override { windows_.Restart(); }

  void BeginPeriod(model::Period period) override {
    period_ = period;
    sums_.Begin(plan_.Of(period).sums);
  }

  void Touch(std::span<const std::uint32_t> touched) override { sums_.Touch(touched); }
  void Add(const EventBlock& block) override { sums_.Add(block); }
  void Settle() override { sums_.Settle(); }

  void RunGroup(std::uint32_t edition, std::uint32_t rule, const GroupFacts& facts,
                bool wants_exact, StepListener* listener, GroupResult& result) override {
    const EditionPlan& plan = plan_.editions[edition];
    const RulePlan& rule_plan = plan.rules[rule];
    inputs_.resize(rule_plan.inputs.size());
    ReadVariables(rule_plan, facts, variables_.data(), inputs_.data());
    if (listener != nullptr) Tell(rule_plan, 0, variables_.data(), inputs_.data(), *listener);
    const ProgramInput<A> in{variables_.data(), variables_.data(), inputs_.data()};
    result.trouble = Evaluate(programs_[edition][rule], plan.amount, in, listener);
    if (result.trouble != Trouble::kNone) return;
    result.trouble = numbers_.ToAmount(stack_[0], plan.amount, result.units);
    if (wants_exact && result.trouble == Trouble::kNone) result.exact = numbers_.ToExact(stack_[0]);
  }

  void BeginEvents(std::uint32_t edition, std::uint32_t rule) override {
    edition_ = edition;
    rule_ = rule;
    group_count_ = 0;
  }

  void AddEventGroup(const GroupFacts& facts, StepListener* listener) override {
    const RulePlan& rule = plan_.editions[edition_].rules[rule_];
    const std::size_t inputs = rule.inputs.size();
    ++group_count_;
    event_variables_.resize(std::max(event_variables_.size(), group_count_ * kVariableCount));
    event_inputs_.resize(std::max(event_inputs_.size(), group_count_ * inputs));
    Value* const variables = &event_variables_[(group_count_ - 1) * kVariableCount];
    Value* const own_inputs = event_inputs_.data() + (group_count_ - 1) * inputs;
    ReadVariables(rule, facts, variables, own_inputs);
    if (listener != nullptr) Tell(rule, kEventVariables, variables, own_inputs, *listener);
  }

  void RunEvents(const EventStore& events, std::span<const std::uint32_t> place_of_cell,
                 const std::vector<std::size_t>& first_rows, const Falls& falls,
                 StepListener* listener, std::vector<GroupResult>& results) override {
    for (std::size_t b = 0; b < events.block_count(); ++b) {
      const EventBlock block = events.Block(b);
      if (plan_.editions[edition_].rules[rule_].uses_net) {
        RunBlock<true>(block, place_of_cell, first_rows, falls, listener, results);
      } else {
        RunBlock<false>(block, place_of_cell, first_rows, falls, listener, results);
      }
    }
  }

  void Feed(std::span<const std::uint32_t> windows) override {
    sums_.ForEach([&](std::uint32_t sum, std::uint32_t group, const auto& values) {
      for (const std::uint32_t window : windows) {
        const WindowPlan& plan = plan_.windows[window];
        if (plan.sum != sum || plan.net_of) continue;
        windows_.Feed(window, group, period_, values.usage, values.cost);
      }
    });
  }

  void FeedNet(std::uint32_t window, std::uint32_t group, const ExactFraction& fallen) override {
    Value net = sums_.Of(plan_.windows[window].sum, group).cost;
    static_cast<void>(numbers_.Add(net, numbers_.Read(fallen)));
    windows_.Feed(window, group, period_, Value{}, net);
  }

  std::vector<Carried> CarriedOf(std::uint32_t window, model::Period next) const override {
    std::vector<Carried> carried;
    const GroupTable& groups = cells_.Groups(plan_.sums[plan_.windows[window].sum].grouping);
    for (std::uint32_t group = 0; group < windows_.GroupsEnd(window); ++group) {
      const auto& before = windows_.Of(window, group, next);
      if (numbers_.IsZero(before.usage) && numbers_.IsZero(before.cost)) continue;
      carried.push_back(
          {groups.TextsOf(group), {numbers_.ToState(before.usage), numbers_.ToState(before.cost)}});
    }
    std::sort(carried.begin(), carried.end());
    return carried;
  }

  bool Resume(std::uint32_t window, model::Period next, const Carried& carried) override {
    typename WindowSums<A>::Before before;
    if (carried.values.size() != 2 || !numbers_.FromState(carried.values[0], before.usage) ||
        !numbers_.FromState(carried.values[1], before.cost)) {
      return false;
    }
    GroupTable& groups = cells_.Groups(plan_.sums[plan_.windows[window].sum].grouping);
    if (carried.group.size() != groups.dimensions().size()) return false;
    windows_.Set(window, groups.Intern(carried.group), next, before);
    return true;
  }

 private:
  void ReadTables(std::size_t edition) {
    for (const std::vector<rule_book::Band>* bands : plan_.editions[edition].tables) {
      typename ReadProgram<A>::Table table;
      for (const rule_book::Band& band : *bands) {
        table.push_back({numbers_.Read(band.from), {}, numbers_.Read(band.entry)});
        if (band.to) table.back().to = numbers_.Read(*band.to);
      }
      tables_[edition].push_back(std::move(table));
    }
  }

  Value Sum(Value a, const Value& b) const {
    static_cast<void>(numbers_.Add(a, b));  // sums of records: see PeriodSums
    return a;
  }

  // The group's variables that the formula has, and its inputs.
  void ReadVariables(const RulePlan& rule, const GroupFacts& facts, Value* variables,
                     Value* inputs) {
    const Program& program = rule.program;
    const auto at = [&](V variable) -> Value& {
      return variables[static_cast<std::size_t>(variable)];
    };
    if (rule.sum != kNone) {
      const auto& now = sums_.Of(rule.sum, facts.group);
      at(V::kUsage) = now.usage;
      at(V::kCost) = now.cost;
      at(V::kRated) = now.rated;
      at(V::kUsageWindow) = now.usage;
      at(V::kCostWindow) = now.cost;
      at(V::kUsageBefore) = at(V::kCostBefore) = Value{};
      if (rule.window != kNone) {
        const auto& before = windows_.Of(rule.window, facts.group, period_);
        at(V::kUsageBefore) = before.usage;
        at(V::kCostBefore) = before.cost;
        at(V::kUsageWindow) = Sum(before.usage, now.usage);
        at(V::kCostWindow) = Sum(before.cost, now.cost);
      }
    } else {
      at(V::kUsageBefore) = at(V::kCostBefore) = Value{};  // of a month
    }
    if (rule.uses_net) at(V::kNet) = Sum(at(V::kCost), numbers_.Read(facts.net_fallen));
    if (program.Uses(V::kMonths)) at(V::kMonths) = numbers_.ReadUnits(facts.months, 0);
    if (program.Uses(V::kGivenBefore)) {
      at(V::kGivenBefore) = numbers_.ReadTotal(facts.given, kGivenScale);
    }
    for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
      inputs[i] = ReadInput(rule, rule.inputs[i], facts, i);
    }
  }

  Value ReadInput(const RulePlan& rule, const InputPlan& input, const GroupFacts& facts,
                  std::size_t number) {
    const std::uint32_t grouping = plan_.sums[input.sum].grouping;
    const std::uint32_t group = cells_.Project(rule.grouping, grouping, facts.group);
    const auto& now = sums_.Of(input.sum, group);
    const bool usage = input.of == rule_book::InputOf::kUsage;
    Value value = usage ? now.usage : now.cost;
    if (input.of == rule_book::InputOf::kNet) {
      value = Sum(value, numbers_.Read(facts.input_falls[number]));
    }
    if (input.window == kNone) return value;
    const auto& before = windows_.Of(input.window, group, period_);
    return Sum(usage ? before.usage : before.cost, value);
  }

  void Tell(const RulePlan& rule, std::uint32_t first, const Value* variables, const Value* inputs,
            StepListener& listener) const {
    for (std::uint32_t v = first; v < kVariableCount; ++v) {
      const auto variable = static_cast<V>(v);
      if (rule.program.Uses(variable)) {
        listener.OnVariable(variable, numbers_.ToText(variables[v]));
      }
    }
    for (std::uint32_t i = 0; i < rule.inputs.size(); ++i) {
      listener.OnInput(rule.rule->inputs[i].name, numbers_.ToText(inputs[i]));
    }
  }

  Trouble Evaluate(const ReadProgram<A>& read, const AmountRule& amount, const ProgramInput<A>& in,
                   StepListener* listener) {
    const Evaluation<A> evaluation(numbers_, amount);
    if (listener != nullptr) {
      return evaluation.template Run<true>(read, in, stack_.data(), listener);
    }
    return evaluation.template Run<false>(read, in, stack_.data(), nullptr);
  }

  template <bool kNet>
  void RunBlock(const EventBlock& block, std::span<const std::uint32_t> place_of_cell,
                const std::vector<std::size_t>& first_rows, const Falls& falls,
                StepListener* listener, std::vector<GroupResult>& results) {
    const EditionPlan& plan = plan_.editions[edition_];
    const RulePlan& rule = plan.rules[rule_];
    const ReadProgram<A>& read = programs_[edition_][rule_];
    const typename A::Column usage(numbers_, block.quantity);
    const typename A::Column cost(numbers_, block.list_cost);
    const typename A::Column rate(numbers_, block.rate);
    const bool uses_usage = rule.program.Uses(V::kUsage);
    const bool uses_cost = rule.program.Uses(V::kCost) || kNet;
    const bool uses_rated = rule.program.Uses(V::kRated);
    Value event[kEventVariables]{};
    for (std::size_t i = 0; i < block.cells.size(); ++i) {
      const std::uint32_t cell = block.cells[i];
      const std::uint32_t place = cell == kNone ? kNone : place_of_cell[cell];
      if (place == kNone) continue;
      GroupResult& result = results[place];
      if (result.trouble != Trouble::kNone) continue;
      if (uses_usage) event[0] = usage.At(i);
      if (uses_cost) event[1] = cost.At(i);
      if (uses_rated) {
        event[2] = RowNumbers<A>::Rated(numbers_, usage.At(i), cost.At(i), rate, block, i);
      }
      if constexpr (kNet) {
        const bool is_first = first_rows[cell] == block.first + i;
        event[3] = Sum(event[1],
                       numbers_.Read(falls.OnRecord(cell, block.list_cost.At(i), is_first, rule_)));
      }
      const ProgramInput<A> in{event, &event_variables_[place * kVariableCount],
                               event_inputs_.data() + place * rule.inputs.size()};
      if (listener != nullptr) listener->OnRecord(block.first + i, place);
      RunEvent(read, plan.amount, in, listener, result);
    }
  }

  void RunEvent(const ReadProgram<A>& read, const AmountRule& amount, const ProgramInput<A>& in,
                StepListener* listener, GroupResult& result) {
    result.trouble = Evaluate(read, amount, in, listener);
    if (result.trouble != Trouble::kNone) return;
    Int128 units = 0;
    result.trouble = numbers_.ToAmount(stack_[0], amount, units);
    if (result.trouble != Trouble::kNone) return;
    if (listener != nullptr) listener->OnRecordAmount({units, amount.digits});
    if (__builtin_add_overflow(result.units, units, &result.units)) {
      result.trouble = Trouble::kAmountTooLarge;
    }
  }

  const Plan& plan_;
  A numbers_;
  Cells& cells_;
  PeriodSums<A> sums_;
  WindowSums<A> windows_;
  std::vector<std::vector<ReadProgram<A>>> programs_;                // by edition and rule
  std::vector<std::vector<typename ReadProgram<A>::Table>> tables_;  // by edition
  model::Period period_;
  std::vector<Value> stack_;
  std::vector<Value> variables_;
  std::vector<Value> inputs_;

  // Of the rule that runs for every record.
  std::uint32_t edition_ = 0;
  std::uint32_t rule_ = 0;
  std::size_t group_count_ = 0;
  std::vector<Value> event_variables_;  // by group and variable
  std::vector<Value> event_inputs_;     // by group and input
};

}  // namespace

std::unique_ptr<ArithmeticSide> MakeSide(const Plan& plan, std::uint32_t arithmetic, Cells& cells) {
  const ArithmeticPlan& by = plan.arithmetics[arithmetic];
  if (by.kind == rule_book::ArithmeticKind::kBinary64) {
    return std::make_unique<SideOf<Binary64>>(plan, arithmetic, Binary64(), cells);
  }
  return std::make_unique<SideOf<DecimalArithmetic>>(plan, arithmetic,
                                                     DecimalArithmetic(by.scale, by.mode), cells);
}

}  // namespace twinbill::cbas
