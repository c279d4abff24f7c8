// The lines of a rule: what they are by, which groups they are of, and how they are cut.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "translators/cbas/construct_builder.h"

namespace twinbill::translators {

struct RuleLines {
  std::vector<model::Dimension> by;   // in the order of lines
  std::vector<model::Dimension> per;  // what groups differ in, all of it among `by`
  bool is_one_a_group = false;        // each group has one line
  std::vector<Clauses> parts;         // the rule's records, by texts that lines don't show
  std::vector<RuleCondition> conditions;
};

std::variant<RuleLines, RuleFault> LinesOf(const RuleSituation& situation);

// Whether both name the same dimensions, those left out in which all records agree.
bool AreSameGroups(const std::vector<model::Dimension>& a, const std::vector<model::Dimension>& b,
                   const Clauses& clauses);

bool Contains(const std::vector<model::Dimension>& dimensions, const model::Dimension& dimension);

}  // namespace twinbill::translators
