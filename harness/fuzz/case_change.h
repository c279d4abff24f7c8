// CaseChange: a case near one that reached something new.
#pragma once

#include "corpus/model/calendar.h"
#include "harness/fuzz/counted_random.h"
#include "harness/fuzz/usage_case.h"

namespace twinbill::fuzz {

// Changes one record of a case that has some: its number by a smallest step, its slot, its period,
// or it is doubled or left out. `slot_count` is the universe's. The case stays sorted, and has at
// most `records_max` records.
void ChangeCase(CountedRandom& random, std::uint32_t slot_count, model::Term term,
                std::size_t records_max, UsageCase& usage);

}  // namespace twinbill::fuzz
