#include "corpus/readers/null_words.h"

#include <algorithm>
#include <utility>

#include "corpus/readers/cell_value.h"

namespace twinbill::readers {

NullWords::NullWords(std::string path, const ReaderLimits& limits, LineEnd line_end,
                     std::size_t column_count, std::vector<std::size_t> number_columns)
    : path_(std::move(path)),
      limits_(limits),
      line_end_(line_end),
      column_count_(column_count),
      number_columns_(std::move(number_columns)) {}

bool NullWords::InTexts() const {
  std::call_once(once_, [this] {
    in_texts_ = LookAhead();
    mattered_.store(in_texts_, std::memory_order_relaxed);
  });
  return in_texts_;
}

// What is wrong with the file is said by who reads it; here it only ends the look.
bool NullWords::LookAhead() const {
  auto source = OpenBytes(path_, limits_);
  if (!source) return false;
  CsvCutter cutter(*std::move(source), limits_);
  for (;;) {
    const auto block = cutter.Next();
    if (!block || !block->has_value()) return false;
    if (HasOne(**block)) return true;
  }
}

bool NullWords::HasOne(const CsvBlock& block) const {
  CsvTokenizer tokenizer(block, block.begin(), line_end_, limits_);
  std::vector<CsvField> fields(column_count_);
  while (tokenizer.Next(fields) == CsvTokenizer::Outcome::kRecord) {
    if (tokenizer.field_count() != column_count_) return false;
    const bool found =
        std::any_of(number_columns_.begin(), number_columns_.end(),
                    [&](std::size_t column) { return IsNullWord(fields[column].raw()); });
    if (found) return true;
  }
  return false;
}

}  // namespace twinbill::readers
