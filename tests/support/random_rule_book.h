// Random CBAS rule books: formulas grown from the grammar, all settings and keys on and off.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "corpus/model/calendar.h"
#include "tests/support/random_source.h"

namespace twinbill::support {

// A rule book of kPayer in USD that the specification allows, with 1 to `rule_count_max` rules. Its
// formulas may divide by zero; most don't.
nlohmann::json RandomRuleBook(RandomSource& source, model::Term term, int rule_count_max);

// What a book has of all that a rule book can say: "set /rules/#/per", "tiered(", "event with net".
using RuleBookFeature = std::string;
std::set<RuleBookFeature> FeaturesOf(const nlohmann::json& book);
// Those that RandomRuleBook() draws at least 5 times in 1,000 books.
const std::vector<RuleBookFeature>& AllFeatures();

}  // namespace twinbill::support
