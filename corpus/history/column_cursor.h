// ColumnCursor: one column of a records file, read on over row groups.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "corpus/history/delta_pages.h"
#include "corpus/history/record_columns.h"
#include "corpus/model/result.h"

namespace arrow::io {
class RandomAccessFile;
}
namespace parquet {
class ColumnReader;
class ParquetFileReader;
}  // namespace parquet

namespace twinbill::history {

// Every reading function takes exactly the rows asked for, which must be there; where the file
// gives fewer, or anything else is not as it should be, it is damaged.
class ColumnCursor {
 public:
  // The rows of the row groups [first, last). `file`, which reads `source`, must outlive the
  // cursor.
  ColumnCursor(parquet::ParquetFileReader& file,
               std::shared_ptr<arrow::io::RandomAccessFile> source, std::string path, int column,
               int first, int last);
  ~ColumnCursor();
  ColumnCursor(ColumnCursor&&) noexcept;

  // From here on it reads the row groups [first, last), in the memory that it has.
  void Restart(int first, int last);

  model::Result<void> Skip(std::int64_t rows);
  // Columns in which every row has a value.
  model::Result<void> Read(std::span<std::int32_t> values);
  model::Result<void> Read(std::span<std::int64_t> values);
  // These append `rows` rows. Optional columns fill `present`, and `values` only where it is 1.
  model::Result<void> ReadOptional(std::int64_t rows, std::vector<std::int16_t>& present,
                                   std::vector<std::int64_t>& values);
  model::Result<void> ReadTexts(std::int64_t rows, TextColumn& texts);
  model::Result<void> ReadNumbers(std::int64_t rows, bool optional, NumberColumn& numbers);

 private:
  model::Failure Damaged(std::string_view what) const;
  void OpenGroup();
  void WillRead(int group) const;
  // Calls `read(rows)`, which gives the rows it read by pages_ or reader_, until `rows` are read.
  template <class ReadSome>
  model::Result<void> OverGroups(std::int64_t rows, const ReadSome& read);
  // As it lies in the file: `take(values, count)` for each batch of present values.
  template <class Type, class Take>
  model::Result<void> Batches(std::int64_t rows, std::vector<std::int16_t>* present,
                              const Take& take);

  // The next values of a column without absent ones, of which Arrow's type is Type.
  template <class Type>
  std::int64_t ReadHere(std::span<typename Type::c_type> values);

  parquet::ParquetFileReader* file_;
  std::shared_ptr<arrow::io::RandomAccessFile> source_;
  std::string path_;
  int column_;
  int group_;
  int first_;
  int last_;
  std::int64_t left_in_group_ = 0;
  // Of the row group: reader_, or pages_ where the chunk is stored as hot columns are.
  bool is_hot_ = false;
  std::unique_ptr<DeltaPages> pages_;  // kept from group to group
  std::shared_ptr<parquet::ColumnReader> reader_;
};

}  // namespace twinbill::history
