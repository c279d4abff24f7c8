// RecordsFile: an opened records.parquet, and what its footer says.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/history/column_cursor.h"
#include "corpus/history/record_columns.h"
#include "corpus/history/records_writer.h"
#include "corpus/model/result.h"

namespace arrow::io {
class RandomAccessFile;
}
namespace parquet {
class FileMetaData;
}

namespace twinbill::history {

// Opened once; what is read later comes from the same file, even where its name was given to
// another one meanwhile. Several threads may read at once, each by its own reader.
class RecordsFile {
 public:
  static model::Result<RecordsFile> Open(const std::string& path);

  const std::string& path() const { return path_; }
  const RecordsHeader& header() const { return header_; }
  std::int32_t slots() const { return header_.slots; }
  const RecordLayouts& layouts() const { return layouts_; }
  const std::string& unblended_cost() const { return unblended_cost_; }  // the total
  const std::string& list_cost() const { return list_cost_; }            // the total
  std::int64_t rows() const;
  const std::vector<std::int64_t>& row_group_rows() const { return row_group_rows_; }

  const std::shared_ptr<arrow::io::RandomAccessFile>& source() const { return source_; }
  // A reader of its own for who wants cursors.
  model::Result<std::shared_ptr<parquet::ParquetFileReader>> NewReader() const;

 private:
  model::Result<void> ReadFooter();

  std::string path_;
  std::shared_ptr<arrow::io::RandomAccessFile> source_;
  std::shared_ptr<parquet::FileMetaData> metadata_;
  RecordsHeader header_;
  RecordLayouts layouts_;
  std::string unblended_cost_;
  std::string list_cost_;
  std::vector<std::int64_t> row_group_rows_;
};

// Whole records, in order, some at a time. Dimensions and what is common to all records are not
// read: the slots file and the header have them.
class RecordsCursor {
 public:
  // From row `first` on. `file` may go away.
  static model::Result<RecordsCursor> Open(const RecordsFile& file, std::int64_t first);
  ~RecordsCursor();
  RecordsCursor(RecordsCursor&&) noexcept;

  // Fills `columns` (cleared first) with the next rows, at most `rows_max`; none at the end. Files
  // are added to `files`, which the columns' file numbers index.
  model::Result<void> Next(std::int64_t rows_max, RecordColumns& columns,
                           std::vector<std::string>& files);

 private:
  RecordsCursor();
  std::shared_ptr<parquet::ParquetFileReader> reader_;
  std::vector<ColumnCursor> cursors_;
  std::int64_t left_ = 0;
};

}  // namespace twinbill::history
