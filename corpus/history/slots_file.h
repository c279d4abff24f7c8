// The distinct slots of a partition, as a file beside its records.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "corpus/history/digesting_sink.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

// `slots` are sorted, each once.
model::Result<FileFacts> WriteSlots(const std::string& path, std::span<const model::Slot> slots);

// Fails where the file is damaged or its slots are not sorted.
model::Result<std::vector<model::Slot>> ReadSlots(const std::string& path);

}  // namespace twinbill::history
