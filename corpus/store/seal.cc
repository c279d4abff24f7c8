#include "corpus/store/seal.h"

#include <fmt/format.h>

#include "corpus/model/sha256.h"

namespace twinbill::store {

std::string Seal(std::string_view table, std::span<const std::string> columns) {
  model::Sha256 digest;
  digest.Update(fmt::format("{}\n", table));
  for (const std::string& column : columns) {
    digest.Update(fmt::format("{}:", column.size()));
    digest.Update(column);
  }
  return digest.Finish().ToHex();
}

model::Result<void> WriteSealed(Database& database, const char* sql, std::string_view table,
                                std::vector<std::string> columns) {
  columns.push_back(Seal(table, columns));
  TWINBILL_ASSIGN(statement, database.Prepare(sql));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    statement.Bind(static_cast<int>(i), columns[i]);
  }
  return statement.Run();
}

}  // namespace twinbill::store
