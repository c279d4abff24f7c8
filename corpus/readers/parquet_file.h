// ParquetFile: an open Parquet file: its footer, its columns, and that it stays what it was.
//
// Rows and digest are read through one descriptor, so that they are of the same bytes. May be read
// by several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"

namespace arrow::io {
class ReadableFile;
}
namespace parquet {
class FileMetaData;
}

namespace twinbill::readers {

// A column of the top level: a text, a number, or a whole map.
struct ParquetColumn {
  std::string name;
  std::vector<int> leaves;  // the columns in Parquet's sense that it is made of
};

class ParquetFile {
 public:
  // Fails as StoredFile::Open does, and with `parquet_damaged` where the footer is missing or lies.
  static model::Result<std::unique_ptr<ParquetFile>> Open(const std::string& path);
  ~ParquetFile();
  ParquetFile(const ParquetFile&) = delete;
  ParquetFile& operator=(const ParquetFile&) = delete;

  const std::string& path() const { return path_; }
  std::int64_t bytes() const;
  std::int64_t rows() const { return rows_; }
  int groups() const { return groups_; }
  const std::vector<ParquetColumn>& columns() const { return columns_; }

  // Whether the column (a number into columns()) is one of texts or bytes, and no map.
  bool IsPlainText(std::size_t column) const;

  // Exactly these bytes, or `parquet_damaged` in `part`.
  model::Result<std::string> ReadAt(std::int64_t offset, std::int64_t size,
                                    const std::string& part) const;
  // The digest of all bytes; `file_changed` where they are no more what they were when it was
  // opened.
  model::Result<model::Digest> DigestUnchanged() const;

  const std::shared_ptr<arrow::io::ReadableFile>& stored() const { return stored_; }
  const std::shared_ptr<parquet::FileMetaData>& footer() const { return footer_; }

 private:
  struct Identity;

  explicit ParquetFile(std::string path);
  model::Result<void> TakeFooter();

  std::string path_;
  std::shared_ptr<arrow::io::ReadableFile> stored_;
  std::unique_ptr<Identity> identity_;
  std::shared_ptr<parquet::FileMetaData> footer_;
  std::vector<ParquetColumn> columns_;
  std::int64_t rows_ = 0;
  int groups_ = 0;
};

}  // namespace twinbill::readers
