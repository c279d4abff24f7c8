// LineItemFile: the bytes of a file of line items, in memory that the system lends, and what can be
// asked of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/model/result.h"
#include "harness/compare/canonical_row.h"

namespace twinbill::compare {

// So many bytes a reader may have behind it before it releases them.
inline constexpr std::size_t kReleaseBytes = std::size_t{16} << 20;

class LineItemFile {
 public:
  // Maps the file and checks that it begins with the header row.
  static model::Result<LineItemFile> Open(const std::string& path);
  // The same over bytes that the caller keeps; `name` is what faults call them.
  static model::Result<LineItemFile> OfText(const std::string& name, std::string_view text);

  LineItemFile(LineItemFile&& other) noexcept;
  LineItemFile& operator=(LineItemFile&&) = delete;
  ~LineItemFile();

  const std::string& path() const { return path_; }
  std::string_view text() const { return {data_, size_}; }
  std::size_t rows_begin() const { return rows_begin_; }  // behind the header

  // The first row start at or behind each of `offsets`, which rise. One pass over the quotes.
  std::vector<std::size_t> RowStarts(const std::vector<std::size_t>& offsets) const;

  // Tells the system that the bytes of [begin, end) are done with, so that they don't stay in
  // memory. They can still be read.
  void Release(std::size_t begin, std::size_t end) const;

  // The position, code and text of what is wrong with the row that begins at `row_begin`.
  model::Diagnostic Locate(const RowFault& fault, std::size_t row_begin) const;

  // A failure where the file is no longer the one that was opened.
  model::Result<void> CheckUnchanged() const;

 private:
  // What tells one state of a file from another.
  struct State {
    std::int64_t size = 0;
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    bool operator==(const State&) const = default;
  };
  static State StateOf(int descriptor);

  LineItemFile(std::string path, int descriptor, const char* data, std::size_t size)
      : path_(std::move(path)), descriptor_(descriptor), data_(data), size_(size) {}
  model::Result<void> CheckHeader();

  std::string path_;
  int descriptor_ = -1;  // none: the bytes are the caller's
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t rows_begin_ = 0;
  State state_;
};

}  // namespace twinbill::compare
