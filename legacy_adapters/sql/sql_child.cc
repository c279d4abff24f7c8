#include "legacy_adapters/sql/sql_child.h"

#include <fmt/format.h>

#include <algorithm>

#include "legacy_adapters/child/child.h"
#include "legacy_adapters/child/program_place.h"
#include "legacy_adapters/child/scratch_folder.h"

namespace twinbill::sql {
namespace {

using child::Breach;
using child::Child;
using child::ChildEnd;
using model::Code;
using model::Diagnostic;
using model::Position;

// What the child takes beside SQLite's heap: itself, and its copies of the request.
constexpr std::int64_t kOverheadBytes = std::int64_t{256} << 20;

Position PlaceOf(const SqlScript& script, std::int64_t at, model::Period period) {
  Position position{script.path, 0, 0, "", ""};
  if (at < 0) {
    position.part = period.ToString();
    return position;
  }
  position.line = position.column = 1;
  const auto end = std::min(script.text.size(), static_cast<std::size_t>(at));
  for (const char c : std::string_view(script.text).substr(0, end)) {
    position.line += c == '\n' ? 1 : 0;
    position.column = c == '\n' ? 1 : position.column + 1;
  }
  return position;
}

model::Failure FailureOf(const SqlScript& script, const SqlAnswer& answer, model::Period period) {
  const SqlLimits& limits = script.limits;
  const Position place = PlaceOf(script, answer.at, period);
  switch (answer.trouble) {
    case SqlTrouble::kSyntax:
      return model::InputFailure({Code{"sql_syntax"}, place, answer.message, "SQL of SQLite"});
    case SqlTrouble::kForbidden:
      return model::InputFailure({Code{"sql_forbidden"}, place, answer.message + " is forbidden",
                                  "SELECT from usage and parameters, without clock or chance"});
    case SqlTrouble::kSteps:
      return model::SurroundingsFailure(
          {Code{"sql_steps"}, place, "the script takes too many steps",
           fmt::format("{} steps", limits.steps), "\"limits\": {\"steps\": …}"});
    case SqlTrouble::kMemory:
      return model::SurroundingsFailure({Code{"sql_memory"}, place,
                                         "the script takes too much memory" +
                                             (answer.message.empty() ? "" : ": " + answer.message),
                                         fmt::format("{} MiB", limits.memory_mib),
                                         "\"limits\": {\"memory_mib\": …}"});
    case SqlTrouble::kTime:
      return model::SurroundingsFailure({Code{"sql_time"}, place, "the script takes too long",
                                         fmt::format("{} s", limits.seconds),
                                         "\"limits\": {\"seconds\": …}"});
    case SqlTrouble::kRows:
      return model::SurroundingsFailure(
          {Code{"sql_rows"}, place, "the script returns too many rows",
           fmt::format("{} rows", limits.rows), "\"limits\": {\"rows\": …}"});
    default: return model::InputFailure({Code{"sql_failed"}, place, answer.message});
  }
}

model::Failure Died(const SqlScript& script, const ChildEnd& end, const std::string& last_line,
                    model::Period period) {
  std::string how = fmt::format("ended with code {}", end.value);
  if (end.kind == ChildEnd::Kind::kSignal) how = "was ended by " + child::SignalName(end.value);
  if (end.kind == ChildEnd::Kind::kNotStarted) how = "could not be started";
  return model::SurroundingsFailure(
      {Code{"sql_child_died"}, PlaceOf(script, -1, period),
       "the process that ran the script " + how + (last_line.empty() ? "" : ": " + last_line)});
}

model::Result<SqlAnswer> Ask(const SqlScript& script, std::string_view request,
                             model::Period period) {
  TWINBILL_ASSIGN(scratch, child::ScratchFolder::Make());
  child::KeeperOrder order;
  TWINBILL_ASSIGN(program, child::FindProgramBeside("twinbill-sql"));
  order.command = {program};
  order.readable = {program};
  order.folder = scratch.path();
  order.memory_bytes = (script.limits.memory_mib << 20) + kOverheadBytes +
                       static_cast<std::int64_t>(request.size()) * 4;
  order.processes = 1;
  order.grace_ms = 200;
  child::ChildLimits limits;
  limits.total = limits.idle = child::Milliseconds(script.limits.seconds * 1000);
  limits.output_bytes_max = script.limits.rows * 2000 + (std::int64_t{64} << 20);
  TWINBILL_ASSIGN(running, Child::Start(order, limits));
  running->Send(request);
  running->CloseInput();
  Child::Event event{};
  do {
    event = running->Wait();
  } while (event == Child::Event::kBytes || event == Child::Event::kSent);
  const ChildEnd end = running->Finish();
  SqlAnswer stopped;
  if (end.breach != Breach::kNone) {
    stopped.trouble = end.breach == Breach::kFlood ? SqlTrouble::kRows : SqlTrouble::kTime;
    return stopped;
  }
  auto answer = UnpackAnswer(running->received());
  if (end.kind == ChildEnd::Kind::kExit && end.value == 0 && answer) return std::move(*answer);
  // Memory that SQLite does not count is memory as well: the child ends for it.
  const std::string last_line = running->standard_error().LastLine();
  if (last_line.find("bad_alloc") != std::string::npos) {
    stopped.trouble = SqlTrouble::kMemory;
    return stopped;
  }
  return model::Fail(Died(script, end, last_line, period));
}

}  // namespace

model::Result<SqlAnswer> AskScript(const SqlScript& script, std::string_view request,
                                   model::Period period) {
  TWINBILL_ASSIGN(answer, Ask(script, request, period));
  if (answer.trouble == SqlTrouble::kNone) return answer;
  return model::Fail(FailureOf(script, answer, period));
}

model::Result<void> TryScript(const SqlScript& script, std::string_view request,
                              model::Period period) {
  TWINBILL_ASSIGN(answer, Ask(script, request, period));
  if (answer.trouble == SqlTrouble::kSyntax || answer.trouble == SqlTrouble::kForbidden) {
    return model::Fail(FailureOf(script, answer, period));
  }
  return {};
}

}  // namespace twinbill::sql
