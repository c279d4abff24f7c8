// Whether a translation's obligations hold of given records, where records alone can tell.
#pragma once

#include <vector>

#include "corpus/model/usage_record.h"
#include "translators/translation.h"

namespace twinbill::support {

enum class Holding { kHolds, kFails, kUnknown };

Holding HoldingOf(const translators::Obligation& obligation,
                  const std::vector<model::UsageRecord>& records);

// All of a rule's: kFails where one fails, else kUnknown where one is unknown.
Holding HoldingOf(const translators::RuleTrace& rule,
                  const std::vector<model::UsageRecord>& records);

}  // namespace twinbill::support
