// Asking twinbill-sql: a script and its records in, its rows out, from a process of its own.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// The answers to many requests, from one process: of the first ones, in order, and why the next has
// none, where one has none. Trouble is an answer like any other.
struct SqlAnswers {
  std::vector<SqlAnswer> answers;
  std::optional<model::Failure> fault;
};
SqlAnswers AskScriptAhead(const SqlScript& script, std::span<const std::string> requests,
                          std::span<const model::Period> periods);
// What the trouble of an answer is, with its place.
model::Failure FailureOf(const SqlScript& script, const SqlAnswer& answer, model::Period period);

// Whether the script can be understood and asks for nothing forbidden, by a request without
// records. That it stops over having none is no error.
model::Result<void> TryScript(const SqlScript& script, std::string_view request,
                              model::Period period);

}  // namespace twinbill::sql
