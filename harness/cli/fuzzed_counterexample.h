// A difference that fuzzing found, as a counterexample of the contract.
#pragma once

#include <string>

#include "corpus/model/result.h"
#include "harness/cli/opened_pair.h"
#include "harness/fuzz/fuzz_batch.h"
#include "harness/replay/counterexample.h"

namespace twinbill::cli {

model::Result<replay::Counterexample> CounterexampleOf(const OpenedPair& pair,
                                                       const fuzz::FoundDifference& found);

// Saves it in the contract's folder of the workspace, and gives its path.
model::Result<std::string> SaveCounterexample(const std::string& workspace, const OpenedPair& pair,
                                              const replay::Counterexample& counterexample);

}  // namespace twinbill::cli
