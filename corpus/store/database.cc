#include "corpus/store/database.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <utility>

#include "corpus/store/durable_file.h"

namespace twinbill::store {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::Failure;
using model::Position;
using model::Result;

// "TWBL"
constexpr std::int64_t kApplicationId = 0x5457424C;
constexpr int kBusyMilliseconds = 5000;

Failure Damaged(const std::string& file, std::string_view what) {
  return model::InputFailure(
      Diagnostic(Code{"database_damaged"}, InFile(file),
                 fmt::format("the database is damaged: {}", what), "an undamaged database",
                 "take it from a backup; or move it and `usage/` away and import again"));
}

Failure FailureOf(int code, std::string_view message, const std::string& file) {
  Position position = InFile(file);
  switch (code & 0xff) {
    case SQLITE_CORRUPT: return Damaged(file, message);
    case SQLITE_NOTADB:
      return model::InputFailure(Diagnostic(Code{"database_foreign"}, std::move(position),
                                            "the file is no SQLite database",
                                            "a database that `twinbill init` made"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return model::SurroundingsFailure(
          Diagnostic(Code{"database_busy"}, std::move(position),
                     fmt::format("another process holds the database ({})", message)));
    case SQLITE_FULL:
      return model::SurroundingsFailure(Diagnostic(Code{"disk_full"}, std::move(position),
                                                   "no space is left to write the database"));
    case SQLITE_READONLY:
      return model::SurroundingsFailure(Diagnostic(Code{"database_read_only"}, std::move(position),
                                                   "the database can't be written"));
    default:
      return model::SurroundingsFailure(
          Diagnostic(Code{"database_failed"}, std::move(position), std::string(message)));
  }
}

Failure FailureOf(sqlite3* connection, const std::string& file) {
  return FailureOf(sqlite3_extended_errcode(connection), sqlite3_errmsg(connection), file);
}

}  // namespace

Statement::Statement(sqlite3_stmt* statement, std::string file)
    : statement_(statement), file_(std::move(file)) {}
Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), file_(std::move(other.file_)) {}
Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(statement_, other.statement_);
  std::swap(file_, other.file_);
  return *this;
}
Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::Bind(int parameter, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_, parameter + 1, text.data(), text.size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
  TWINBILL_CHECK(code == SQLITE_OK);
}

void Statement::Bind(int parameter, std::int64_t number) {
  TWINBILL_CHECK(sqlite3_bind_int64(statement_, parameter + 1, number) == SQLITE_OK);
}

Result<bool> Statement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_);
    return false;
  }
  auto failure = FailureOf(sqlite3_db_handle(statement_), file_);
  sqlite3_reset(statement_);
  return Fail(std::move(failure));
}

Result<void> Statement::Run() {
  while (true) {
    TWINBILL_ASSIGN(more, Step());
    if (!more) return {};
  }
}

std::string Statement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return std::string(reinterpret_cast<const char*>(text),
                     static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

Database::Database(sqlite3* connection, std::string path)
    : connection_(connection), path_(std::move(path)) {}
Database::Database(Database&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)), path_(std::move(other.path_)) {}
Database& Database::operator=(Database&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(path_, other.path_);
  return *this;
}
Database::~Database() { sqlite3_close_v2(connection_); }

Result<std::optional<Database>> Database::Open(const std::string& path, Schema schema,
                                               bool create) {
  struct stat found {};
  if (!create && stat(path.c_str(), &found) != 0 && errno == ENOENT) {
    return std::optional<Database>();
  }
  sqlite3* connection = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE |
                    (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
  Database database(connection, path);
  if (code != SQLITE_OK) {
    const char* message = connection != nullptr ? sqlite3_errmsg(connection) : "out of memory";
    return Fail(FailureOf(code, message, path));
  }
  TWINBILL_TRY(database.Prepare(schema, create));
  return std::optional<Database>(std::move(database));
}

Result<void> Database::Prepare(Schema schema, bool create) {
  sqlite3_busy_timeout(connection_, kBusyMilliseconds);
  TWINBILL_TRY(
      Execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON;"
              "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;"));
  const auto number_of = [&](std::string_view pragma) -> Result<std::int64_t> {
    TWINBILL_ASSIGN(statement, Prepare(pragma));
    TWINBILL_TRY(statement.Step());
    return statement.Integer(0);
  };
  TWINBILL_ASSIGN(application, number_of("PRAGMA application_id"));
  TWINBILL_ASSIGN(version, number_of("PRAGMA user_version"));
  TWINBILL_ASSIGN(tables, number_of("SELECT count(*) FROM sqlite_schema"));
  const auto newest = static_cast<std::int64_t>(schema.size());
  const bool empty = application == 0 && version == 0 && tables == 0;
  if (!empty && application != kApplicationId) {
    return Fail(model::InputFailure(Diagnostic(
        Code{"database_foreign"}, InFile(path_),
        fmt::format("the database belongs to another program (application_id {:#x})", application),
        fmt::format("application_id {:#x}", kApplicationId))));
  }
  if (version > newest) {
    return Fail(model::InputFailure(
        Diagnostic(Code{"database_newer"}, InFile(path_),
                   fmt::format("the database is of version {}, made by a newer twinbill", version),
                   fmt::format("versions up to {}", newest))));
  }
  if (!empty) {
    TWINBILL_ASSIGN(check, Prepare("PRAGMA quick_check(1)"));
    TWINBILL_ASSIGN(row, check.Step());
    if (!row || check.Text(0) != "ok") return Fail(Damaged(path_, check.Text(0)));
  }
  if (version == newest || (empty && !create)) return {};
  TWINBILL_ASSIGN(transaction, Begin());
  for (std::size_t step = static_cast<std::size_t>(version); step < schema.size(); ++step) {
    TWINBILL_TRY(Execute(std::string(schema[step]).c_str()));
  }
  TWINBILL_TRY(Execute(
      fmt::format("PRAGMA application_id={}; PRAGMA user_version={};", kApplicationId, newest)
          .c_str()));
  return transaction.Commit();
}

Result<void> Database::Execute(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return Fail(FailureOf(connection_, path_));
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection_, sql.data(), static_cast<int>(sql.size()), &statement,
                         nullptr) != SQLITE_OK) {
    return Fail(FailureOf(connection_, path_));
  }
  return Statement(statement, path_);
}

Result<Database::Transaction> Database::Begin() {
  TWINBILL_TRY(Execute("BEGIN IMMEDIATE"));
  return Transaction(this);
}

Database::Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Database::Transaction::~Transaction() {
  if (database_ != nullptr) {
    sqlite3_exec(database_->connection_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

Result<void> Database::Transaction::Commit() {
  TWINBILL_TRY(database_->Execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace twinbill::store
