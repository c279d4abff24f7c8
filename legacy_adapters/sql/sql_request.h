// What twinbill asks of twinbill-sql, and what that answers, as packed texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "legacy_adapters/foreign/packed_text.h"

namespace twinbill::sql {

struct SqlLimits {
  std::int64_t steps = 2'000'000'000;  // of SQLite's virtual machine
  std::int64_t memory_mib = 1024;      // of SQLite's heap
  std::int64_t seconds = 60;
  std::int64_t rows = 1'000'000;  // that it may return

  bool operator==(const SqlLimits&) const = default;
};

// The request, but for the slots and records: these follow. A slot is the packed texts of the
// columns of kUsageColumns that tell of slots; a record is its slot's number, from 0, and the
// texts of the other columns.
struct SqlRequest {
  std::string script;
  SqlLimits limits;
  std::vector<std::pair<std::string, std::string>> parameters;  // the built-in ones first
  std::int64_t slots = 0;
  std::int64_t records = 0;
};

void PackRequest(const SqlRequest& request, std::string& out);
std::optional<SqlRequest> UnpackRequest(foreign::Unpacker& from);

// A value of a row: text, or what it was instead.
struct SqlValue {
  char kind = 'n';  // `t` text, `n` null, `r` real, `i` integer, `b` blob
  std::string text;
};

// Why there are no rows.
enum class SqlTrouble : std::int64_t {
  kNone,
  kSyntax,     // not to be understood; `at` is the byte of the script, where it is known
  kForbidden,  // it would write, attach, load, ask the clock or chance; `message` says what
  kFailed,     // it stopped with an error
  kSteps,
  kMemory,
  kTime,  // said by twinbill itself, when the child was stopped
  kRows,
};

struct SqlAnswer {
  SqlTrouble trouble = SqlTrouble::kNone;
  std::string message;
  std::int64_t at = -1;
  std::vector<std::string> columns;
  std::vector<std::vector<SqlValue>> rows;
};

void PackAnswer(const SqlAnswer& answer, std::string& out);
std::optional<SqlAnswer> UnpackAnswer(std::string_view bytes);

}  // namespace twinbill::sql
