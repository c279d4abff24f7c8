// CsvTokenizer: the fields of the records of a CsvBlock, with exact positions; RFC 4180, strictly.
//
// Commas divide fields; a field that begins with a quote ends with one, and holds quotes doubled;
// records end in LF or in CR LF, the same in all the file. NUL, invalid UTF-8 and a byte order mark
// within the text are refused. Nothing is copied.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/diagnostic.h"
#include "corpus/readers/csv_block.h"

namespace twinbill::readers {

enum class LineEnd { kLf, kCrLf };

// The bytes between a field's quotes, or between its commas. `doubled`: quotes within stand
// doubled.
struct CsvField {
  const char* at = nullptr;
  std::uint32_t size = 0;
  bool doubled = false;

  std::string_view raw() const { return {at, size}; }
};

// The text of a field whose raw bytes hold doubled quotes.
void AppendWithoutDoubled(std::string_view raw, std::string& out);

struct CsvError {
  model::Code code;
  const char* at = nullptr;  // in the block
  std::string message;
  std::string allowed;
  std::string hint;
};

// Of the first record: CR LF where its line end is, else LF.
LineEnd LineEndOf(const CsvBlock& block);

class CsvTokenizer {
 public:
  // Begins at `from`, a record's first byte. The block must outlive the tokenizer.
  CsvTokenizer(const CsvBlock& block, const char* from, LineEnd line_end,
               const ReaderLimits& limits);

  enum class Outcome { kRecord, kEnd, kError };
  // The next record: its first fields, up to fields.size() of them, and how many there are.
  Outcome Next(std::vector<CsvField>& fields);

  const char* record() const { return record_; }          // its first byte
  const char* record_end() const { return record_end_; }  // behind its last, before the line end
  std::size_t field_count() const { return field_count_; }
  const char* next() const { return at_; }  // where the next record begins
  const CsvError& error() const { return error_; }

  // The line of a byte of the block; fast where it is behind the last one asked for.
  std::int64_t LineOf(const char* at);
  // Line and column of a byte of the block.
  model::Position PositionOf(const char* at, const std::string& file);

 private:
  bool TakeField(CsvField& field);
  bool TakeQuoted(CsvField& field);
  bool TakeLineEnd();
  bool Wrong(model::Code code, const char* at, std::string message, std::string allowed,
             std::string hint = {});
  bool TooLong(const char* at);
  void FindBadByte();

  const CsvBlock& block_;
  LineEnd line_end_;
  std::size_t field_bytes_max_;
  const char* at_;
  const char* record_;
  const char* record_end_ = nullptr;
  std::size_t field_count_ = 0;
  const char* counted_to_;  // lines are counted up to here
  std::int64_t line_;       // of counted_to_
  const char* bad_byte_ = nullptr;
  CsvError bad_byte_error_;
  CsvError error_;
};

}  // namespace twinbill::readers
