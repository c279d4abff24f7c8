// Operators on rule books: settings, tables, formulas, reach and lines of rules.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "harness/mutate/mutant.h"
#include "harness/mutate/standard_edits.h"

namespace twinbill::mutate {

using rule_book::Edition;
using rule_book::Formula;
using rule_book::FormulaNode;
using rule_book::NodeKind;
using rule_book::Rule;
using rule_book::RuleBook;
using rule_book::Settings;

namespace {

// Takes the mutants of one book. A change is made in every edition in which its place is.
class BookEdits {
 public:
  explicit BookEdits(const RuleBook& book) : book_(book) {}

  const Edition& first() const { return book_.editions.front(); }

  void Put(std::string_view operation, std::string place, std::string clause, std::string text,
           const std::function<void(Edition&)>& change) {
    RuleBook changed = book_;
    for (Edition& edition : changed.editions) change(edition);
    if (changed == book_) return;
    mutants_.push_back({std::string(operation), std::move(place), std::move(clause),
                        std::move(text), std::move(changed)});
  }

  void PutRule(std::string_view operation, std::size_t at, std::string_view place, std::string text,
               const std::function<void(Rule&)>& change) {
    const Rule& rule = first().rules[at];
    Put(operation, fmt::format("/rules/{}{}", at, place), rule.clause, std::move(text),
        [&](Edition& edition) {
          for (Rule& other : edition.rules) {
            if (other.id == rule.id) change(other);
          }
        });
  }

  std::vector<Mutant> Take() { return std::move(mutants_); }

 private:
  const RuleBook& book_;
  std::vector<Mutant> mutants_;
};

template <class Value>
void EditSetting(BookEdits& edits, std::string_view operation, std::string_view key,
                 Value Settings::*setting, std::initializer_list<Value> values) {
  for (const Value value : values) {
    edits.Put(operation, fmt::format("/settings/{}", key), {}, fmt::format("another {}", key),
              [&](Edition& edition) { edition.settings.*setting = value; });
  }
}

void EditSettings(BookEdits& edits) {
  using enum rule_book::RoundingMode;
  EditSetting(edits, "arithmetic", "arithmetic", &Settings::arithmetic,
              {rule_book::ArithmeticKind::kBinary64, rule_book::ArithmeticKind::kDecimal});
  EditSetting(edits, "amount_rounding", "amount_rounding", &Settings::amount_rounding,
              {kUp, kDown, kCeiling, kFloor, kHalfUp, kHalfDown, kHalfEven});
  EditSetting(edits, "tier_edge", "tier_edge", &Settings::tier_edge,
              {rule_book::TierEdge::kUpper, rule_book::TierEdge::kLower});
  EditSetting(
      edits, "remainder", "remainder", &Settings::remainder,
      {rule_book::Remainder::kLast, rule_book::Remainder::kFirst, rule_book::Remainder::kLargest});
  EditSetting(edits, "zero_lines", "zero_lines", &Settings::zero_lines, {true, false});
  EditSetting(edits, "round_how", "round_how", &Settings::round_how,
              {rule_book::RoundHow::kScaled, rule_book::RoundHow::kExact});
  const int digits = edits.first().settings.amount_digits;
  for (const int other : {digits - 1, digits + 1}) {
    if (other < 0 || other > model::Amount::kDigitsMax) continue;
    EditSetting(edits, "amount_digits", "amount_digits", &Settings::amount_digits, {other});
  }
}

void EditTables(BookEdits& edits) {
  for (const auto& [name, bands] : edits.first().tables) {
    for (std::size_t i = 0; i < bands.size(); ++i) {
      const auto band = [&, name = name](Edition& edition) -> rule_book::Band* {
        const auto table = edition.tables.find(name);
        const bool there = table != edition.tables.end() && i < table->second.size();
        return there ? &table->second[i] : nullptr;
      };
      const std::string place = fmt::format("/tables/{}/{}", name, i);
      for (const int units : {-1, 1}) {
        edits.Put("band_entry", place + "/2", {}, "an entry's last digit", [&](Edition& edition) {
          if (auto* found = band(edition)) {
            found->entry = Moved(found->entry, found->entry.scale(), units);
          }
        });
        if (!bands[i].to) continue;
        edits.Put("band_edge", place + "/1", {}, "a band's end", [&](Edition& edition) {
          auto* found = band(edition);
          if (found != nullptr && found->to)
            found->to = Moved(*found->to, found->to->scale(), units);
        });
      }
    }
  }
}

std::string Rewritten(Formula& formula) {
  return rule_book::WriteFormula(formula, static_cast<std::uint32_t>(formula.nodes.size() - 1));
}

// Changes one node of the rule's formula, and its text with it. Where an amendment has another
// formula, that one stays.
void EditNode(BookEdits& edits, std::string_view operation, std::size_t at, std::size_t node,
              const std::function<void(FormulaNode&)>& change) {
  const Formula& now = edits.first().rules[at].formula;
  Formula changed = now;
  change(changed.nodes[node]);
  changed.text = Rewritten(changed);
  edits.PutRule(operation, at, edits.first().rules[at].is_credit ? "/credit" : "/charge",
                fmt::format("{} -> {}", now.text, changed.text), [&](Rule& rule) {
                  if (rule.formula == now) rule.formula = changed;
                });
}

void EditOperation(BookEdits& edits, std::size_t at, std::size_t i, const FormulaNode& node) {
  using enum rule_book::Operation;
  constexpr std::pair<rule_book::Operation, rule_book::Operation> kSwaps[] = {
      {kAdd, kSubtract},           {kSubtract, kAdd},          {kMultiply, kDivide},
      {kDivide, kMultiply},        {kLess, kLessOrEqual},      {kLessOrEqual, kLess},
      {kGreater, kGreaterOrEqual}, {kGreaterOrEqual, kGreater}};
  for (const auto& [from, to] : kSwaps) {
    if (node.operation != from) continue;
    const bool compares = from >= kLess;
    EditNode(edits, compares ? "comparison" : "operation", at, i,
             [to = to](FormulaNode& changed) { changed.operation = to; });
  }
}

void EditVariable(BookEdits& edits, std::size_t at, std::size_t i, const FormulaNode& node) {
  using enum rule_book::Variable;
  constexpr std::pair<rule_book::Variable, rule_book::Variable> kSwaps[] = {
      {kCost, kNet},
      {kNet, kCost},
      {kRated, kCost},
      {kUsage, kUsageWindow},
      {kUsageWindow, kUsage},
      {kCostWindow, kCost},
      {kUsageBefore, kUsageWindow},
      {kCostBefore, kCostWindow}};
  for (const auto& [from, to] : kSwaps) {
    if (node.variable != from) continue;
    EditNode(edits, "variable", at, i, [to = to](FormulaNode& changed) { changed.variable = to; });
  }
}

void EditFormula(BookEdits& edits, std::size_t at) {
  const Formula& formula = edits.first().rules[at].formula;
  for (std::size_t i = 0; i < formula.nodes.size(); ++i) {
    const FormulaNode& node = formula.nodes[i];
    if (node.kind == NodeKind::kNumber) {
      for (const int units : {-1, 1}) {
        EditNode(edits, "number_last_digit", at, i, [units](FormulaNode& changed) {
          changed.number = Moved(changed.number, changed.number.scale(), units);
        });
      }
    }
    if (node.kind == NodeKind::kOperation) EditOperation(edits, at, i, node);
    if (node.kind == NodeKind::kVariable) EditVariable(edits, at, i, node);
    using enum rule_book::Function;
    if (node.kind == NodeKind::kCall && (node.function == kMin || node.function == kMax)) {
      EditNode(edits, "min_max", at, i, [](FormulaNode& changed) {
        changed.function = changed.function == kMin ? kMax : kMin;
      });
    }
    if (node.kind == NodeKind::kCall && (node.function == kBand || node.function == kTiered)) {
      EditNode(edits, "band_tiered", at, i, [](FormulaNode& changed) {
        changed.function = changed.function == kBand ? kTiered : kBand;
      });
    }
  }
}

void EditReachOfRule(BookEdits& edits, std::size_t at, const Rule& rule) {
  if (rule.match) {
    edits.PutRule("match_dropped", at, "/match", "all usage is taken",
                  [](Rule& changed) { changed.match.reset(); });
  }
  if (!rule.unless.empty()) {
    edits.PutRule("unless_dropped", at, "/unless", "nothing is yielded to",
                  [](Rule& changed) { changed.unless.clear(); });
  }
  for (std::size_t i = 0; i < rule.per.size(); ++i) {
    edits.PutRule("per_dropped", at, "/per", rule.per[i].Name() + " left out", [&](Rule& changed) {
      std::erase(changed.per, rule.per[i]);
      for (rule_book::Input& input : changed.inputs) std::erase(input.per, rule.per[i]);
    });
  }
  for (const auto window : {model::WindowKind::kMonth, model::WindowKind::kQuarter,
                            model::WindowKind::kYear, model::WindowKind::kTerm}) {
    edits.PutRule("window", at, "/window", "another window",
                  [&](Rule& changed) { changed.window = window; });
  }
  for (const int days : {-1, 1}) {
    edits.PutRule("active_day", at, "/active", "a day more or less", [&](Rule& changed) {
      if (changed.active.from) changed.active.from->days += days;
      if (changed.active.to) changed.active.to->days += days;
    });
  }
  edits.PutRule("when", at, "/when", "always against window_end", [](Rule& changed) {
    changed.when = changed.when == rule_book::When::kAlways ? rule_book::When::kWindowEnd
                                                            : rule_book::When::kAlways;
  });
  edits.PutRule("each", at, "/each", "group against event", [](Rule& changed) {
    changed.each =
        changed.each == rule_book::Each::kGroup ? rule_book::Each::kEvent : rule_book::Each::kGroup;
  });
}

void EditLinesOfRule(BookEdits& edits, std::size_t at, const Rule& rule) {
  edits.PutRule("sign", at, "", "credit against charge",
                [](Rule& changed) { changed.is_credit = !changed.is_credit; });
  edits.PutRule("bill", at, "/bill", "the other bill", [](Rule& changed) {
    changed.bill = changed.bill == model::BillType::kAnniversary ? model::BillType::kOutOfCycle
                                                                 : model::BillType::kAnniversary;
  });
  edits.PutRule("line_text", at, "/line/text", "another text",
                [](Rule& changed) { changed.line_text += "."; });
  edits.PutRule("line_type", at, "/line/type", "another type",
                [](Rule& changed) { changed.line_type += "X"; });
  if (!rule.spread) return;
  edits.PutRule("spread_on", at, "/spread_on", "cost against usage", [](Rule& changed) {
    changed.spread_on = changed.spread_on == rule_book::SpreadOn::kCost
                            ? rule_book::SpreadOn::kUsage
                            : rule_book::SpreadOn::kCost;
  });
  edits.PutRule("spread_cut", at, "/spread_cut", "amount against line", [](Rule& changed) {
    changed.spread_cut = changed.spread_cut == rule_book::SpreadCut::kAmount
                             ? rule_book::SpreadCut::kLine
                             : rule_book::SpreadCut::kAmount;
  });
  for (std::size_t i = 0; i < rule.spread->size(); ++i) {
    edits.PutRule("spread_dropped", at, "/spread", (*rule.spread)[i].Name() + " left out",
                  [&](Rule& changed) {
                    if (changed.spread) std::erase(*changed.spread, (*rule.spread)[i]);
                  });
  }
}

void EditRules(BookEdits& edits) {
  const std::vector<Rule>& rules = edits.first().rules;
  for (std::size_t at = 0; at < rules.size(); ++at) {
    EditFormula(edits, at);
    EditReachOfRule(edits, at, rules[at]);
    EditLinesOfRule(edits, at, rules[at]);
    const std::string place = fmt::format("/rules/{}", at);
    edits.Put(
        "rule_dropped", place, rules[at].clause, rules[at].id + " is gone", [&](Edition& edition) {
          std::erase_if(edition.rules, [&](const Rule& rule) { return rule.id == rules[at].id; });
          for (Rule& rule : edition.rules) std::erase(rule.unless, rules[at].id);
        });
    if (at + 1 == rules.size()) continue;
    edits.Put("rules_swapped", place, rules[at].clause,
              fmt::format("{} before {}", rules[at + 1].id, rules[at].id), [&](Edition& edition) {
                if (at + 1 < edition.rules.size()) {
                  std::swap(edition.rules[at], edition.rules[at + 1]);
                }
              });
  }
}

}  // namespace

std::vector<Mutant> MutantsOf(const RuleBook& book) {
  BookEdits edits(book);
  EditSettings(edits);
  EditTables(edits);
  EditRules(edits);
  return edits.Take();
}

}  // namespace twinbill::mutate
