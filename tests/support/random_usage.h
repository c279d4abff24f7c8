// Random usage that both billing sides' random contracts speak of: few different texts, so that
// scopes and groups meet, and many small numbers, so that edges and zeros do.
#pragma once

#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/usage_record.h"
#include "tests/support/random_source.h"

namespace twinbill::support {

inline const std::vector<const char*> kAccounts = {"100000000001", "100000000002", "100000000003"};
inline const std::vector<const char*> kServices = {"AmazonS3", "AmazonEC2", "AmazonBedrock"};
inline const std::vector<const char*> kRegions = {"us-east-1", "eu-west-1", ""};
inline const std::vector<const char*> kUsageTypes = {
    "USE1-TimedStorage-ByteHrs", "EU-Requests-Tier1", "BoxUsage:m5.large", "\u00fc"};
inline const std::vector<const char*> kOperations = {"", "PutObject", "RunInstances"};
inline const std::vector<const char*> kLineItemTypes = {"Usage", "Usage", "Usage", "Usage",
                                                        "Usage", "Usage", "Tax",   "Credit"};
inline const char* const kPayer = "111122223333";

// Between 0 and `count_max` records of kPayer in USD, around the term: late, early and outside it,
// too.
std::vector<model::UsageRecord> RandomUsage(RandomSource& source, model::Term term, int count_max);

// A term of 1 to 15 periods that may begin and end within a month.
model::Term RandomTerm(RandomSource& source);

}  // namespace twinbill::support
