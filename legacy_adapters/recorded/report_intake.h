// A report read through mappings: which of its rows and cells are discounts, and of what.
#pragma once

#include <string>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "legacy_adapters/recorded/recorded_plan.h"

namespace twinbill::recorded {

class BillBook;

// Gives every discount of the contract's payer to `book`: what the first mapping that takes a row
// or a cell says it is, or what was left over. The digest of the file.
//
// A row is a discount of its own unless it is a charge (usage, fees, tax). A cell of a discount
// column is one, whatever its row is; `discount.KEY` is an entry of the map `discount`. A column of
// totals is none, for its parts are. `NULL` and `\N` are empty everywhere.
model::Result<model::Digest> ReadReport(const std::string& path, const RecordedPlan& plan,
                                        BillBook& book);

}  // namespace twinbill::recorded
