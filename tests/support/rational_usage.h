// Cells and scopes for the rational biller: usage.md "Cells" and standard_contract.md "Scope",
// plainly.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/usage_record.h"
#include "tests/support/rational_rounding.h"

namespace twinbill::support {

// What a cell is by: the texts of its dimensions, in the order that orders cells, and its epoch.
struct CellKey {
  std::vector<std::string>
      texts;  // account … line_item_type, then the mentioned attributes by name
  int epoch = 0;
  auto operator<=>(const CellKey&) const = default;
};

struct Cell {
  CellKey key;
  std::map<std::string, std::string> by_name;  // the same texts under their dimensions' names
  model::Timestamp a_start;                    // of one of its records: they share their epoch
  Rational quantity, list, rated;
  std::vector<Rational> net_before;  // per construct of the contract
  std::vector<Rational> net_after;
};

// The product.KEY and tag.KEY that the contract mentions anywhere, by their bytes.
std::set<std::string> MentionedAttributes(const nlohmann::json& contract);

// The cells of each period of the term, in order. Every period of the term is there.
std::map<model::Period, std::vector<Cell>> CellsByPeriod(
    const nlohmann::json& contract, model::Term term,
    const std::vector<model::UsageRecord>& records);

bool PatternMatches(const std::string& pattern, const std::string& text);
// An absent scope takes all Usage records.
bool ScopeTakes(const nlohmann::json& scope, const Cell& cell);
// Whether the construct's effective range takes the cell of that period.
bool EffectiveTakes(const nlohmann::json& construct, const Cell& cell, model::Period period);

}  // namespace twinbill::support
