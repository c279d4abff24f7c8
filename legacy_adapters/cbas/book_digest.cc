#include "legacy_adapters/cbas/book_digest.h"

#include <nlohmann/json.hpp>

namespace twinbill::cbas {

using nlohmann::json;
using rule_book::Edition;
using rule_book::Input;
using rule_book::Rule;

namespace {

// Raised whenever a rule book may bill other bytes than before.
constexpr int kInterpreterVersion = 1;

template <class Choice>
int Number(Choice choice) {
  return static_cast<int>(choice);
}

json Names(const std::vector<model::Dimension>& dimensions) {
  json names = json::array();
  for (const model::Dimension& dimension : dimensions) names.push_back(dimension.Name());
  return names;
}

json TextOf(const std::optional<rule_book::Match>& match) {
  return match ? json(match->text) : json(nullptr);
}

json DayOf(const std::optional<model::Date>& date) {
  return date ? json(date->ToString()) : json(nullptr);
}

json InputJson(const Input& input) {
  return {TextOf(input.match), Number(input.of), Number(input.window), Names(input.per)};
}

json RuleJson(const Rule& rule) {
  json inputs = json::object();
  for (const Input& input : rule.inputs) inputs[input.name] = InputJson(input);
  return {{"id", rule.id},
          {"clause", rule.clause},
          {"match", TextOf(rule.match)},
          {"unless", rule.unless},
          {"active", {DayOf(rule.active.from), DayOf(rule.active.to)}},
          {"per", Names(rule.per)},
          {"each", Number(rule.each)},
          {"credit", rule.is_credit},
          {"formula", rule_book::WriteFormula(rule.formula, rule.formula.root_number())},
          {"window", Number(rule.window)},
          {"inputs", std::move(inputs)},
          {"when", Number(rule.when)},
          {"spread", rule.spread ? Names(*rule.spread) : json(nullptr)},
          {"spread_on", Number(rule.spread_on)},
          {"spread_cut", Number(rule.spread_cut)},
          {"bill", Number(rule.bill)},
          {"line", {rule.line_type, rule.line_text}},
          {"without_usage", rule.without_usage}};
}

json EditionJson(const Edition& edition) {
  const rule_book::Settings& s = edition.settings;
  json tables = json::object();
  for (const auto& [name, bands] : edition.tables) {
    json& table = tables[name] = json::array();
    for (const rule_book::Band& band : bands) {
      table.push_back({band.from.ToString(), band.to ? json(band.to->ToString()) : json(nullptr),
                       band.entry.ToString()});
    }
  }
  json rules = json::array();
  for (const Rule& rule : edition.rules) rules.push_back(RuleJson(rule));
  return {{"from", edition.from ? json(edition.from->ToString()) : json(nullptr)},
          {"settings",
           {Number(s.arithmetic), s.scale, Number(s.scale_rounding), s.amount_digits,
            Number(s.amount_rounding), Number(s.round_how), Number(s.tier_edge),
            Number(s.remainder), s.zero_lines}},
          {"tables", std::move(tables)},
          {"rules", std::move(rules)}};
}

}  // namespace

model::Digest DigestOf(const rule_book::RuleBook& book) {
  json editions = json::array();
  for (const Edition& edition : book.editions) editions.push_back(EditionJson(edition));
  const json decisive = {{"cbas_interpreter", kInterpreterVersion},
                         {"contract",
                          {book.head.id, book.head.payer, book.head.currency,
                           book.head.term.start.ToString(), book.head.term.end.ToString()}},
                         {"editions", std::move(editions)}};
  return model::Sha256::Of(decisive.dump(-1, ' ', false, json::error_handler_t::replace));
}

}  // namespace twinbill::cbas
