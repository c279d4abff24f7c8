// LineItemFile: a file of line items in memory that the system lends, and what can be asked of its
// bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "harness/compare/canonical_row.h"

namespace twinbill::compare {

class LineItemFile {
 public:
  // Maps the file and checks that it begins with the header row.
  static model::Result<LineItemFile> Open(const std::string& path);

  LineItemFile(LineItemFile&& other) noexcept;
  LineItemFile& operator=(LineItemFile&&) = delete;
  ~LineItemFile();

  const std::string& path() const { return path_; }
  std::string_view text() const { return {data_, size_}; }
  std::size_t rows_begin() const { return rows_begin_; }  // behind the header

  // The first row start at or behind each of `offsets`, which rise. One pass over the quotes.
  std::vector<std::size_t> RowStarts(const std::vector<std::size_t>& offsets) const;

  // Tells the system that the bytes before `offset` are done with, so that they don't stay in
  // memory.
  void Release(std::size_t offset) const;

  // The position, code and text of what is wrong with the row that begins at `row_begin`.
  model::Diagnostic Locate(const RowFault& fault, std::size_t row_begin) const;
  // The first fault of the whole file, in file order; none where every row is canonical.
  std::optional<model::Diagnostic> FirstFault() const;
  // Whether the rows, all of them canonical, stand in the order of their bytes.
  bool IsSorted() const;
  // The fault of a text that no LF ends.
  static RowFault Unended(std::string_view rest);

 private:
  LineItemFile(std::string path, const char* data, std::size_t size)
      : path_(std::move(path)), data_(data), size_(size) {}

  std::string path_;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t rows_begin_ = 0;
};

}  // namespace twinbill::compare
