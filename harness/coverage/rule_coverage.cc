#include "harness/coverage/rule_coverage.h"

#include <fmt/format.h>

namespace twinbill::coverage {

using rule_book::FormulaNode;
using rule_book::Function;
using rule_book::NodeKind;
using rule_book::Operation;
using rule_book::Rule;

namespace {

CellName RuleCell(const Rule& rule, std::string what) {
  return {"legacy", rule.id, rule.clause, std::move(what)};
}

// "credit 12-30: …": the bytes of the formula that the node is.
std::string NodeCell(const Rule& rule, const FormulaNode& node, std::string_view what) {
  return fmt::format("{} {}-{}: {}", rule.is_credit ? "credit" : "charge", node.span.begin + 1,
                     node.span.end, what);
}

bool IsChoice(const FormulaNode& node) {
  return node.kind == NodeKind::kCall &&
         (node.function == Function::kIf || node.function == Function::kMin ||
          node.function == Function::kMax);
}

bool IsComparison(const FormulaNode& node) {
  return node.kind == NodeKind::kOperation && node.operation >= Operation::kLess;
}

std::string ArgumentText(std::size_t argument) { return fmt::format("argument {}", argument + 1); }

void RuleCells(const Rule& rule, Cells& cells) {
  for (const std::string_view what : {"runs", "bills a line"}) {
    cells.insert(RuleCell(rule, std::string(what)));
  }
  for (const FormulaNode& node : rule.formula.nodes) {
    if (IsChoice(node)) {
      if (node.function == Function::kIf) {
        cells.insert(RuleCell(rule, NodeCell(rule, node, "then")));
        cells.insert(RuleCell(rule, NodeCell(rule, node, "else")));
      } else {
        for (std::size_t i = 0; i < node.arguments.size(); ++i) {
          cells.insert(RuleCell(rule, NodeCell(rule, node, ArgumentText(i))));
        }
      }
    }
    if (!IsComparison(node)) continue;
    for (const std::string_view what : {"true", "false", "both sides equal"}) {
      cells.insert(RuleCell(rule, NodeCell(rule, node, what)));
    }
  }
}

}  // namespace

Cells CellsOf(const rule_book::RuleBook& book) {
  Cells cells;
  for (const rule_book::Edition& edition : book.editions) {
    for (const Rule& rule : edition.rules) RuleCells(rule, cells);
  }
  return cells;
}

void RuleCoverage::Mark(std::string what) { reached_.insert(RuleCell(*rule_, std::move(what))); }

void RuleCoverage::OnRule(model::Period, const Rule& rule) {
  rule_ = &rule;
  values_.assign(rule.formula.nodes.size(), std::nullopt);
}

void RuleCoverage::OnGroup(const std::vector<std::string>&) {
  Mark("runs");
  values_.assign(values_.size(), std::nullopt);
}

void RuleCoverage::OnVariable(rule_book::Variable, const std::string&) {}
void RuleCoverage::OnInput(const std::string&, const std::string&) {}

void RuleCoverage::OnRecord(std::size_t, std::size_t) {
  values_.assign(values_.size(), std::nullopt);
}

void RuleCoverage::OnNode(std::uint32_t node, const std::string& value) {
  values_[node] = value;
  const FormulaNode& told = rule_->formula.nodes[node];
  if (IsChoice(told)) MarkChoice(node);
  if (IsComparison(told)) MarkComparison(node);
}

// `if`: the branch that has a value is the one that was chosen. `min`, `max`: every argument that
// is what came out.
void RuleCoverage::MarkChoice(std::uint32_t node) {
  const FormulaNode& told = rule_->formula.nodes[node];
  if (told.function == Function::kIf) {
    const bool then = values_[told.arguments[1]].has_value();
    Mark(NodeCell(*rule_, told, then ? "then" : "else"));
    return;
  }
  for (std::size_t i = 0; i < told.arguments.size(); ++i) {
    if (values_[told.arguments[i]] == values_[node]) {
      Mark(NodeCell(*rule_, told, ArgumentText(i)));
    }
  }
}

void RuleCoverage::MarkComparison(std::uint32_t node) {
  const FormulaNode& told = rule_->formula.nodes[node];
  Mark(NodeCell(*rule_, told, *values_[node] == "1" ? "true" : "false"));
  if (values_[told.arguments[0]] == values_[told.arguments[1]]) {
    Mark(NodeCell(*rule_, told, "both sides equal"));
  }
}

void RuleCoverage::OnRecordAmount(const model::Amount&) {}
void RuleCoverage::OnAmount(const model::Amount&) {}
void RuleCoverage::OnStop(const std::string&) {}

void RuleCoverage::OnLine(const cbas::ToldLine& line) {
  if (line.amount.units != 0) Mark("bills a line");
}

}  // namespace twinbill::coverage
