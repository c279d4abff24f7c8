// Random standard contracts of what a rule book can say, and the rule books that say it.
//
// Written from the specification for the translator's tests, and without a line of the translator:
// the rule book is the contract's own words turned round, in one of several ways of writing each.
#pragma once

#include <string>

#include "corpus/model/calendar.h"
#include "standard_engine/contract/contract.h"
#include "tests/support/random_source.h"

namespace twinbill::support {

struct SayableCase {
  contract::Contract contract;
  std::string rule_book;  // decimal arithmetic, 28 digits
};

// Up to `construct_count_max` constructs, each clause its own.
SayableCase RandomSayable(RandomSource& source, model::Term term, int construct_count_max);

}  // namespace twinbill::support
