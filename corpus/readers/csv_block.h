// CsvBlock: a run of whole CSV records, and CsvCutter, which cuts a source's bytes into them.
//
// Where a block ends depends on the bytes alone, so that what is read of a file does not depend on
// threads. A block ends behind the last line end outside quotes that fits; quotes are only counted
// here, whether they stand where they may is the tokenizer's affair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "corpus/model/result.h"
#include "corpus/readers/byte_source.h"

namespace twinbill::readers {

struct CsvBlock {
  // Behind `size` bytes there is a line end that is not part of them, and room for wide reads.
  static constexpr std::size_t kPadding = 64;

  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  std::int64_t first_line = 1;  // of the file, counting from 1
  bool last = false;            // the file ends here
  bool whole = true;            // false: the limit came before the end of the record

  const char* begin() const { return bytes.get(); }
  const char* end() const { return bytes.get() + size; }
  std::string_view text() const { return {begin(), size}; }
};

class CsvCutter {
 public:
  CsvCutter(std::unique_ptr<ByteSource> source, const ReaderLimits& limits);

  // The next block; none behind the last.
  model::Result<std::optional<CsvBlock>> Next();

  const ByteSource& source() const { return *source_; }

 private:
  model::Result<void> Fill(CsvBlock& block, std::size_t capacity);
  CsvBlock Cut(CsvBlock block, std::size_t at);
  CsvBlock CutWhole(CsvBlock block);

  std::unique_ptr<ByteSource> source_;
  std::size_t record_bytes_max_;
  CsvBlock rest_;  // what was read behind the last cut
  bool at_end_ = false;
  bool done_ = false;
  std::int64_t line_ = 1;
};

}  // namespace twinbill::readers
