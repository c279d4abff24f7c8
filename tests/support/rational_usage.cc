#include "tests/support/rational_usage.h"

#include <algorithm>
#include <stdexcept>

namespace twinbill::support {
namespace {

using nlohmann::json;

const std::vector<std::string> kBaseDimensions = {"account",    "service",   "region",
                                                  "usage_type", "operation", "line_item_type"};

bool IsAttribute(const std::string& name) {
  return name.rfind("product.", 0) == 0 || name.rfind("tag.", 0) == 0;
}

void CollectAttributes(const json& value, std::set<std::string>& names) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      if (IsAttribute(key)) names.insert(key);
      if (key == "per") {
        for (const json& name : inner) {
          if (IsAttribute(name.get<std::string>())) names.insert(name.get<std::string>());
        }
      }
      CollectAttributes(inner, names);
    }
  } else if (value.is_array()) {
    for (const json& inner : value) CollectAttributes(inner, names);
  }
}

std::string TextOf(const model::Slot& slot, const std::string& name) {
  if (name == "account") return slot.account;
  if (name == "service") return slot.service;
  if (name == "region") return slot.region;
  if (name == "usage_type") return slot.usage_type;
  if (name == "operation") return slot.operation;
  if (name == "line_item_type") return slot.line_item_type;
  const bool product = name.rfind("product.", 0) == 0;
  const std::string key = name.substr(product ? 8 : 4);
  for (const auto& [attribute, text] : product ? slot.product : slot.tags) {
    if (attribute == key) return text;
  }
  return "";
}

model::Date ReadDate(const json& text) {
  const std::optional<model::Date> date = model::Date::Parse(text.get<std::string>());
  if (!date) throw std::invalid_argument("date");
  return *date;
}

// The different dates that an effective range by usage names.
std::set<model::Timestamp> EpochEdges(const json& contract) {
  std::set<model::Timestamp> edges;
  for (const json& construct : contract.at("constructs")) {
    if (!construct.contains("effective")) continue;
    const json& effective = construct["effective"];
    if (effective.value("by", "usage") != "usage") continue;
    for (const char* end : {"from", "to"}) {
      if (effective.contains(end) && !effective[end].is_null()) {
        edges.insert(model::Timestamp::AtMidnight(ReadDate(effective[end])));
      }
    }
  }
  return edges;
}

bool KeysTake(const json& keys, const Cell& cell) {
  for (const auto& [name, patterns] : keys.items()) {
    if (name == "not") continue;
    const auto text = cell.by_name.find(name);
    if (text == cell.by_name.end()) throw std::invalid_argument("scope key " + name);
    const bool any = std::any_of(patterns.begin(), patterns.end(), [&](const json& pattern) {
      return PatternMatches(pattern.get<std::string>(), text->second);
    });
    if (!any) return false;
  }
  return true;
}

}  // namespace

std::set<std::string> MentionedAttributes(const json& contract) {
  std::set<std::string> names;
  CollectAttributes(contract.at("constructs"), names);
  return names;
}

std::map<model::Period, std::vector<Cell>> CellsByPeriod(
    const json& contract, model::Term term, const std::vector<model::UsageRecord>& records) {
  std::vector<std::string> names = kBaseDimensions;
  for (const std::string& name : MentionedAttributes(contract)) names.push_back(name);
  const std::set<model::Timestamp> edges = EpochEdges(contract);
  const json& head = contract.at("contract");

  std::map<model::Period, std::map<CellKey, Cell>> periods;
  for (model::Period p = term.FirstPeriod(); p <= term.LastPeriod(); p = p.Next()) periods[p];
  for (const model::UsageRecord& record : records) {
    if (record.payer != head.at("payer").get<std::string>()) continue;
    if (!term.Contains(record.start) || !periods.contains(record.period)) continue;
    if (record.currency != head.at("currency").get<std::string>()) {
      throw std::invalid_argument("another currency");
    }
    CellKey key;
    for (const std::string& name : names) key.texts.push_back(TextOf(record.slot, name));
    key.epoch = static_cast<int>(std::count_if(edges.begin(), edges.end(),
                                               [&](const auto& e) { return e <= record.start; }));
    Cell& cell = periods[record.period][key];
    cell.key = key;
    for (std::size_t i = 0; i < names.size(); ++i) cell.by_name[names[i]] = key.texts[i];
    cell.a_start = record.start;
    const Rational quantity = ToRational(record.quantity);
    const Rational list = ToRational(record.list_cost());
    cell.quantity += quantity;
    cell.list += list;
    cell.rated += record.rate ? Rational(ToRational(*record.rate) * quantity) : list;
  }

  std::map<model::Period, std::vector<Cell>> result;
  for (auto& [period, cells] : periods) {
    std::vector<Cell>& out = result[period];
    for (auto& [key, cell] : cells) out.push_back(std::move(cell));
  }
  return result;
}

bool PatternMatches(const std::string& pattern, const std::string& text) {
  // reach[j]: the pattern so far can take the first j bytes. `?` takes one character, not one byte.
  std::vector<std::vector<bool>> reach(pattern.size() + 1,
                                       std::vector<bool>(text.size() + 1, false));
  reach[0][0] = true;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    for (std::size_t j = 0; j <= text.size(); ++j) {
      if (!reach[i][j]) continue;
      if (pattern[i] == '*') {
        for (std::size_t k = j; k <= text.size(); ++k) reach[i + 1][k] = true;
      } else if (pattern[i] == '?') {
        if (j == text.size()) continue;
        std::size_t k = j + 1;
        while (k < text.size() && (static_cast<unsigned char>(text[k]) & 0xC0U) == 0x80U) ++k;
        reach[i + 1][k] = true;
      } else if (j < text.size() && text[j] == pattern[i]) {
        reach[i + 1][j + 1] = true;
      }
    }
  }
  return reach[pattern.size()][text.size()];
}

bool ScopeTakes(const json& scope, const Cell& cell) {
  const bool names_type = scope.is_object() && scope.contains("line_item_type");
  if (!names_type && cell.by_name.at("line_item_type") != "Usage") return false;
  if (!scope.is_object()) return true;
  if (!KeysTake(scope, cell)) return false;
  return !scope.contains("not") || !KeysTake(scope["not"], cell);
}

bool EffectiveTakes(const json& construct, const Cell& cell, model::Period period) {
  if (!construct.contains("effective")) return true;
  const json& effective = construct["effective"];
  const model::Timestamp moment = effective.value("by", "usage") == "period"
                                      ? model::Timestamp::AtMidnight(period.FirstDay())
                                      : cell.a_start;
  if (effective.contains("from") && !effective["from"].is_null() &&
      moment < model::Timestamp::AtMidnight(ReadDate(effective["from"]))) {
    return false;
  }
  return !effective.contains("to") || effective["to"].is_null() ||
         moment < model::Timestamp::AtMidnight(ReadDate(effective["to"]));
}

}  // namespace twinbill::support
