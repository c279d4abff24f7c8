// LineFile: lines of a bill in a CSV file that somebody else wrote, strictly as line_items.md has
// them, but for order: rows and columns may stand in any, and columns that are not needed may lack.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "legacy_adapters/foreign/given_line.h"

namespace twinbill::foreign {

enum class FileFault {
  kEmpty,        // not even a header
  kPartialLine,  // the last row has no LF
  kNotUtf8,      // or NUL
  kCarriage,     // CR LF, or a CR outside of quotes
  kSyntax,       // a byte order mark, a quote where none may be, a ragged row
  kColumns,      // the header names what is no field, or a field twice
};

struct LineFileError {
  FileFault fault = FileFault::kSyntax;
  std::int64_t line = 0;
  std::string message;
  std::string allowed;
};

struct FileRow {
  GivenLine given;
  std::int64_t line = 0;  // it begins on
};

// All rows of the file's text, or what is wrong with the first that is.
model::Result<std::vector<FileRow>, LineFileError> ReadLineFile(std::string_view text);

// The records of a strict CSV text (RFC 4180, LF), each with the line that it begins on.
struct CsvRecord {
  std::vector<std::string> fields;
  std::int64_t line = 0;
};
model::Result<std::vector<CsvRecord>, LineFileError> ReadCsvText(std::string_view text);

}  // namespace twinbill::foreign
