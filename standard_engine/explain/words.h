// What terms of a contract say, in words for a reader of an explanation.
#pragma once

#include <string>

#include "standard_engine/contract/contract.h"

namespace twinbill::explain {

// "service AmazonS3; usage_type *-Storage-* or x; not: region us-gov-*", "all usage"; service
// specific (SSD) or attribute based (ABD) stands behind it.
std::string ScopeInWords(const contract::Construct& construct);
// "7.5 % off list cost", "0.0215 for each unit", "graduated by quantity over the month: …".
std::string BenefitInWords(const contract::Construct& construct);

}  // namespace twinbill::explain
