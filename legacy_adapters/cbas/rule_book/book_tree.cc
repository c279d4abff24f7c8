#include "legacy_adapters/cbas/rule_book/book_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "corpus/model/check.h"
#include "legacy_adapters/cbas/rule_book/choices.h"

namespace twinbill::rule_book {
namespace {

using Kind = JsonValue::Kind;

JsonValue Of(Kind kind, std::string text = {}) {
  JsonValue value;
  value.kind = kind;
  value.text = std::move(text);
  return value;
}

JsonValue Text(std::string_view text) { return Of(Kind::kString, std::string(text)); }
JsonValue Number(int number) { return Of(Kind::kNumber, std::to_string(number)); }
JsonValue Truth(bool truth) { return Of(truth ? Kind::kTrue : Kind::kFalse); }
JsonValue Date(const std::optional<model::Date>& date) {
  return date ? Text(date->ToString()) : Of(Kind::kNull);
}

JsonValue Texts(const std::vector<std::string>& texts) {
  JsonValue array = Of(Kind::kArray);
  for (const std::string& text : texts) array.elements.push_back(Text(text));
  return array;
}

JsonValue Names(const std::vector<model::Dimension>& dimensions) {
  JsonValue array = Of(Kind::kArray);
  for (const model::Dimension& dimension : dimensions) {
    array.elements.push_back(Text(dimension.Name()));
  }
  return array;
}

void Add(JsonValue& object, std::string_view key, JsonValue value) {
  object.members.push_back({std::string(key), {}, std::move(value)});
}

class Builder {
 public:
  explicit Builder(const RuleBook& book) : book_(book) {
    for (const Amendment& amendment : book.amendments) {
      for (const AmendmentSet& set : amendment.sets) Need(set.pointer);
    }
    for (const Comment& comment : book.comments) Need(comment.pointer);
  }

  JsonValue All() const {
    const Edition& base = book_.editions.front();
    JsonValue all = Of(Kind::kObject);
    Add(all, "cbas", Number(1));
    Add(all, "contract", HeadTree());
    JsonValue settings = SettingsTree(base.settings);
    if (!settings.members.empty() || IsNeeded("/settings")) Add(all, "settings", settings);
    JsonValue tables = TablesTree(base);
    if (!tables.members.empty() || IsNeeded("/tables")) Add(all, "tables", std::move(tables));
    JsonValue rules = Of(Kind::kArray);
    for (std::size_t i = 0; i < base.rules.size(); ++i) {
      rules.elements.push_back(RuleTree(base.rules[i], fmt::format("/rules/{}", i)));
    }
    Add(all, "rules", std::move(rules));
    JsonValue amendments = AmendmentsTree();
    if (!amendments.elements.empty() || IsNeeded("/amendments")) {
      Add(all, "amendments", std::move(amendments));
    }
    return all;
  }

 private:
  // A value at `pointer` must be there, and so must all around it.
  void Need(std::string_view pointer) {
    while (!pointer.empty()) {
      needed_.emplace(pointer);
      const std::size_t slash = pointer.rfind('/');
      pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
    }
  }
  bool IsNeeded(const std::string& pointer) const { return needed_.contains(pointer); }

  // Adds what is no default, or needed.
  template <class Value, class Tree>
  void AddChanged(JsonValue& object, const std::string& pointer, std::string_view key,
                  const Value& value, const Value& usual, const Tree& tree) const {
    if (value != usual || IsNeeded(fmt::format("{}/{}", pointer, key))) {
      Add(object, key, tree(value));
    }
  }
  template <class Word>
  void AddWord(JsonValue& object, const std::string& pointer, std::string_view key, Word word,
               Word usual) const {
    AddChanged(object, pointer, key, word, usual, [](Word one) { return Text(TextOf(one)); });
  }

  JsonValue HeadTree() const {
    const Head& head = book_.head;
    JsonValue tree = Of(Kind::kObject);
    Add(tree, "id", Text(head.id));
    Add(tree, "payer", Text(head.payer));
    Add(tree, "currency", Text(head.currency));
    Add(tree, "start", Date(head.term.start));
    Add(tree, "end", Date(head.term.end));
    return tree;
  }

  JsonValue SettingsTree(const Settings& settings) const {
    const Settings usual;
    const std::string at = "/settings";
    JsonValue tree = Of(Kind::kObject);
    AddWord(tree, at, "arithmetic", settings.arithmetic, usual.arithmetic);
    if (settings.arithmetic == ArithmeticKind::kDecimal) {
      AddChanged(tree, at, "scale", settings.scale, usual.scale, Number);
      AddWord(tree, at, "scale_rounding", settings.scale_rounding, usual.scale_rounding);
    }
    AddChanged(tree, at, "amount_digits", settings.amount_digits, usual.amount_digits, Number);
    AddWord(tree, at, "amount_rounding", settings.amount_rounding, usual.amount_rounding);
    if (settings.arithmetic == ArithmeticKind::kBinary64) {
      AddWord(tree, at, "round_how", settings.round_how, usual.round_how);
    }
    AddWord(tree, at, "tier_edge", settings.tier_edge, usual.tier_edge);
    AddWord(tree, at, "remainder", settings.remainder, usual.remainder);
    AddChanged(tree, at, "zero_lines", settings.zero_lines, usual.zero_lines, Truth);
    return tree;
  }

  static JsonValue TablesTree(const Edition& edition) {
    JsonValue tree = Of(Kind::kObject);
    for (const auto& [name, bands] : edition.tables) {
      JsonValue table = Of(Kind::kArray);
      for (const Band& band : bands) {
        JsonValue row = Of(Kind::kArray);
        row.elements.push_back(Text(band.from.ToString()));
        row.elements.push_back(band.to ? Text(band.to->ToString()) : Of(Kind::kNull));
        row.elements.push_back(Text(band.entry.ToString()));
        table.elements.push_back(std::move(row));
      }
      Add(tree, name, std::move(table));
    }
    return tree;
  }

  JsonValue ActiveTree(const Active& active, const std::string& at) const {
    JsonValue tree = Of(Kind::kObject);
    if (active.from || IsNeeded(at + "/from")) Add(tree, "from", Date(active.from));
    if (active.to || IsNeeded(at + "/to")) Add(tree, "to", Date(active.to));
    return tree;
  }

  JsonValue InputTree(const Input& input, const std::string& at) const {
    JsonValue tree = Of(Kind::kObject);
    if (input.match) Add(tree, "match", Text(input.match->text));
    Add(tree, "of", Text(TextOf(input.of)));
    AddWord(tree, at, "window", input.window, model::WindowKind::kMonth);
    AddChanged(tree, at, "per", input.per, {}, Names);
    return tree;
  }

  JsonValue InputsTree(const std::vector<Input>& inputs, const std::string& at) const {
    JsonValue tree = Of(Kind::kObject);
    for (const Input& input : inputs) {
      Add(tree, input.name, InputTree(input, at + "/" + PointerToken(input.name)));
    }
    return tree;
  }

  void AddSpread(JsonValue& tree, const Rule& rule, const std::string& at) const {
    if (rule.spread) {
      // As listed, unless the list was edited since.
      const auto& listed = rule.spread_listed;
      const bool same = std::is_permutation(listed.begin(), listed.end(), rule.spread->begin(),
                                            rule.spread->end());
      Add(tree, "spread", Names(same ? listed : *rule.spread));
    }
    AddWord(tree, at, "spread_on", rule.spread_on, SpreadOn::kCost);
    AddWord(tree, at, "spread_cut", rule.spread_cut, SpreadCut::kAmount);
  }

  JsonValue RuleTree(const Rule& rule, const std::string& at) const {
    JsonValue tree = Of(Kind::kObject);
    Add(tree, "id", Text(rule.id));
    Add(tree, "clause", Text(rule.clause));
    AddWord(tree, at, "bill", rule.bill, model::BillType::kAnniversary);
    if (rule.match) Add(tree, "match", Text(rule.match->text));
    AddChanged(tree, at, "unless", rule.unless, {}, Texts);
    AddChanged(tree, at, "active", rule.active, {},
               [&](const Active& active) { return ActiveTree(active, at + "/active"); });
    AddChanged(tree, at, "per", rule.per, {}, Names);
    AddWord(tree, at, "each", rule.each, Each::kGroup);
    Add(tree, rule.is_credit ? "credit" : "charge", Text(rule.formula.text));
    AddWord(tree, at, "window", rule.window, model::WindowKind::kMonth);
    AddChanged(tree, at, "inputs", rule.inputs, {}, [&](const std::vector<Input>& inputs) {
      return InputsTree(inputs, at + "/inputs");
    });
    AddWord(tree, at, "when", rule.when, When::kAlways);
    AddSpread(tree, rule, at);
    JsonValue line = Of(Kind::kObject);
    Add(line, "type", Text(rule.line_type));
    Add(line, "text", Text(rule.line_text));
    Add(tree, "line", std::move(line));
    AddChanged(tree, at, "without_usage", rule.without_usage, false, Truth);
    return tree;
  }

  JsonValue AmendmentsTree() const {
    JsonValue tree = Of(Kind::kArray);
    for (const Amendment& amendment : book_.amendments) {
      JsonValue sets = Of(Kind::kObject);
      for (const AmendmentSet& set : amendment.sets) {
        auto value = ParseJson(set.value, {});
        TWINBILL_CHECK(value.has_value());
        Add(sets, set.pointer, std::move(value->root));
      }
      JsonValue one = Of(Kind::kObject);
      Add(one, "from", Date(amendment.from));
      Add(one, "set", std::move(sets));
      tree.elements.push_back(std::move(one));
    }
    return tree;
  }

  const RuleBook& book_;
  std::set<std::string> needed_;
};

}  // namespace

JsonValue TreeOf(const RuleBook& book) {
  TWINBILL_CHECK(!book.editions.empty());
  return Builder(book).All();
}

}  // namespace twinbill::rule_book
