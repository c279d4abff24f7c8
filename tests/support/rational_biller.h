// The rational biller: the third opinion beside both billing sides.
//
// It bills a standard contract of primitive constructs in big fractions, period by period, as the
// pages of the specification say it and as plainly as they do; it was written from them alone and
// shares no code with the standard engine but the words of corpus/model. It is slow and throws on
// what it can't read.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/usage_record.h"

namespace twinbill::support {

// The finished rows (with their LF), unsorted, of all periods of the term within [from, to].
// Records are taken as the specification's "What counts" says; `contract` is the whole file.
std::vector<std::string> BillByRationals(const nlohmann::json& contract,
                                         const std::vector<model::UsageRecord>& records,
                                         model::Period from, model::Period to);

// The canonical file of such rows.
std::string FileOfRows(std::vector<std::string> rows);

}  // namespace twinbill::support
