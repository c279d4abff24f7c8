// SqlSession: a script over a database in memory, in the child process: SQLite's memory limit holds
// for a whole process, and a script may not take twinbill down.
//
// What a script sees: `usage` (kUsageColumns; a number column NAME is a REAL and NAME_text its
// exact text) and `parameters` (name, value), both read-only. Forbidden are writes, other
// databases, extensions, pragmas, the clock and chance.
#pragma once

#include <string>

#include "legacy_adapters/foreign/packed_text.h"
#include "legacy_adapters/sql/sql_request.h"

namespace twinbill::sql {

// Runs the request; the slots and records are what `from` has next. `request` must be of the same
// bytes.
SqlAnswer RunScript(const SqlRequest& request, foreign::Unpacker& from);

}  // namespace twinbill::sql
