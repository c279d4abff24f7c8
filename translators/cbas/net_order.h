// Stacking: whether `net` on both sides counts the same amounts of earlier rules.
//
// On the legacy side every earlier line falls on the records it was made from; on the standard side
// the D of earlier constructs does. The two differ where a rule was refused, where a line comes of
// no usage, and where a line's amount is divided in another way.
#pragma once

#include <optional>
#include <vector>

#include "translators/cbas/rule_history.h"

namespace twinbill::translators {

struct NetFinding {
  std::optional<RuleFault> fault;
  std::optional<RuleCondition> condition;
};

// What stands between `stage`, which reads `net`, and the rule `earlier` of the same edition.
NetFinding NetBetween(const RuleStage& stage, const RuleStage& earlier, bool earlier_is_refused);

}  // namespace twinbill::translators
