#include "harness/coverage/coverage_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "corpus/model/sha256.h"
#include "corpus/store/durable_file.h"
#include "corpus/store/seal.h"

namespace twinbill::coverage {

using Json = nlohmann::ordered_json;
using model::Fail;
using model::Result;

namespace {

Json CellJson(const CellName& cell) { return {cell.side, cell.place, cell.clause, cell.what}; }

CellName CellOf(const Json& json) {
  return {json.at(0).get<std::string>(), json.at(1).get<std::string>(),
          json.at(2).get<std::string>(), json.at(3).get<std::string>()};
}

std::string TextOf(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string WriteCells(const Cells& cells) {
  Json json = Json::array();
  for (const CellName& cell : cells) json.push_back(CellJson(cell));
  return TextOf(json);
}

std::string WriteCells(const CellsSince& cells) {
  Json json = Json::array();
  for (const auto& [cell, since] : cells) {
    Json one = CellJson(cell);
    one.push_back(since ? Json(since->months) : Json(nullptr));
    json.push_back(std::move(one));
  }
  return TextOf(json);
}

// Each element of what WriteCells() wrote; false where it is none of that.
template <class Take>
bool ReadCells(const std::string& text, Take take) {
  try {
    for (const Json& cell : Json::parse(text)) take(cell);
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

std::optional<std::int64_t> NumberOf(const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

std::string FuzzingKey(std::string_view program, std::string_view legacy,
                       std::string_view standard) {
  return model::Sha256::Of(
             fmt::format("coverage by fuzzing 1\n{}\n{}\n{}\n", program, legacy, standard))
      .ToHex();
}

Result<std::optional<CoverageStore>> CoverageStore::Open(const store::WorkspacePaths& paths,
                                                         bool create) {
  TWINBILL_ASSIGN(database, store::OpenDatabase(paths, create));
  if (!database) return std::optional<CoverageStore>();
  return std::optional<CoverageStore>(CoverageStore(std::move(*database)));
}

model::Failure CoverageStore::Damaged(std::string_view table) const {
  return model::InputFailure(model::Diagnostic(
      model::Code{"coverage_damaged"}, store::InFile(database_.path()),
      fmt::format("a row of {} is not as it was written", table), "an undamaged database",
      "take it from a backup; or delete the row: what it says is found again"));
}

Result<std::optional<CellsSince>> CoverageStore::History(const std::string& contract,
                                                         const std::string& key) {
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT cells, seal FROM coverage_history "
                                         "WHERE contract = ? AND key = ?"));
  row.Bind(0, contract);
  row.Bind(1, key);
  TWINBILL_ASSIGN(found, row.Step());
  if (!found) return std::optional<CellsSince>();
  const std::vector<std::string> columns = {contract, key, row.Text(0)};
  CellsSince cells;
  const bool is_read = ReadCells(columns[2], [&](const Json& cell) {
    std::optional<model::Period>& since = cells[CellOf(cell)];
    if (!cell.at(4).is_null()) since = model::Period{cell.at(4).get<std::int32_t>()};
  });
  if (!is_read || store::Seal("coverage_history", columns) != row.Text(1)) {
    return Fail(Damaged("coverage_history"));
  }
  return std::optional(std::move(cells));
}

Result<std::optional<HistoryReach>> CoverageStore::Before(const std::string& contract,
                                                          const std::vector<std::string>& keys) {
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT key, period, legacy, standard, seal "
                                         "FROM coverage_state WHERE contract = ?"));
  row.Bind(0, contract);
  TWINBILL_ASSIGN(found, row.Step());
  if (!found) return std::optional<HistoryReach>();
  std::vector<std::string> columns = {contract};
  for (int i = 0; i < 4; ++i) columns.push_back(row.Text(i));
  const auto period = model::Period::Parse(columns[2]);
  if (store::Seal("coverage_state", columns) != row.Text(4) || !period) {
    return Fail(Damaged("coverage_state"));
  }
  if (std::find(keys.begin(), keys.end(), columns[1]) == keys.end()) {
    return std::optional<HistoryReach>();
  }
  TWINBILL_ASSIGN(cells, History(contract, columns[1]));
  if (!cells) return std::optional<HistoryReach>();
  return std::optional<HistoryReach>(
      {std::move(*cells), *period, {std::move(columns[3]), std::move(columns[4])}});
}

Result<FuzzReach> CoverageStore::Fuzzing(const std::string& contract, const std::string& key) {
  TWINBILL_ASSIGN(row, database_.Prepare("SELECT runs, cases, cells, seal FROM coverage_fuzzing "
                                         "WHERE contract = ? AND key = ?"));
  row.Bind(0, contract);
  row.Bind(1, key);
  FuzzReach reach;
  TWINBILL_ASSIGN(found, row.Step());
  if (!found) return reach;
  const std::vector<std::string> columns = {contract, key, row.Text(0), row.Text(1), row.Text(2)};
  const auto runs = NumberOf(columns[2]);
  const auto cases = NumberOf(columns[3]);
  const bool is_read =
      ReadCells(columns[4], [&](const Json& cell) { reach.cells.insert(CellOf(cell)); });
  if (!is_read || !runs || !cases || store::Seal("coverage_fuzzing", columns) != row.Text(3)) {
    return Fail(Damaged("coverage_fuzzing"));
  }
  reach.runs = *runs;
  reach.cases = *cases;
  return reach;
}

Result<void> CoverageStore::Keep(const std::vector<KeptHistory>& histories) {
  TWINBILL_ASSIGN(transaction, database_.Begin());
  for (const KeptHistory& kept : histories) {
    TWINBILL_TRY(store::WriteSealed(
        database_, "INSERT OR REPLACE INTO coverage_history VALUES (?, ?, ?, ?)",
        "coverage_history", {kept.contract, kept.key, WriteCells(kept.reach.cells)}));
    TWINBILL_TRY(store::WriteSealed(
        database_, "INSERT OR REPLACE INTO coverage_state VALUES (?, ?, ?, ?, ?, ?)",
        "coverage_state",
        {kept.contract, kept.key, kept.reach.done.ToString(), kept.reach.state.legacy,
         kept.reach.state.standard}));
  }
  return transaction.Commit();
}

Result<FuzzReach> CoverageStore::AddRun(const std::string& contract, const std::string& key,
                                        std::int64_t cases, const Cells& reached) {
  TWINBILL_ASSIGN(transaction, database_.Begin());
  TWINBILL_ASSIGN(reach, Fuzzing(contract, key));
  reach.cells.insert(reached.begin(), reached.end());
  ++reach.runs;
  reach.cases += cases;
  TWINBILL_TRY(store::WriteSealed(
      database_, "INSERT OR REPLACE INTO coverage_fuzzing VALUES (?, ?, ?, ?, ?, ?)",
      "coverage_fuzzing",
      {contract, key, std::to_string(reach.runs), std::to_string(reach.cases),
       WriteCells(reach.cells)}));
  TWINBILL_TRY(transaction.Commit());
  return reach;
}

}  // namespace twinbill::coverage
