// Recomputed: an explanation's JSON computed again from nothing but itself.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace twinbill::support {

// What is wrong with `explanation` (as ExplanationJson() writes it): a number that its operation
// does not give, or an amount that is not the last number. Empty where all is right.
std::string WrongWith(const nlohmann::ordered_json& explanation);

}  // namespace twinbill::support
