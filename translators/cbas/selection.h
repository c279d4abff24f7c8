// Selection: the records of a rule as a scope, less what other scopes take.
//
// A scope says one thing per dimension and excludes one combination; whatever else a match excludes
// is taken away by `unless` and constructs that give nothing. What needs "or" between dimensions is
// cut into parts, where no group of the rule has records in two of them.
#pragma once

#include <variant>
#include <vector>

#include "standard_engine/contract/contract.h"
#include "translators/cbas/match_logic.h"

namespace twinbill::translators {

// Records taken away from a construct's scope.
struct Exclusion {
  contract::Scope scope;
  contract::Effective during;
  bool operator==(const Exclusion&) const = default;
};

struct Selection {
  contract::Scope scope;
  std::vector<Exclusion> exclusions;
  bool operator==(const Selection&) const = default;
};

// The parts that `clauses` are, disjoint; one in most cases. `group` are the dimensions in which
// the records of one group agree.
std::variant<std::vector<Selection>, MatchFault> Select(const Clauses& clauses,
                                                        const std::vector<model::Dimension>& group);

// The same as one scope without exclusions.
std::variant<contract::Scope, MatchFault> SelectScope(const Clauses& clauses);

// A scope of all records, of whatever type.
contract::Scope AllRecords();
// A scope that no record is in.
contract::Scope NoRecords();

}  // namespace twinbill::translators
