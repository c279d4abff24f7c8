// RecordedModel: past bills as the oracle: what was billed is what the legacy side bills.
//
// The head (`"recorded": 1`) names files of line items, or reports with mappings that say which
// contract, clause and text their discounts stand for. All files are read when it is opened; usage
// it needs none. Format: docs/formats/recorded_bills.md.
#pragma once

#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::recorded {

model::Result<std::unique_ptr<legacy::LegacyModel>> OpenRecordedModel(const std::string& path);

}  // namespace twinbill::recorded
