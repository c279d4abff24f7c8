// ParquetGroup: the columns of one row group, verified as a whole and then decoded piece by piece.
//
// Nothing is decoded before the pages of every column that is read are found to be undamaged and
// of a size within the limits; and no piece may take more memory than the limits allow, whatever
// the encoding makes of a few bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/readers/parquet_file.h"
#include "corpus/readers/parquet_pages.h"
#include "corpus/readers/usage_reader.h"

namespace arrow {
class Array;
}

namespace twinbill::readers {

// Rows of a group: an array of equal length for each column that is read. Can be moved into being
// and no more: an assignment would free the memory before the arrays in it.
struct ParquetPiece {
  ParquetPiece() = default;
  ParquetPiece(ParquetPiece&&) = default;
  ParquetPiece& operator=(ParquetPiece&&) = delete;

  std::shared_ptr<const void> memory;  // the arrays lie in it, and go first: members go backwards
  std::vector<std::shared_ptr<arrow::Array>> columns;
  std::int64_t rows = 0;
  std::int64_t first_row = 0;  // in the group, from 1
};

// How many pages of a chunk carry a checksum; `name` is "row group 0, column product.key".
struct ChunkChecksums {
  std::string name;
  std::int64_t pages_with = 0;
  std::int64_t pages_without = 0;
};

class ParquetGroup {
 public:
  static std::string NameOf(int group) { return "row group " + std::to_string(group); }

  // `columns` are numbers into file.columns(), each once. The file must outlive the group. Fails
  // with what CheckPages fails with, with `parquet_damaged` where the footer lies, and with
  // `limit_exceeded`.
  static model::Result<std::unique_ptr<ParquetGroup>> Open(const ParquetFile& file, int group,
                                                           const std::vector<std::size_t>& columns,
                                                           const ReaderLimits& limits);
  ~ParquetGroup();
  ParquetGroup(const ParquetGroup&) = delete;
  ParquetGroup& operator=(const ParquetGroup&) = delete;

  const std::vector<ChunkChecksums>& checksums() const { return checksums_; }

  // The next rows; none behind the last.
  model::Result<ParquetPiece> Next();

 private:
  struct Decoder;

  ParquetGroup(const ParquetFile& file, int group, const ReaderLimits& limits);
  model::Result<void> Verify(const std::vector<std::size_t>& columns);
  model::Result<void> VerifyChunk(int leaf, bool nested);
  model::Result<void> Refill(std::size_t column);

  const ParquetFile& file_;
  int group_;
  ReaderLimits limits_;
  std::int64_t rows_ = 0;
  std::int64_t rows_given_ = 0;
  std::vector<ChunkChecksums> checksums_;
  std::vector<int> dictionary_leaves_;  // whose texts can be had as numbers of a dictionary
  std::vector<std::size_t> columns_;
  std::vector<std::int64_t> page_bytes_;  // of each column, stored and decoded
  std::unique_ptr<Decoder> decoder_;
};

}  // namespace twinbill::readers
