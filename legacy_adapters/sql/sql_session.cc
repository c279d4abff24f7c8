#include "legacy_adapters/sql/sql_session.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <set>
#include <string_view>

#include "legacy_adapters/foreign/usage_columns.h"
#include "legacy_adapters/sql/decimal_functions.h"

namespace twinbill::sql {
namespace {

using foreign::kFirstNumber;
using foreign::kLastNumber;
using foreign::kUsageColumns;

constexpr int kStepsBetweenChecks = 1000;

// Functions whose result is not decided by the data, or that reach out.
constexpr std::array<std::string_view, 12> kForbiddenFunctions = {
    "random",       "randomblob",     "load_extension",
    "current_date", "current_time",   "current_timestamp",
    "changes",      "total_changes",  "last_insert_rowid",
    "readfile",     "fts3_tokenizer", "sqlite_log"};

bool IsNumber(std::size_t column) { return column >= kFirstNumber && column <= kLastNumber; }

class Session {
 public:
  explicit Session(const SqlRequest& request) : request_(request) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { sqlite3_close_v2(connection_); }

  SqlAnswer Run(foreign::Unpacker& from) {
    sqlite3_hard_heap_limit64(request_.limits.memory_mib << 20);
    if (!Open() || !Load(from)) {
      Trouble(
          sqlite3_errcode(connection_) == SQLITE_NOMEM ? SqlTrouble::kMemory : SqlTrouble::kFailed,
          sqlite3_errmsg(connection_));
      return answer_;
    }
    Lock();
    RunStatements();
    if (answer_.trouble != SqlTrouble::kNone) answer_.rows.clear();
    return std::move(answer_);
  }

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

  bool Do(const std::string& sql) {
    return sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }

  Statement Prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(connection_, sql.c_str(), -1, &statement, nullptr);
    return {statement, &sqlite3_finalize};
  }

  // The clock of a script is none: whoever asks it is found out.
  bool Open() {
    static sqlite3_vfs clockless = *sqlite3_vfs_find(nullptr);
    clockless.zName = "clockless";
    clockless.pNext = nullptr;
    clockless.iVersion = std::min(clockless.iVersion, 2);
    clockless.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64*) {
      asked_clock_ = true;
      return SQLITE_ERROR;
    };
    asked_clock_ = false;
    sqlite3_vfs_register(&clockless, 0);
    if (sqlite3_open_v2(":memory:", &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY,
                        "clockless") != SQLITE_OK) {
      return false;
    }
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // A name in double quotes that is no column's is an error, not a text.
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    return AddDecimalFunctions(connection_) && Do("PRAGMA temp_store=MEMORY");
  }

  // `usage` is a view of records and their slots, in ledger order: a slot's texts are long, and
  // there are few slots.
  bool MakeTables() {
    std::string slots;
    std::string records;
    std::string view;
    for (std::size_t i = 0; i < kUsageColumns.size(); ++i) {
      const std::string name(kUsageColumns[i]);
      view += ", " + name;
      if (foreign::IsOfSlot(i)) {
        slots += ", " + name + " TEXT";
      } else if (IsNumber(i)) {
        records += ", " + name + " REAL, " + name + "_text TEXT";
        view += ", " + name + "_text";
      } else {
        records += ", " + name + " TEXT";
      }
    }
    return Do("CREATE TABLE slots_(slot_number INTEGER PRIMARY KEY" + slots + ")") &&
           Do("CREATE TABLE records_(slot INTEGER" + records + ")") &&
           Do("CREATE VIEW usage AS SELECT " + view.substr(2) +
              " FROM records_ CROSS JOIN slots_ ON slot_number = slot") &&
           Do("CREATE TABLE parameters(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID");
  }

  bool Load(foreign::Unpacker& from) {
    if (!MakeTables() || !Do("BEGIN")) return false;
    const Statement parameter = Prepare("INSERT INTO parameters VALUES(?, ?)");
    for (const auto& [name, value] : request_.parameters) {
      BindText(parameter.get(), 1, name);
      BindText(parameter.get(), 2, value);
      if (!Insert(parameter.get())) return false;
    }
    std::string slot_places = "?";
    std::string record_places = "?";
    for (std::size_t i = 0; i < kUsageColumns.size(); ++i) {
      (foreign::IsOfSlot(i) ? slot_places : record_places) += IsNumber(i) ? ", ?, ?" : ", ?";
    }
    const Statement slot = Prepare("INSERT INTO slots_ VALUES(" + slot_places + ")");
    for (std::int64_t i = 0; i < request_.slots; ++i) {
      sqlite3_bind_int64(slot.get(), 1, i);
      if (!InsertColumns(slot.get(), true, from)) return false;
    }
    const Statement record = Prepare("INSERT INTO records_ VALUES(" + record_places + ")");
    for (std::int64_t i = 0; i < request_.records; ++i) {
      sqlite3_bind_int64(record.get(), 1, from.Number());
      if (!InsertColumns(record.get(), false, from)) return false;
    }
    return from.good() && Do("COMMIT");
  }

  static void BindText(sqlite3_stmt* statement, int place, std::string_view text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }

  static bool Insert(sqlite3_stmt* statement) {
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    return sqlite3_reset(statement) == SQLITE_OK && done;
  }

  static bool InsertColumns(sqlite3_stmt* statement, bool of_slot, foreign::Unpacker& from) {
    int place = 2;
    for (std::size_t i = 0; i < kUsageColumns.size(); ++i) {
      if (foreign::IsOfSlot(i) != of_slot) continue;
      const std::string_view text = from.Text();
      if (!IsNumber(i)) {
        BindText(statement, place++, text);
      } else if (text.empty()) {
        sqlite3_bind_null(statement, place++);
        sqlite3_bind_null(statement, place++);
      } else {
        // Not SQLite's own reading: that is not always the nearest.
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        sqlite3_bind_double(statement, place++, number);
        BindText(statement, place++, text);
      }
    }
    return from.good() && Insert(statement);
  }

  void Lock() {
    Do("PRAGMA query_only=ON");
    sqlite3_limit(connection_, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_set_authorizer(connection_, &Session::Authorize, this);
    sqlite3_progress_handler(
        connection_, kStepsBetweenChecks,
        [](void* self) { return static_cast<Session*>(self)->CountSteps(); }, this);
  }

  int CountSteps() {
    steps_ += kStepsBetweenChecks;
    return steps_ > request_.limits.steps ? 1 : 0;
  }

  static int Authorize(void* self, int action, const char* first, const char* second,
                       const char* database, const char*) {
    auto& session = *static_cast<Session*>(self);
    switch (action) {
      case SQLITE_SELECT:
      case SQLITE_RECURSIVE: return SQLITE_OK;
      case SQLITE_READ:
        if (std::string_view(first).starts_with("sqlite_")) break;
        return SQLITE_OK;
      case SQLITE_FUNCTION:
        if (std::find(kForbiddenFunctions.begin(), kForbiddenFunctions.end(), second) ==
            kForbiddenFunctions.end()) {
          return SQLITE_OK;
        }
        session.forbidden_ = std::string("the function ") + second;
        return SQLITE_DENY;
      default: break;
    }
    session.forbidden_ = NameOf(action);
    for (const char* what : {first, second, database}) {
      if (what != nullptr && *what != '\0') {
        session.forbidden_ += " " + std::string(what);
        break;
      }
    }
    return SQLITE_DENY;
  }

  static std::string NameOf(int action) {
    switch (action) {
      case SQLITE_ATTACH: return "ATTACH";
      case SQLITE_DETACH: return "DETACH";
      case SQLITE_PRAGMA: return "PRAGMA";
      case SQLITE_INSERT: return "INSERT into";
      case SQLITE_UPDATE: return "UPDATE of";
      case SQLITE_DELETE: return "DELETE from";
      case SQLITE_READ: return "reading";
      case SQLITE_TRANSACTION:
      case SQLITE_SAVEPOINT: return "a transaction:";
      case SQLITE_CREATE_VTABLE: return "CREATE VIRTUAL TABLE";
      case SQLITE_DROP_TABLE:
      case SQLITE_DROP_TEMP_TABLE: return "DROP TABLE";
      case SQLITE_ALTER_TABLE: return "ALTER TABLE";
      default: return "a change of the schema:";
    }
  }

  void Trouble(SqlTrouble trouble, std::string message, std::int64_t at = -1) {
    answer_.trouble = trouble;
    answer_.message = std::move(message);
    answer_.at = at;
  }

  void RunStatements() {
    const char* const begin = request_.script.c_str();
    const char* at = begin;
    bool any = false;
    while (*(at += std::strspn(at, " \t\r\n")) != '\0') {
      sqlite3_stmt* raw = nullptr;
      const char* behind = nullptr;
      const int prepared = sqlite3_prepare_v3(connection_, at, -1, 0, &raw, &behind);
      const Statement statement(raw, &sqlite3_finalize);
      if (prepared != SQLITE_OK)
        return Explain(prepared, at - begin, sqlite3_error_offset(connection_));
      at = behind;
      if (statement == nullptr) continue;  // a comment, or nothing
      any = true;
      if (!sqlite3_stmt_readonly(raw) || sqlite3_column_count(raw) == 0) {
        return Trouble(SqlTrouble::kForbidden, "a statement that returns no rows", at - begin);
      }
      if (!TakeColumns(raw) || !Bind(raw) || !TakeRows(raw)) return;
    }
    if (!any) Trouble(SqlTrouble::kSyntax, "there is no statement in it", 0);
  }

  // Where a name that a message ends with stands in the script, at or behind `from`; else `from`.
  std::int64_t PlaceOfName(const std::string& message, std::int64_t from) const {
    const std::size_t colon = message.rfind(": ");
    if (from < 0 || colon == std::string::npos) return from;
    const std::size_t at =
        request_.script.find(message.substr(colon + 2), static_cast<std::size_t>(from));
    return at == std::string::npos ? from : static_cast<std::int64_t>(at);
  }

  // What went wrong in a statement that begins at `from`; `offset` is within it, or -1.
  void Explain(int code, std::int64_t from, int offset) {
    const std::string message = sqlite3_errmsg(connection_);
    const std::int64_t at = offset < 0 ? PlaceOfName(message, from) : from + offset;
    if (!forbidden_.empty()) return Trouble(SqlTrouble::kForbidden, forbidden_, from);
    if (asked_clock_) return Trouble(SqlTrouble::kForbidden, "the clock ('now')", from);
    if (code == SQLITE_NOMEM) return Trouble(SqlTrouble::kMemory, "", from);
    if (code == SQLITE_INTERRUPT) return Trouble(SqlTrouble::kSteps, "", from);
    if (code == SQLITE_TOOBIG) return Trouble(SqlTrouble::kMemory, "a value too large", from);
    Trouble(running_ ? SqlTrouble::kFailed : SqlTrouble::kSyntax, message, at);
  }

  bool TakeColumns(sqlite3_stmt* statement) {
    std::vector<std::string> columns;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      columns.emplace_back(sqlite3_column_name(statement, i));
    }
    if (answer_.columns.empty()) answer_.columns = columns;
    if (answer_.columns == columns) return true;
    Trouble(SqlTrouble::kFailed, "the statements return different columns");
    return false;
  }

  bool Bind(sqlite3_stmt* statement) {
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
      const char* name = sqlite3_bind_parameter_name(statement, i);
      const auto found = std::find_if(
          request_.parameters.begin(), request_.parameters.end(),
          [&](const auto& parameter) { return name != nullptr && parameter.first == name + 1; });
      if (found == request_.parameters.end()) {
        Trouble(SqlTrouble::kSyntax,
                std::string("no parameter is called ") + (name == nullptr ? "?" : name));
        return false;
      }
      BindText(statement, i, found->second);
    }
    return true;
  }

  bool TakeRows(sqlite3_stmt* statement) {
    running_ = true;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
      if (static_cast<std::int64_t>(answer_.rows.size()) >= request_.limits.rows) {
        Trouble(SqlTrouble::kRows, "");
        return false;
      }
      auto& row = answer_.rows.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i)
        row.push_back(ValueOf(statement, i));
    }
    running_ = false;
    if (code == SQLITE_DONE && !asked_clock_) return true;
    running_ = true;
    Explain(code, -1, -1);
    return false;
  }

  static SqlValue ValueOf(sqlite3_stmt* statement, int column) {
    SqlValue value;
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_TEXT: value.kind = 't'; break;
      case SQLITE_FLOAT: value.kind = 'r'; break;
      case SQLITE_INTEGER: value.kind = 'i'; break;
      case SQLITE_BLOB: value.kind = 'b'; return value;
      default: return value;
    }
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    if (text != nullptr) {
      value.text.assign(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    return value;
  }

  inline static bool asked_clock_ = false;

  const SqlRequest& request_;
  sqlite3* connection_ = nullptr;
  std::int64_t steps_ = 0;
  bool running_ = false;
  std::string forbidden_;
  SqlAnswer answer_;
};

}  // namespace

SqlAnswer RunScript(const SqlRequest& request, foreign::Unpacker& from) {
  return Session(request).Run(from);
}

}  // namespace twinbill::sql
