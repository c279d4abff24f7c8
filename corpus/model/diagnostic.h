// What is wrong, where, what was found and what is allowed.
//
// A diagnostic has a stable code (lower case, words joined by '_'), listed in docs/ERRORS.md with
// the test that provokes it. A Failure is why an operation has no result: one or more diagnostics
// and the kind, which decides the exit code of the program (docs: command line).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace twinbill::model {

// A stable code. Written where the diagnostic is made, as Code{"csv_ragged_row"}: tests/tidy
// collects them from the source text.
struct Code {
  std::string_view text;
};

// Lines and columns count from 1, columns in bytes; 0 is unknown. `pointer` is a JSON pointer,
// `part` whatever else says where ("row group 2, column line_item_usage_amount, page at byte
// 4711").
struct Position {
  std::string file;
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string pointer;
  std::string part;

  bool operator==(const Position&) const = default;
};

struct Diagnostic {
  std::string code;
  Position position;
  std::string message;  // what is wrong, with what was found, one line
  std::string allowed;  // what is allowed; may be empty
  std::string hint;     // a guess at what was meant; may be empty
  // The line of a text within the file that is wrong (a formula's) and a caret below the place, two
  // lines that a terminal may be shown; may be empty.
  std::string excerpt;

  Diagnostic() = default;
  Diagnostic(Code stable_code, Position where, std::string what, std::string allowed_instead = {},
             std::string guess = {});

  bool operator==(const Diagnostic&) const = default;
};

// "file:line:column: code: message; allowed: …; hint" with what is unknown left out; no line end,
// no excerpt.
std::string Format(const Diagnostic& diagnostic);

// Appends what a terminal may be shown of `text`: control characters, broken UTF-8 and the marks
// that turn the direction of writing become visible escapes.
void AppendVisible(std::string_view text, std::string& out);

enum class FailureKind {
  kUsage = 2,         // the command line is wrong
  kInput = 3,         // the input is wrong
  kSurroundings = 4,  // disk, memory, a foreign program
};

struct Failure {
  FailureKind kind = FailureKind::kInput;
  std::vector<Diagnostic> diagnostics;  // at least one, in the order found
};

Failure InputFailure(Diagnostic diagnostic);
Failure UsageFailure(Diagnostic diagnostic);
Failure SurroundingsFailure(Diagnostic diagnostic);

// The nearest of `candidates` by edit distance where it is near enough to be what was meant, else
// empty.
std::string_view NearMiss(std::string_view found, const std::vector<std::string_view>& candidates);

}  // namespace twinbill::model
