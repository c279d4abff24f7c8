// Generated usage as a CUR 2.0 in Parquet, typed as the real thing is: costs and amounts are
// doubles, rates are texts, times are timestamps, product and tags are maps; pages carry checksums.
#pragma once

#include <functional>
#include <string>

#include "corpus/generate/usage_generator.h"
#include "corpus/model/result.h"

namespace twinbill::generate {

// Writes the file `path`, which must be nobody's: who calls puts it in place. `progress` is told
// how many rows were added.
model::Result<void> GenerateParquet(const UsageGenerator& generator, const std::string& path,
                                    const std::function<void(std::int64_t rows)>& progress);

}  // namespace twinbill::generate
