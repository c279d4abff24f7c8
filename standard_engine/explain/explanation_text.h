// An explanation as text, as JSON, and as a statement that a customer can read.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "standard_engine/explain/explanation.h"

namespace twinbill::explain {

// For an engineer: clause and construct, scope, cells with their records, then every number with
// its formula; lines ended by LF. The same explanation gives the same bytes.
std::string ExplanationText(const Explanation& explanation);

// Everything, numbers as texts (decimals, or fractions "7/3").
nlohmann::ordered_json ExplanationJson(const Explanation& explanation);

// A few sentences for the customer: why is this amount on the bill.
std::string CustomerStatement(const Explanation& explanation);

}  // namespace twinbill::explain
