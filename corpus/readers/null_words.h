// NullWords: whether a file writes its empty numbers as `NULL` or `\N`, which then are empty in all
// of its columns.
//
// That is a property of the whole file, and the file is read once from front to back. So it is
// found when a text first asks for it, by a look ahead over the file that ends at the first empty
// number written so. A file without such texts is never looked through, and what is read depends
// neither on threads nor on how the file is cut. Source: specification, usage.md "Records".
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "corpus/readers/csv_tokenizer.h"

namespace twinbill::readers {

class NullWords {
 public:
  NullWords(std::string path, const ReaderLimits& limits, LineEnd line_end,
            std::size_t column_count, std::vector<std::size_t> number_columns);

  // For any number of threads.
  bool InTexts() const;
  // Whether a text asked and they are empty: part of what the file's rows mean.
  bool mattered() const { return mattered_.load(std::memory_order_relaxed); }

 private:
  bool LookAhead() const;
  bool HasOne(const CsvBlock& block) const;

  std::string path_;
  ReaderLimits limits_;
  LineEnd line_end_;
  std::size_t column_count_;
  std::vector<std::size_t> number_columns_;
  mutable std::once_flag once_;
  mutable bool in_texts_ = false;
  mutable std::atomic<bool> mattered_ = false;
};

}  // namespace twinbill::readers
