// ParquetRowParser: the usage rows of the pieces of a Parquet file.
//
// One for each thread. Numbers of slots and texts are a piece's own; the reader turns them into the
// file's when it gives the rows out in order, so that they do not depend on threads. Its twin for
// CSV is csv_rows.h: what a cell means is decided by what they share (cell_value.h,
// slot_interner.h, focus_id.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "corpus/readers/focus_id.h"
#include "corpus/readers/parquet_group.h"
#include "corpus/readers/parquet_values.h"
#include "corpus/readers/report_schema.h"
#include "corpus/readers/slot_interner.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

// What the parsers of a file share.
struct ParquetLayout {
  std::string file;
  std::vector<std::string> columns;  // of the top level
  ReportSchema schema;
  FocusFields focus_fields;
  std::vector<std::size_t> used_columns;  // that a piece has, rising
  ReaderLimits limits;
  // Whether the file writes empty numbers as `NULL` or `\N`, and so means nothing by them anywhere.
  // For any number of threads.
  std::function<bool()> null_words_in_texts;
};

// The columns that the schema uses, rising, each once.
std::vector<std::size_t> UsedColumns(const ReportSchema& schema, const FocusFields& focus_fields);

struct ParsedPiece {
  std::vector<UsageRow> rows;        // ids of FOCUS rows are still missing; row counts from 1
  std::vector<FocusDigest> digests;  // of FOCUS rows
  // The rows' slots by number, in the order of their first rows; the parser keeps them. A parser
  // may get a later piece before an earlier one, so each has all of its own.
  std::vector<const model::Slot*> slots;
  std::vector<std::string> texts;  // the rows' payers and currencies, by number
  std::int64_t slot_bytes = 0;     // of the texts of the slots
  std::shared_ptr<const void> keep_alive;
  std::optional<model::Failure> failure;  // then there are no rows; the piece's first error
};

class ParquetRowParser {
 public:
  explicit ParquetRowParser(const ParquetLayout& layout);

  // `group` is what messages call the piece's row group.
  ParsedPiece Parse(const ParquetPiece& piece, const std::string& group);

 private:
  class Meaning final : public CellMeaning {
   public:
    explicit Meaning(const ParquetLayout& layout) : layout_(layout) {}
    std::string_view TextOf(std::string_view raw, std::string& storage) const override;

   private:
    const ParquetLayout& layout_;
  };

  // A piece in work: by column of the layout, what was made of it so far.
  struct Work {
    std::int64_t rows = 0;
    std::vector<std::unique_ptr<ParquetValues>> values;
    std::vector<std::optional<CodedTexts>> coded;
    std::optional<RowError> error;  // of the first row with one
  };

  model::Result<void, CellError> TakeColumns(const ParquetPiece& piece, Work& work) const;
  const CodedTexts& CodedOf(std::size_t column, Work& work) const;
  void TakeNumbers(Work& work, std::vector<UsageRow>& rows) const;
  void TakeQuantities(Work& work, std::vector<UsageRow>& rows) const;
  void TakeMoments(Work& work, std::vector<UsageRow>& rows) const;
  void TakeSlots(Work& work, ParsedPiece& parsed);
  const model::Slot* SlotOf(std::int64_t row, Work& work, ParsedPiece& parsed);
  void TakeTexts(std::size_t column, std::uint32_t UsageRow::*number, Work& work,
                 ParsedPiece& parsed) const;
  void TakeIds(Work& work, ParsedPiece& parsed) const;
  void TakeDigests(Work& work, ParsedPiece& parsed) const;
  std::string_view Meant(std::string_view text) const;

  const ParquetLayout& layout_;
  Meaning meaning_;
  SlotInterner interner_;
  std::vector<std::string_view> dimension_texts_;
};

}  // namespace twinbill::readers
