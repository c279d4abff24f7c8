// Random CBAS rule books: formulas grown from the grammar, all settings and keys on and off.
#pragma once

#include <nlohmann/json.hpp>

#include "corpus/model/calendar.h"
#include "tests/support/random_source.h"

namespace twinbill::support {

// A rule book of kPayer in USD that the specification allows, with 1 to `rule_count_max` rules. Its
// formulas may divide by zero; most don't.
nlohmann::json RandomRuleBook(RandomSource& source, model::Term term, int rule_count_max);

}  // namespace twinbill::support
