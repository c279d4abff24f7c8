#include "legacy_adapters/sql/sql_child.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

model::Failure Died(const SqlScript& script, const ChildEnd& end, const std::string& last_line,
                    model::Period period) {
  std::string how = fmt::format("ended with code {}", end.value);
  if (end.kind == ChildEnd::Kind::kSignal) how = "was ended by " + child::SignalName(end.value);
  if (end.kind == ChildEnd::Kind::kNotStarted) how = "could not be started";
  return model::SurroundingsFailure(
      {Code{"sql_child_died"}, PlaceOf(script, -1, period),
       "the process that ran the script " + how + (last_line.empty() ? "" : ": " + last_line)});
}

// The answers that are whole, taken off the front of what was received.
std::size_t TakeAnswers(std::string& received, SqlAnswers& got) {
  std::size_t taken = 0;
  for (;;) {
    foreign::Unpacker from(received);
    const std::string_view packed = from.Text();
    if (!from.good()) return taken;
    auto answer = UnpackAnswer(packed);
    if (!answer) return taken;
    got.answers.push_back(std::move(*answer));
    received.erase(0, static_cast<std::size_t>(packed.data() - received.data()) + packed.size());
    ++taken;
  }
}

child::ChildLimits LimitsOf(const SqlScript& script, std::size_t requests) {
  child::ChildLimits limits;
  limits.idle = child::Milliseconds(script.limits.seconds * 1000);
  limits.total = limits.idle * static_cast<std::int64_t>(requests);
  limits.output_bytes_max = script.limits.rows * 2000 + (std::int64_t{64} << 20);
  return limits;
}

model::Result<child::KeeperOrder> OrderOf(const SqlScript& script, const std::string& folder,
                                          std::size_t request_bytes) {
  child::KeeperOrder order;
  TWINBILL_ASSIGN(program, child::FindProgramBeside("twinbill-sql"));
  order.command = {program};
  order.readable = {program};
  order.folder = folder;
  order.memory_bytes = (script.limits.memory_mib << 20) + kOverheadBytes +
                       static_cast<std::int64_t>(request_bytes) * 4;
  order.processes = 1;
  order.grace_ms = 200;
  return order;
}

// Gives what there is to give, and takes answers until the process has ended or was stopped.
ChildEnd TakeAll(Child& running, const SqlLimits& limits, SqlAnswers& got) {
  const child::Milliseconds patience(limits.seconds * 1000);
  running.CloseInput();
  running.SetPhase(patience);
  Child::Event event{};
  do {
    event = running.Wait();
    if (TakeAnswers(running.received(), got) > 0) running.SetPhase(patience);
  } while (event == Child::Event::kBytes || event == Child::Event::kSent);
  return running.Finish();
}

model::Result<void> Ask(const SqlScript& script, std::span<const std::string> requests,
                        std::span<const model::Period> periods, SqlAnswers& got) {
  std::string bytes;
  for (const std::string& request : requests) foreign::Pack(request, bytes);
  TWINBILL_ASSIGN(scratch, child::ScratchFolder::Make());
  TWINBILL_ASSIGN(order, OrderOf(script, scratch.path(), bytes.size()));
  TWINBILL_ASSIGN(running, Child::Start(order, LimitsOf(script, requests.size())));
  running->Send(bytes);
  const ChildEnd end = TakeAll(*running, script.limits, got);
  if (got.answers.size() >= requests.size()) return {};
  SqlAnswer stopped;
  if (end.breach != Breach::kNone) {
    stopped.trouble = end.breach == Breach::kFlood ? SqlTrouble::kRows : SqlTrouble::kTime;
    got.answers.push_back(std::move(stopped));
    return {};
  }
  // Memory that SQLite does not count is memory as well: the child ends for it.
  const std::string last_line = running->standard_error().LastLine();
  if (last_line.find("bad_alloc") != std::string::npos) {
    stopped.trouble = SqlTrouble::kMemory;
    got.answers.push_back(std::move(stopped));
    return {};
  }
  return model::Fail(Died(script, end, last_line, periods[got.answers.size()]));
}

model::Result<SqlAnswer> AskOne(const SqlScript& script, std::string_view request,
                                model::Period period) {
  const std::string bytes(request);
  SqlAnswers got;
  TWINBILL_TRY(Ask(script, {&bytes, 1}, {&period, 1}, got));
  return std::move(got.answers.front());
}

}  // namespace

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

SqlAnswers AskScriptAhead(const SqlScript& script, std::span<const std::string> requests,
                          std::span<const model::Period> periods) {
  SqlAnswers got;
  // One that was stopped ends the process with its answer; the others have another one.
  while (got.answers.size() < requests.size()) {
    const std::size_t first = got.answers.size();
    SqlAnswers more;
    auto asked = Ask(script, requests.subspan(first), periods.subspan(first), more);
    for (SqlAnswer& answer : more.answers) got.answers.push_back(std::move(answer));
    if (asked) continue;
    got.fault = std::move(asked).error();
    break;
  }
  return got;
}

model::Result<SqlAnswer> AskScript(const SqlScript& script, std::string_view request,
                                   model::Period period) {
  TWINBILL_ASSIGN(answer, AskOne(script, request, period));
  if (answer.trouble == SqlTrouble::kNone) return answer;
  return model::Fail(FailureOf(script, answer, period));
}

model::Result<void> TryScript(const SqlScript& script, std::string_view request,
                              model::Period period) {
  TWINBILL_ASSIGN(answer, AskOne(script, request, period));
  if (answer.trouble == SqlTrouble::kSyntax || answer.trouble == SqlTrouble::kForbidden) {
    return model::Fail(FailureOf(script, answer, period));
  }
  return {};
}

}  // namespace twinbill::sql
