// Usage records as JSON values: what evidence and saved counterexamples have in common.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "corpus/model/usage_record.h"

namespace twinbill::evidence {

// By the short names of the specification's usage.md; what is absent or empty is left out, numbers
// are texts.
nlohmann::ordered_json RecordsToJson(const std::vector<model::UsageRecord>& records);
// Throws std::exception where `json` is no such list: for who reads JSON within a folder and turns
// that into a failure.
std::vector<model::UsageRecord> RecordsFromJson(const nlohmann::ordered_json& json);

}  // namespace twinbill::evidence
