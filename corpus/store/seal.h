// The seal of a row: a digest of its columns, stored with it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/store/database.h"

namespace twinbill::store {

// SHA-256, in hex, of the table's name and the columns' texts with their lengths.
std::string Seal(std::string_view table, std::span<const std::string> columns);

// Runs `sql`, which writes a row of `table`: it has a parameter for each column, and one for their
// seal behind them.
model::Result<void> WriteSealed(Database& database, const char* sql, std::string_view table,
                                std::vector<std::string> columns);

}  // namespace twinbill::store
