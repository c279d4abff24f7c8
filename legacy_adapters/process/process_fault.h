// What a foreign program can do wrong, and how it is said. None of it is ever compared as data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/model/diagnostic.h"
#include "legacy_adapters/child/child.h"

namespace twinbill::process {

enum class FaultKind {
  kNotStarted,  // it can't be run
  kStartLate,   // no READY in time
  kIdle,        // nothing in or out for too long
  kLate,        // no end of its answer in time
  kFlood,       // more output than allowed
  kCrowd,       // more processes than allowed
  kCrashed,     // ended by a signal
  kExit,        // ended with a code that is not allowed
  kDeaf,        // reads no more, though there is more to read
  kTruncated,   // ended before the end of its answer
  kNoise,       // a line on stdout that is no message
  kLineTooLong,
  kPartialLine,
  kNotUtf8,
  kCarriage,          // CR LF
  kBadMessage,        // a message with a key too few, too many or of the wrong kind
  kVersion,           // speaks no version that we do
  kStale,             // answers what was not asked: another request, another nonce
  kOrder,             // results missing, repeated or out of order
  kCount,             // its END counts other results than it gave
  kDigest,            // its END has another digest than its results
  kInput,             // it has read other rows than were sent
  kUnasked,           // it talks behind its END
  kBadLine,           // a result that is no line item
  kError,             // it says ERROR
  kNoFile,            // a declared output is not there
  kBadFile,           // an output that is no CSV
  kKeys,              // rows not accounted for, or twice
  kNondeterministic,  // it disagrees with itself
};

// Whether one row of the input may be the cause, so that it is worth while to look for it.
bool IsStop(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::kNoise;
  std::string message;
  std::string allowed;
  std::string hint;       // an option of the head
  std::int64_t line = 0;  // of its output; 0: none
  std::int64_t row = 0;   // of the request, as it says itself in an ERROR; 0: none
};

// `where`: the file of the head; `part`: the period.
model::Diagnostic DiagnosticOf(const Fault& fault, const std::string& where,
                               const std::string& part);

// The fault that a breach of limits is; `limit_ms` is that which was breached.
Fault FaultOf(child::Breach breach, bool starting, std::int64_t limit_ms,
              const child::ChildEnd& end);
// The fault that the end of a program is before its answer was whole.
Fault FaultOfEnd(const child::ChildEnd& end, const std::string& last_line);

}  // namespace twinbill::process
