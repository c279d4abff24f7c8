// Shortfalls and fees: charges that don't come of usage.
#pragma once

#include <variant>

#include "translators/cbas/construct_builder.h"
#include "translators/cbas/rule_lines.h"

namespace twinbill::translators {

std::variant<BuiltRule, RuleFault> BuildCharge(const RuleSituation& situation, const Shape& shape,
                                               const RuleLines& lines);

}  // namespace twinbill::translators
