// What decides nothing in a rule book, brought to one form.
#include <algorithm>
#include <functional>
#include <initializer_list>

#include "harness/mutate/mutant.h"

namespace twinbill::mutate {

using rule_book::Edition;
using rule_book::FormulaNode;
using rule_book::NodeKind;
using rule_book::Rule;
using rule_book::RuleBook;
using rule_book::Variable;

namespace {

bool Uses(const Rule& rule, const std::function<bool(const FormulaNode&)>& what) {
  return std::any_of(rule.formula.nodes.begin(), rule.formula.nodes.end(), what);
}

bool UsesVariable(const Rule& rule, std::initializer_list<Variable> variables) {
  return Uses(rule, [&](const FormulaNode& node) {
    return node.kind == NodeKind::kVariable &&
           std::find(variables.begin(), variables.end(), node.variable) != variables.end();
  });
}

// A window is asked for by what looks back, and by `window_end`.
void NormalWindow(Rule& rule) {
  const bool month_end =
      rule.when == rule_book::When::kWindowEnd && rule.window == model::WindowKind::kMonth;
  if (month_end) rule.when = rule_book::When::kAlways;
  if (rule.when == rule_book::When::kWindowEnd) return;
  if (!UsesVariable(rule, {Variable::kUsageBefore, Variable::kCostBefore, Variable::kUsageWindow,
                           Variable::kCostWindow, Variable::kMonths, Variable::kGivenBefore})) {
    rule.window = model::WindowKind::kMonth;
  }
}

// Before any rule has billed, `net` is `cost`.
void NormalFirst(Rule& rule) {
  for (FormulaNode& node : rule.formula.nodes) {
    if (node.kind == NodeKind::kVariable && node.variable == Variable::kNet) {
      node.variable = Variable::kCost;
    }
  }
  rule.formula.text = rule_book::WriteFormula(
      rule.formula, static_cast<std::uint32_t>(rule.formula.nodes.size() - 1));
}

void NormalEdition(Edition& edition) {
  rule_book::Settings& settings = edition.settings;
  if (!edition.rules.empty()) NormalFirst(edition.rules.front());
  bool bands = false;
  bool dealt = false;
  for (Rule& rule : edition.rules) {
    NormalWindow(rule);
    std::sort(rule.unless.begin(), rule.unless.end());
    if (!rule.spread) rule.spread_on = rule_book::SpreadOn::kCost;
    if (!rule.spread) rule.spread_cut = rule_book::SpreadCut::kAmount;
    bands = bands || Uses(rule, [](const FormulaNode& node) {
              return node.kind == NodeKind::kCall && node.function == rule_book::Function::kBand;
            });
    dealt = dealt || (rule.spread && rule.spread_cut == rule_book::SpreadCut::kAmount);
  }
  if (!bands) settings.tier_edge = rule_book::TierEdge::kUpper;
  if (!dealt) settings.remainder = rule_book::Remainder::kLast;
  if (settings.arithmetic == rule_book::ArithmeticKind::kDecimal) {
    settings.round_how = rule_book::RoundHow::kScaled;
  }
}

}  // namespace

RuleBook NormalForm(RuleBook book) {
  book.comments.clear();
  for (Edition& edition : book.editions) NormalEdition(edition);
  return book;
}

}  // namespace twinbill::mutate
