#include "harness/fuzz/mentions.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "standard_engine/plan/scope_test.h"

namespace twinbill::fuzz {

using model::Dimension;
using model::Timestamp;

namespace {

constexpr Wildcards kGlob{'*', '?'};
constexpr Wildcards kLike{'%', '_'};

template <class T>
void SortUnique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void Append(std::vector<std::string>& to, const std::vector<std::string>& texts) {
  to.insert(to.end(), texts.begin(), texts.end());
}

// A slot that a selector speaks of in these texts, and in texts beside them.
void AddTexts(const Dimension& dimension, const std::vector<std::string>& taken, Selector& selector,
              TextsByDimension& texts) {
  Append(selector.taken[dimension], taken);
  for (const std::string& text : taken) {
    texts[dimension].push_back(text);
    Append(texts[dimension], TextsBeside(text));
  }
}

void AddScope(const contract::Scope& scope, Mentions& mentions) {
  Selector selector;
  const auto test = std::make_shared<const plan::ScopeTest>(scope);
  selector.takes = [test](const model::Slot& slot) { return test->Matches(slot); };
  for (const contract::ScopeKey& key : scope.keys) {
    for (const std::string& pattern : key.patterns) {
      AddTexts(key.dimension, TextsTaken(pattern, kGlob), selector, mentions.texts);
    }
  }
  if (scope.excluded) {
    Selector excluded;  // its texts only; whom the scope takes says the scope
    for (const contract::ScopeKey& key : *scope.excluded) {
      for (const std::string& pattern : key.patterns) {
        AddTexts(key.dimension, TextsTaken(pattern, kGlob), excluded, mentions.texts);
      }
    }
  }
  mentions.selectors.push_back(std::move(selector));
}

void AddMatch(const rule_book::Match& match, Mentions& mentions) {
  Selector selector;
  selector.takes = [match](const model::Slot& slot) { return match.Takes(slot); };
  for (const rule_book::MatchNode& node : match.nodes) {
    if (!node.arguments.empty()) continue;
    for (const std::string& text : node.texts) {
      const bool is_like = node.kind == rule_book::MatchKind::kLike;
      AddTexts(node.dimension, is_like ? TextsTaken(text, kLike) : std::vector<std::string>{text},
               selector, mentions.texts);
    }
  }
  mentions.selectors.push_back(std::move(selector));
}

void AddDimensions(const std::vector<Dimension>& dimensions, Mentions& mentions) {
  for (const Dimension& dimension : dimensions) mentions.texts[dimension];
}

void AddEffective(const contract::Effective& effective, Mentions& mentions) {
  for (const auto& date : {effective.from, effective.to}) {
    if (!date) continue;
    mentions.moments.push_back(Timestamp::AtMidnight(*date));
    mentions.periods.push_back(model::Period::Of(*date));
  }
}

void AddBenefit(const contract::Construct& construct, Mentions& mentions) {
  if (!construct.benefit) return;
  if (const auto* tiers = std::get_if<contract::Tiers>(&construct.benefit->form)) {
    const bool by_quantity =
        !construct.meter || construct.meter->measure == contract::Measure::kQuantity;
    for (const contract::Step& step : tiers->steps) {
      if (step.up_to) (by_quantity ? mentions.quantities : mentions.money).push_back(*step.up_to);
    }
  }
  if (const auto* prepaid = std::get_if<contract::Prepaid>(&construct.benefit->form)) {
    mentions.money.push_back(prepaid->grant);
  }
}

void AddConstruct(const contract::Construct& construct, Mentions& mentions) {
  AddEffective(construct.effective, mentions);
  AddBenefit(construct, mentions);
  if (construct.scope) AddScope(*construct.scope, mentions);
  if (construct.meter) {
    AddDimensions(construct.meter->per, mentions);
    if (construct.meter->scope) AddScope(*construct.meter->scope, mentions);
  }
  AddDimensions(construct.line.by, mentions);
  if (construct.entitlement) AddScope(construct.entitlement->scope, mentions);
  if (construct.cap) mentions.money.push_back(construct.cap->amount);
  if (construct.commit) {
    mentions.money.push_back(construct.commit->amount);
    if (construct.commit->scope) AddScope(*construct.commit->scope, mentions);
    for (const contract::Limit& limit : construct.commit->limits) AddScope(limit.scope, mentions);
  }
  if (construct.sharing.owner) {
    mentions.texts[{model::DimensionKind::kAccount, {}}].push_back(*construct.sharing.owner);
  }
}

// What a scope or match takes that asks for nothing: all usage.
void AddAllUsage(Mentions& mentions) {
  Selector usage;
  usage.takes = [](const model::Slot& slot) { return slot.line_item_type == "Usage"; };
  usage.taken[{model::DimensionKind::kLineItemType, {}}] = {"Usage"};
  mentions.selectors.push_back(std::move(usage));
}

void AddTerm(const model::Term& term, Mentions& mentions) {
  mentions.moments.push_back(Timestamp::AtMidnight(term.start));
  mentions.moments.push_back(Timestamp::AtMidnight(term.end));
  mentions.periods.push_back(term.FirstPeriod());
  mentions.periods.push_back(term.LastPeriod());
}

// What a formula's number means can't be seen from it: it may be a quantity or money.
void AddNumber(const model::Decimal& number, Mentions& mentions) {
  mentions.quantities.push_back(number);
  mentions.money.push_back(number);
}

void AddRule(const rule_book::Rule& rule, Mentions& mentions) {
  if (rule.match) AddMatch(*rule.match, mentions);
  for (const auto& date : {rule.active.from, rule.active.to}) {
    if (!date) continue;
    mentions.moments.push_back(Timestamp::AtMidnight(*date));
    mentions.periods.push_back(model::Period::Of(*date));
  }
  AddDimensions(rule.per, mentions);
  if (rule.spread) AddDimensions(*rule.spread, mentions);
  for (const rule_book::Input& input : rule.inputs) {
    if (input.match) AddMatch(*input.match, mentions);
  }
  for (const rule_book::FormulaNode& node : rule.formula.nodes) {
    if (node.kind == rule_book::NodeKind::kNumber) AddNumber(node.number, mentions);
  }
}

}  // namespace

std::vector<std::string> TextsTaken(const std::string& pattern, Wildcards wildcards) {
  std::vector<std::string> taken;
  for (const std::string_view run : {"", "Zz-9"}) {
    std::string text;
    for (const char byte : pattern) {
      if (byte == wildcards.run) {
        text += run;
      } else {
        text += byte == wildcards.one ? 'q' : byte;
      }
    }
    taken.push_back(std::move(text));
  }
  SortUnique(taken);
  return taken;
}

std::vector<std::string> TextsBeside(const std::string& taken) {
  std::vector<std::string> beside{taken + "x"};
  if (taken.empty()) return beside;
  const bool last_is_ascii = static_cast<unsigned char>(taken.back()) < 0x80;
  if (last_is_ascii) beside.push_back(taken.substr(0, taken.size() - 1));
  std::string other_case = taken;
  for (char& byte : other_case) {
    const bool lower = byte >= 'a' && byte <= 'z';
    const bool upper = byte >= 'A' && byte <= 'Z';
    if (!lower && !upper) continue;
    byte = static_cast<char>(byte ^ 0x20);
    beside.push_back(other_case);
    break;
  }
  return beside;
}

void Mentions::Settle() {
  for (auto& [dimension, values] : texts) SortUnique(values);
  for (Selector& selector : selectors) {
    for (auto& [dimension, values] : selector.taken) SortUnique(values);
  }
  SortUnique(quantities);
  SortUnique(money);
  SortUnique(moments);
  SortUnique(periods);
}

void Mentions::Add(const contract::Contract& contract) {
  AddTerm(contract.term, *this);
  if (selectors.empty()) AddAllUsage(*this);
  for (const contract::Construct& construct : contract.constructs) AddConstruct(construct, *this);
  Settle();
}

void Mentions::Add(const rule_book::RuleBook& book) {
  AddTerm(book.head.term, *this);
  if (selectors.empty()) AddAllUsage(*this);
  for (const rule_book::Edition& edition : book.editions) {
    if (edition.from) periods.push_back(*edition.from);
    for (const auto& [name, bands] : edition.tables) {
      for (const rule_book::Band& band : bands) {
        AddNumber(band.from, *this);
        if (band.to) AddNumber(*band.to, *this);
      }
    }
    for (const rule_book::Rule& rule : edition.rules) AddRule(rule, *this);
  }
  Settle();
}

}  // namespace twinbill::fuzz
