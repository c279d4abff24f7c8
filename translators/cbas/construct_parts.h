// The parts of a construct that come of a rule whatever its formula is.
#pragma once

#include <optional>
#include <vector>

#include "translators/cbas/construct_builder.h"

namespace twinbill::translators {

// Clause, line, effective range, delivery, rounding mode and digits.
void FillFrame(const RuleSituation& situation, contract::Construct& construct);

// All Usage records are no scope.
void SetScope(const contract::Scope& scope, contract::Construct& construct);

arithmetic::RemainderTo RemainderOf(rule_book::Remainder remainder);

RuleFault FaultOf(const MatchFault& fault, std::string key);

// Whose records an input counts, beside a rule's records of one part.
struct InputRecords {
  contract::Scope scope;
  std::vector<model::Dimension> per;  // what is left of the input's, in the order of lines
  std::optional<MatchFault> fault;
};

InputRecords RecordsOf(std::size_t input, const Clauses& part,
                       const std::vector<model::Dimension>& per, const RuleSituation& situation);

// What must hold of the usage for the arithmetic and the assumptions of the find.
void AddConditions(const RuleSituation& situation, const FoundShape& found,
                   const FormulaMeaning& meaning, std::vector<RuleCondition>& conditions);

}  // namespace twinbill::translators
