#include "corpus/history/catalog.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "corpus/history/record_schema.h"
#include "corpus/store/durable_file.h"
#include "corpus/store/seal.h"

namespace twinbill::history {
namespace {

namespace fs = std::filesystem;
using model::Code;
using model::Diagnostic;
using model::Digest;
using model::Fail;
using model::Result;
using store::Statement;

// A row on its way into a table or out of it: its texts, of which the last is the seal.
class Row {
 public:
  void Put(std::string text) { columns_.push_back(std::move(text)); }
  void Put(std::int64_t number) { Put(std::to_string(number)); }
  void Seal(std::string_view table) { Put(store::Seal(table, columns_)); }

  static Row Of(const Statement& statement, int columns) {
    Row row;
    for (int i = 0; i < columns; ++i) row.Put(statement.Text(i));
    return row;
  }
  bool Sealed(std::string_view table) const {
    return !columns_.empty() &&
           store::Seal(table, std::span(columns_).first(columns_.size() - 1)) == columns_.back();
  }
  const std::string& Text(std::size_t column) const { return columns_[column]; }
  std::int64_t Number(std::size_t column) const { return std::stoll(columns_[column]); }
  const std::vector<std::string>& columns() const { return columns_; }

 private:
  std::vector<std::string> columns_;
};

Result<void> Insert(store::Database& database, std::string_view table, const Row& row) {
  std::string marks;
  for (std::size_t i = 0; i < row.columns().size(); ++i) marks += i == 0 ? "?" : ",?";
  TWINBILL_ASSIGN(statement, database.Prepare("INSERT OR REPLACE INTO " + std::string(table) +
                                              " VALUES (" + marks + ")"));
  for (std::size_t i = 0; i < row.columns().size(); ++i) {
    statement.Bind(static_cast<int>(i), row.columns()[i]);
  }
  return statement.Run();
}

// A folder below `usage/` that holds records.
bool HasPartitions(const std::string& usage) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(usage, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().filename() == kRecordsFile) return true;
  }
  return false;
}

constexpr std::string_view kImportTable = "history_import";
constexpr std::string_view kInputTable = "history_input";
constexpr std::string_view kPartitionTable = "history_partition";
constexpr std::string_view kPublishTable = "history_publish";

}  // namespace

Result<std::optional<Catalog>> Catalog::Open(const store::WorkspacePaths& paths, bool create) {
  std::error_code error;
  if (!fs::exists(paths.database, error) && HasPartitions(paths.usage)) {
    return Fail(model::InputFailure(Diagnostic(
        Code{"history_without_catalog"}, store::InFile(paths.usage),
        "the workspace has usage but no twinbill.db that says what of it is whole",
        "both or neither", "restore twinbill.db, or move usage/ away and import again")));
  }
  TWINBILL_ASSIGN(database, store::OpenDatabase(paths, create));
  if (!database) return std::optional<Catalog>();
  return std::optional<Catalog>(Catalog(paths, std::move(*database)));
}

model::Failure Catalog::BrokenSeal(std::string_view table) const {
  return model::InputFailure(Diagnostic(
      Code{"database_damaged"}, store::InFile(paths_.database),
      "the database is damaged: a row of " + std::string(table) + " does not match its seal",
      "an undamaged database",
      "take it from a backup; or move it and `usage/` away and import again"));
}

Result<std::vector<PartitionInfo>> Catalog::Partitions() {
  TWINBILL_ASSIGN(statement,
                  database_.Prepare("SELECT * FROM history_partition ORDER BY payer, period"));
  std::vector<PartitionInfo> partitions;
  while (true) {
    TWINBILL_ASSIGN(more, statement.Step());
    if (!more) return partitions;
    const Row row = Row::Of(statement, 16);
    const auto period = model::Period::Parse(row.Text(1));
    const auto records_digest = ParseDigest(row.Text(7));
    const auto slots_digest = ParseDigest(row.Text(11));
    if (!row.Sealed(kPartitionTable) || !period || !records_digest || !slots_digest) {
      return Fail(BrokenSeal(kPartitionTable));
    }
    PartitionInfo& made = partitions.emplace_back();
    made.payer = row.Text(0);
    made.period = *period;
    made.currency = row.Text(2);
    made.rows = row.Number(3);
    made.slots = static_cast<std::int32_t>(row.Number(4));
    made.unblended_cost = row.Text(5);
    made.list_cost = row.Text(6);
    made.records_digest = *records_digest;
    made.slots_digest = *slots_digest;
    made.directory = paths_.usage + "/" + PartitionFolder(*period, row.Text(0));
    made.records_stamp = store::FileStamp{row.Number(8), row.Number(9), row.Number(10)};
    made.slots_stamp = store::FileStamp{row.Number(12), row.Number(13), row.Number(14)};
  }
}

Result<std::vector<ImportRecord>> Catalog::Imports() {
  TWINBILL_ASSIGN(statement, database_.Prepare("SELECT * FROM history_import ORDER BY number"));
  std::vector<ImportRecord> imports;
  while (true) {
    TWINBILL_ASSIGN(more, statement.Step());
    if (!more) return imports;
    const Row row = Row::Of(statement, 8);
    if (!row.Sealed(kImportTable)) return Fail(BrokenSeal(kImportTable));
    imports.push_back({.number = row.Number(0),
                       .keep_last = row.Number(1) != 0,
                       .rows_read = row.Number(2),
                       .rows_taken = row.Number(3),
                       .rows_already = row.Number(4),
                       .rows_replaced = row.Number(5),
                       .history_rows_replaced = row.Number(6)});
  }
}

Result<std::vector<InputRecord>> Catalog::Inputs() {
  TWINBILL_ASSIGN(statement, database_.Prepare("SELECT * FROM history_input ORDER BY digest"));
  std::vector<InputRecord> inputs;
  while (true) {
    TWINBILL_ASSIGN(more, statement.Step());
    if (!more) return inputs;
    const Row row = Row::Of(statement, 8);
    const auto digest = ParseDigest(row.Text(0));
    if (!row.Sealed(kInputTable) || !digest) return Fail(BrokenSeal(kInputTable));
    inputs.push_back({.file = row.Text(2),
                      .kind = row.Text(3),
                      .digest = *digest,
                      .bytes = row.Number(4),
                      .rows = row.Number(5),
                      .warnings = row.Text(6)});
  }
}

Result<void> Catalog::Record(const ImportRecord& import) {
  Row row;
  for (const std::int64_t number :
       {import.number, std::int64_t{import.keep_last}, import.rows_read, import.rows_taken,
        import.rows_already, import.rows_replaced, import.history_rows_replaced}) {
    row.Put(number);
  }
  row.Seal(kImportTable);
  return Insert(database_, kImportTable, row);
}

Result<void> Catalog::Record(const InputRecord& input, std::int64_t import) {
  Row row;
  row.Put(input.digest.ToHex());
  row.Put(import);
  row.Put(input.file);
  row.Put(input.kind);
  row.Put(input.bytes);
  row.Put(input.rows);
  row.Put(input.warnings);
  row.Seal(kInputTable);
  return Insert(database_, kInputTable, row);
}

Result<void> Catalog::Record(const PartitionInfo& partition) {
  Row row;
  row.Put(partition.payer);
  row.Put(partition.period.ToString());
  row.Put(partition.currency);
  row.Put(partition.rows);
  row.Put(std::int64_t{partition.slots});
  row.Put(partition.unblended_cost);
  row.Put(partition.list_cost);
  const auto put_file = [&](const Digest& digest, const store::FileStamp& stamp) {
    row.Put(digest.ToHex());
    row.Put(stamp.size);
    row.Put(stamp.changed_ns);
    row.Put(stamp.inode);
  };
  put_file(partition.records_digest, *partition.records_stamp);
  put_file(partition.slots_digest, *partition.slots_stamp);
  row.Seal(kPartitionTable);
  return Insert(database_, kPartitionTable, row);
}

Result<void> Catalog::Record(const OwedRename& rename) {
  Row row;
  row.Put(rename.target);
  row.Put(rename.staged);
  row.Seal(kPublishTable);
  return Insert(database_, kPublishTable, row);
}

Result<void> Catalog::Commit(const ImportRecord& import, const std::vector<InputRecord>& inputs,
                             const std::vector<PartitionInfo>& partitions,
                             const std::vector<OwedRename>& renames) {
  TWINBILL_ASSIGN(transaction, database_.Begin());
  TWINBILL_TRY(Record(import));
  for (const InputRecord& input : inputs) TWINBILL_TRY(Record(input, import.number));
  for (const PartitionInfo& partition : partitions) TWINBILL_TRY(Record(partition));
  for (const OwedRename& rename : renames) TWINBILL_TRY(Record(rename));
  return transaction.Commit();
}

Result<std::vector<OwedRename>> Catalog::Renames() {
  TWINBILL_ASSIGN(statement, database_.Prepare("SELECT * FROM history_publish ORDER BY target"));
  std::vector<OwedRename> renames;
  while (true) {
    TWINBILL_ASSIGN(more, statement.Step());
    if (!more) return renames;
    const Row row = Row::Of(statement, 3);
    if (!row.Sealed(kPublishTable)) return Fail(BrokenSeal(kPublishTable));
    renames.push_back({.staged = row.Text(1), .target = row.Text(0)});
  }
}

Result<bool> Catalog::OwesRenames() {
  TWINBILL_ASSIGN(renames, Renames());
  return !renames.empty();
}

Result<void> Catalog::CatchUp() {
  TWINBILL_ASSIGN(renames, Renames());
  if (renames.empty()) return {};
  std::set<std::string> folders;
  for (const OwedRename& rename : renames) {
    const std::string staged = paths_.root + "/" + rename.staged;
    const std::string target = paths_.root + "/" + rename.target;
    std::error_code error;
    // What is no longer staged was renamed before the process died.
    if (fs::exists(staged, error)) TWINBILL_TRY(store::Rename(staged, target));
    folders.insert(fs::path(target).parent_path().string());
  }
  for (const std::string& folder : folders) TWINBILL_TRY(store::Sync(folder));
  return database_.Execute("DELETE FROM history_publish");
}

}  // namespace twinbill::history
