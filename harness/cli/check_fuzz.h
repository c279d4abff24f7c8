// The fuzzing step of a check: generated cases for every contract, with a seed of its own each
// time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/cli/check_reports.h"

namespace twinbill::cli {

struct CheckFuzzOrder {
  std::string workspace;
  std::vector<std::string> contracts;  // none: all
  std::uint64_t seed = 0;
  std::string as_of;  // the day, YYYY-MM-DD, kept with the results
  int jobs = 1;
};

// Runs as the workspace's settings say, keeps each run in the store, saves what differs as a
// counterexample, and says the totals over all runs of the contracts as they are. Not ok where a
// contract differs, or where nothing was compared.
CheckStep CheckFuzz(const CheckFuzzOrder& order);

}  // namespace twinbill::cli
