// Asking twinbill-sql: a script and its records in, its rows out, from a process of its own.
#pragma once

#include <string>
#include <string_view>

#include "corpus/model/calendar.h"
#include "corpus/model/result.h"
#include "legacy_adapters/sql/sql_request.h"

namespace twinbill::sql {

struct SqlScript {
  std::string path;
  std::string text;
  SqlLimits limits;
};

// The rows that the script returns for a packed request with its records. Whatever trouble there is
// becomes a failure with its place in the script, or the period that it was billing.
model::Result<SqlAnswer> AskScript(const SqlScript& script, std::string_view request,
                                   model::Period period);

// Whether the script can be understood and asks for nothing forbidden, by a request without
// records. That it stops over having none is no error.
model::Result<void> TryScript(const SqlScript& script, std::string_view request,
                              model::Period period);

}  // namespace twinbill::sql
