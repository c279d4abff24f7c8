// The usage that a bill is made from: every record of the files, and no record twice.
#pragma once

#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::cli {

// All records of the reports at `paths`, in no particular order. Two records of the same id,
// period, start and payer are the same record seen twice, and refused with both named.
model::Result<std::vector<model::UsageRecord>> ReadBillUsage(const std::vector<std::string>& paths);

}  // namespace twinbill::cli
