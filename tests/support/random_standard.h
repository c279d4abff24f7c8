// Random standard contracts of primitive constructs, all keys of the specification on and off.
#pragma once

#include <nlohmann/json.hpp>

#include "corpus/model/calendar.h"
#include "tests/support/random_source.h"

namespace twinbill::support {

// A contract of kPayer in USD that the specification allows, with 1 to `construct_count_max`
// constructs. Which features may occur at all is drawn first (swarm), so that small and strange
// mixtures come up, too.
nlohmann::json RandomContract(RandomSource& source, model::Term term, int construct_count_max);

}  // namespace twinbill::support
