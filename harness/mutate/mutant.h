// Mutant: a contract's side with one seeded fault.
//
// What evidence is worth shows in how many of these it catches. A mutant is a value of the side's
// data, never of code. Operators have stable names (docs/formats/mutation.md), and apply to every
// place where they fit. Source: the operators of mutation testing, as the facts of this field name
// them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book.h"
#include "standard_engine/contract/contract.h"

namespace twinbill::mutate {

struct Mutant {
  std::string operation;  // of Operators()
  std::string place;      // JSON pointer into the side
  std::string clause;     // of what was changed; empty where it is the whole contract's
  std::string text;       // what was changed, "up_to 500 -> 501"
  std::variant<contract::Contract, rule_book::RuleBook> side;

  bool is_standard() const { return std::holds_alternative<contract::Contract>(side); }
};

// An operator: its name and what it does, in one line.
struct Operator {
  std::string_view name;
  std::string_view text;
};

// Of the standard side, and of rule books.
std::vector<Operator> StandardOperators();
std::vector<Operator> RuleBookOperators();

// Every mutant of every operator, in the order of operators, then of places.
std::vector<Mutant> MutantsOf(const contract::Contract& contract);
std::vector<Mutant> MutantsOf(const rule_book::RuleBook& book);

// The contract with all that decides nothing brought to one form: two contracts of one normal form
// bill the same for all usage. (Not the other way round.)
contract::Contract NormalForm(contract::Contract contract);
rule_book::RuleBook NormalForm(rule_book::RuleBook book);

}  // namespace twinbill::mutate
