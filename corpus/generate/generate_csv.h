// Generated usage as a CUR 2.0 in CSV.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "corpus/generate/usage_generator.h"
#include "corpus/model/result.h"

namespace twinbill::generate {

// Takes the next bytes of the file, and says how many rows they end; a failure ends the work.
using TakeBytes = std::function<model::Result<void>(std::string_view bytes, std::int64_t rows)>;

// Header and rows, made by `threads` threads and given out in order, by the calling one.
model::Result<void> GenerateCsv(const UsageGenerator& generator, int threads,
                                const TakeBytes& take);

}  // namespace twinbill::generate
