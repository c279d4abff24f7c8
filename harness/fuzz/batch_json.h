// What a batch came to, as one line of JSON: how a forked job tells its parent.
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/result.h"
#include "harness/fuzz/fuzz_batch.h"

namespace twinbill::fuzz {

std::string WriteBatch(const BatchOutcome& outcome);  // without line end
// Fails with `job_outcome_unreadable` where `text` is no such line.
model::Result<BatchOutcome> ReadBatch(std::string_view text);

}  // namespace twinbill::fuzz
