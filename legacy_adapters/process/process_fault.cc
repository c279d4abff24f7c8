#include "legacy_adapters/process/process_fault.h"

#include <fmt/format.h>

#include <cstring>

namespace twinbill::process {

using child::Breach;
using child::ChildEnd;
using model::Code;

namespace {

Code CodeOf(FaultKind kind) {
  switch (kind) {
    case FaultKind::kNotStarted: return Code{"process_not_started"};
    case FaultKind::kStartLate: return Code{"process_start_late"};
    case FaultKind::kIdle: return Code{"process_idle"};
    case FaultKind::kLate: return Code{"process_late"};
    case FaultKind::kFlood: return Code{"process_flood"};
    case FaultKind::kCrowd: return Code{"process_crowd"};
    case FaultKind::kCrashed: return Code{"process_crashed"};
    case FaultKind::kExit: return Code{"process_exit"};
    case FaultKind::kDeaf: return Code{"process_deaf"};
    case FaultKind::kTruncated: return Code{"process_truncated"};
    case FaultKind::kNoise: return Code{"process_noise"};
    case FaultKind::kLineTooLong: return Code{"process_line_too_long"};
    case FaultKind::kPartialLine: return Code{"process_partial_line"};
    case FaultKind::kNotUtf8: return Code{"process_not_utf8"};
    case FaultKind::kCarriage: return Code{"process_crlf"};
    case FaultKind::kBadMessage: return Code{"process_bad_message"};
    case FaultKind::kVersion: return Code{"process_version"};
    case FaultKind::kStale: return Code{"process_stale"};
    case FaultKind::kOrder: return Code{"process_order"};
    case FaultKind::kCount: return Code{"process_count"};
    case FaultKind::kDigest: return Code{"process_digest"};
    case FaultKind::kInput: return Code{"process_input"};
    case FaultKind::kUnasked: return Code{"process_unasked"};
    case FaultKind::kBadLine: return Code{"process_bad_line"};
    case FaultKind::kError: return Code{"process_error"};
    case FaultKind::kNoFile: return Code{"process_no_file"};
    case FaultKind::kBadFile: return Code{"process_bad_file"};
    case FaultKind::kKeys: return Code{"process_keys"};
    case FaultKind::kNondeterministic: return Code{"process_nondeterministic"};
  }
  return Code{"process_noise"};
}

}  // namespace

bool IsStop(FaultKind kind) {
  switch (kind) {
    case FaultKind::kIdle:
    case FaultKind::kLate:
    case FaultKind::kFlood:
    case FaultKind::kCrowd:
    case FaultKind::kCrashed:
    case FaultKind::kExit:
    case FaultKind::kDeaf:
    case FaultKind::kTruncated: return true;
    default: return false;
  }
}

model::Diagnostic DiagnosticOf(const Fault& fault, const std::string& where,
                               const std::string& part) {
  const std::string line =
      fault.line == 0 ? "" : ", line " + std::to_string(fault.line) + " of its output";
  return {
      CodeOf(fault.kind), {where, 0, 0, "", part + line}, fault.message, fault.allowed, fault.hint};
}

Fault FaultOf(Breach breach, bool starting, std::int64_t limit_ms, const ChildEnd& end) {
  const std::string limit = fmt::format("{} ms", limit_ms);
  switch (breach) {
    case Breach::kFlood:
      return {FaultKind::kFlood, "the program writes without end", "", "\"output_mib\"", 0, 0};
    case Breach::kCrowd:
      return {FaultKind::kCrowd,
              fmt::format("the program has {} processes at once", end.crowd),
              "",
              "\"processes\"",
              0,
              0};
    case Breach::kIdle:
      return {FaultKind::kIdle, "the program neither reads nor writes", limit, "\"idle_ms\"", 0, 0};
    default: break;
  }
  if (starting) {
    return {FaultKind::kStartLate, "the program is not READY in time", limit, "\"start_ms\"", 0, 0};
  }
  return {FaultKind::kLate, "the program has not answered in time", limit, "\"period_ms\"", 0, 0};
}

Fault FaultOfEnd(const ChildEnd& end, const std::string& last_line) {
  const std::string said = last_line.empty() ? "" : "; its last words: " + last_line;
  switch (end.kind) {
    case ChildEnd::Kind::kNotStarted:
      return {FaultKind::kNotStarted,
              fmt::format("the program can't be run: {}", std::strerror(end.value)),
              "",
              "",
              0,
              0};
    case ChildEnd::Kind::kSignal:
      return {FaultKind::kCrashed,
              fmt::format("the program crashed ({}){}", child::SignalName(end.value), said),
              "",
              "",
              0,
              0};
    default: break;
  }
  if (end.kind == ChildEnd::Kind::kExit && end.value != 0) {
    return {FaultKind::kExit,
            fmt::format("the program ended with code {}{}", end.value, said),
            "",
            "",
            0,
            0};
  }
  return {FaultKind::kTruncated, "the program ended before its answer did" + said, "", "", 0, 0};
}

}  // namespace twinbill::process
