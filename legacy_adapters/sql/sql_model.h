// SqlModel: a contract that an SQL script bills.
//
// The head (`"sql": 1`) names contract, parameters and the script; the script sees the records of
// the period and of earlier ones and returns rows named like a line item's fields. It runs in a
// process of its own, under limits, without writes, clock or chance, so that the same usage gives
// the same lines; SQLite's version is in the digest. Format: docs/formats/legacy_sql.md.
#pragma once

#include <memory>
#include <string>

#include "corpus/model/result.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::sql {

// Opens the head at `path` and checks the script; all errors at once, each with its place.
model::Result<std::unique_ptr<legacy::LegacyModel>> OpenSqlModel(const std::string& path);

}  // namespace twinbill::sql
