// Mentions: what the two sides of a contract speak of, so that usage can be drawn at it.
//
// Texts that their scopes and matches take and almost take, quantities and money at which something
// changes, moments and periods at which something begins or ends. Nothing is computed of what a
// contract bills; a side that mentions nothing (a foreign program) adds nothing. All lists are
// sorted and have each value once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"
#include "corpus/model/dimension.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "standard_engine/contract/contract.h"

namespace twinbill::fuzz {

using TextsByDimension = std::map<model::Dimension, std::vector<std::string>>;

// A scope or a match: who is taken, and texts from which a taken slot can be put together.
struct Selector {
  std::function<bool(const model::Slot&)> takes;
  TextsByDimension taken;
};

struct Mentions {
  TextsByDimension texts;           // taken, almost taken, and grouped by
  std::vector<Selector> selectors;  // the first takes all usage
  std::vector<model::Decimal> quantities;
  std::vector<model::Decimal> money;
  std::vector<model::Timestamp> moments;  // within or at the ends of what is effective
  std::vector<model::Period> periods;     // in which something changes

  void Add(const contract::Contract& contract);
  void Add(const rule_book::RuleBook& book);

 private:
  void Settle();
};

// How a pattern writes "any run" and "any one character".
struct Wildcards {
  char run = '*';
  char one = '?';
};

// Texts that `pattern` takes: with runs empty and with runs filled.
std::vector<std::string> TextsTaken(const std::string& pattern, Wildcards wildcards);
// Texts next to those, that a careless matching would take or leave: a character fewer, one more,
// another case.
std::vector<std::string> TextsBeside(const std::string& taken);

}  // namespace twinbill::fuzz
