// ParquetRowParser: the usage rows of the record batches of a Parquet file.
//
// Its twin for CSV is csv_rows.h: what a cell means is decided by what they share (cell_value.h,
// slot_interner.h, focus_id.h).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/readers/focus_id.h"
#include "corpus/readers/parquet_values.h"
#include "corpus/readers/report_schema.h"
#include "corpus/readers/slot_interner.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

struct ParquetLayout {
  std::string file;
  std::vector<std::string> columns;  // of the top level
  ReportSchema schema;
  FocusFields focus_fields;
  ReaderLimits limits;
  // Whether the file writes empty numbers as `NULL` or `\N`, and so means nothing by them anywhere.
  std::function<bool()> null_words_in_texts;
};

class ParquetRowParser {
 public:
  explicit ParquetRowParser(const ParquetLayout& layout);
  ~ParquetRowParser();

  // Appends the rows of a batch to `batch`, in order. `values` has a column for each of the
  // layout's that the schema uses, and null for the others; `part` is what messages call the
  // batch's row group, `first_row` the number of the batch's first row in the file, `row_in_group`
  // in its row group, both from 1.
  model::Result<void> Take(const std::vector<std::unique_ptr<ParquetValues>>& values,
                           std::int64_t count, const std::string& part, std::int64_t first_row,
                           std::int64_t row_in_group, UsageBatch& batch);

  const model::SlotTable& slots() const { return interner_.slots(); }
  const std::deque<std::string>& texts() const { return texts_; }

 private:
  class Meaning final : public CellMeaning {
   public:
    explicit Meaning(const ParquetLayout& layout) : layout_(layout) {}
    std::string_view TextOf(std::string_view raw, std::string& storage) const override;

   private:
    const ParquetLayout& layout_;
  };

  model::Result<void, CellError> TakeRow(std::int64_t row, UsageRow& out,
                                         std::deque<std::string>& kept);
  model::Result<void, CellError> TakeQuantity(UsageRow& out);
  model::Result<std::string_view, CellError> Text(std::size_t column);
  std::uint32_t InternText(std::string_view text);
  FocusDigest DigestOfRow() const;

  const ParquetLayout& layout_;
  Meaning meaning_;
  SlotInterner interner_;
  FocusIds focus_ids_;
  std::deque<std::string> texts_;
  std::map<std::string, std::uint32_t, std::less<>> text_numbers_;
  std::vector<std::size_t> used_columns_;
  // Of the row in hand, by column.
  std::vector<std::string> storage_;
  std::vector<std::string_view> cells_;
  std::vector<std::string_view> dimension_texts_;
  const std::vector<std::unique_ptr<ParquetValues>>* values_ = nullptr;
};

// The columns that the schema uses, rising, each once.
std::vector<std::size_t> UsedColumns(const ReportSchema& schema, const FocusFields& focus_fields);

}  // namespace twinbill::readers
