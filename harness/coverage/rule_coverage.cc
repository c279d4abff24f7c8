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

bool IsTable(const FormulaNode& node) {
  return node.kind == NodeKind::kCall &&
         (node.function == Function::kBand || node.function == Function::kTiered);
}

bool RoundsLines(const Rule& rule) {
  return rule.spread && rule.spread_cut == rule_book::SpreadCut::kLine;
}

std::string BandText(std::size_t band) { return fmt::format("band {}", band + 1); }
std::string BoundText(std::size_t band) { return fmt::format("on the end of band {}", band + 1); }

std::string ArgumentText(std::size_t argument) { return fmt::format("argument {}", argument + 1); }

void RoundingCells(const rule_book::Edition& edition, const Rule& rule, Cells& cells) {
  const auto put = [&](std::string_view what) { cells.insert(RuleCell(rule, std::string(what))); };
  using rule_book::RoundingMode;
  const RoundingMode mode = edition.settings.amount_rounding;
  put("nothing to round");
  put("tie");
  if (mode != RoundingMode::kDown) put("rounded away from zero");
  if (mode != RoundingMode::kUp) put("rounded toward zero");
  if (rule.spread && !RoundsLines(rule)) put("remainder dealt");
}

void RuleCells(const rule_book::Edition& edition, const Rule& rule, Cells& cells) {
  for (const std::string_view what : {"runs", "bills a line"}) {
    cells.insert(RuleCell(rule, std::string(what)));
  }
  RoundingCells(edition, rule, cells);
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
    if (IsTable(node)) {
      const std::vector<rule_book::Band>& bands = edition.tables.at(node.name);
      for (std::size_t i = 0; i < bands.size(); ++i) {
        cells.insert(RuleCell(rule, NodeCell(rule, node, BandText(i))));
        if (bands[i].to) cells.insert(RuleCell(rule, NodeCell(rule, node, BoundText(i))));
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
    for (const Rule& rule : edition.rules) RuleCells(edition, rule, cells);
  }
  return cells;
}

void RuleCoverage::Mark(std::string what) { reached_.insert(RuleCell(*rule_, std::move(what))); }

void RuleCoverage::OnRule(model::Period period, const Rule& rule) {
  CloseGroup();
  rule_ = &rule;
  edition_ = &book_.EditionOf(period);
  values_.assign(rule.formula.nodes.size(), std::nullopt);
}

void RuleCoverage::OnGroup(const std::vector<std::string>&) {
  CloseGroup();
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
  if (IsTable(told)) MarkBands(node);
  if (node != rule_->formula.root_number()) return;
  const auto exact = arithmetic::ExactAmount::Parse(value);
  result_.reset();
  if (exact) result_ = *exact;
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

// `band`: the one whose entry came out; `tiered`: all that the number reaches into.
void RuleCoverage::MarkBands(std::uint32_t node) {
  const FormulaNode& told = rule_->formula.nodes[node];
  const auto& text = values_[told.arguments[0]];
  if (!text) return;
  const auto read = arithmetic::ExactAmount::Parse(*text);
  if (!read) return;
  const bool is_upper = edition_->settings.tier_edge == rule_book::TierEdge::kUpper;
  const std::vector<rule_book::Band>& bands = edition_->tables.at(told.name);
  bool is_found = false;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const bool is_on = bands[i].to && *read == arithmetic::ExactAmount(*bands[i].to);
    if (is_on) Mark(NodeCell(*rule_, told, BoundText(i)));
    if (told.function == Function::kTiered) {
      if (*read > arithmetic::ExactAmount(bands[i].from)) Mark(NodeCell(*rule_, told, BandText(i)));
      continue;
    }
    const bool is_within = !bands[i].to || *read < arithmetic::ExactAmount(*bands[i].to);
    if (is_found || !(is_within || (is_on && is_upper))) continue;
    is_found = true;
    Mark(NodeCell(*rule_, told, BandText(i)));
  }
}

void RuleCoverage::MarkRounding(const arithmetic::ExactAmount& exact, const model::Amount& amount) {
  Mark(DirectionCell(exact, amount));
  const std::string tie = TieCell(exact / arithmetic::ExactAmount::OfUnits(1, amount.digits));
  if (tie.starts_with("tie")) Mark("tie");
}

void RuleCoverage::OnRecordAmount(const model::Amount& amount) {
  if (result_) MarkRounding(*result_, amount);
}

void RuleCoverage::OnAmount(const model::Amount& amount) {
  amount_ = amount;
  const bool is_of_group = rule_->each == rule_book::Each::kGroup;
  if (is_of_group && result_ && !RoundsLines(*rule_)) MarkRounding(*result_, amount);
}

void RuleCoverage::OnStop(const std::string&) {
  amount_.reset();
  shares_.clear();
}

void RuleCoverage::OnLine(const cbas::ToldLine& line) {
  if (line.amount.units != 0) Mark("bills a line");
  if (!rule_->spread) return;
  const auto weight = arithmetic::ExactAmount::Parse(line.weight);
  if (!weight) return;
  model::Amount amount = line.amount;
  if (rule_->is_credit) amount.units = -amount.units;
  shares_.push_back({*weight, amount});
}

// Spread: lines that are rounded each, or whose cut shares leave units to be dealt.
void RuleCoverage::CloseGroup() {
  arithmetic::ExactAmount all;
  for (const Share& share : shares_) all += share.weight;
  if (amount_ && !all.is_zero()) {
    for (const Share& share : shares_) {
      if (RoundsLines(*rule_)) {
        if (result_) MarkRounding(*result_ * share.weight / all, share.amount);
        continue;
      }
      const auto cut =
          (arithmetic::ExactAmount::OfUnits(amount_->units, 0) * share.weight / all).Truncate(0);
      if (cut && cut->rest != arithmetic::Truncation::Rest::kNone) Mark("remainder dealt");
    }
  }
  result_.reset();
  amount_.reset();
  shares_.clear();
}

}  // namespace twinbill::coverage
