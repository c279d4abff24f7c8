// CsvRowParser: the usage rows of the records of a CsvBlock.
//
// One for each thread. Its numbers of slots and texts are its own; the reader turns them into the
// file's when it gives the rows out in order, so that they do not depend on threads.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "corpus/readers/csv_block.h"
#include "corpus/readers/csv_tokenizer.h"
#include "corpus/readers/focus_id.h"
#include "corpus/readers/null_words.h"
#include "corpus/readers/report_schema.h"
#include "corpus/readers/slot_interner.h"

namespace twinbill::readers {

// What the parsers of a file share.
struct CsvLayout {
  std::string file;
  std::vector<std::string> columns;
  ReportSchema schema;
  FocusFields focus_fields;
  LineEnd line_end = LineEnd::kLf;
  ReaderLimits limits;
  std::unique_ptr<NullWords> null_words;
};

struct ParsedBlock {
  std::vector<UsageRow> rows;        // ids of FOCUS rows are still missing; row counts from 1
  std::vector<FocusDigest> digests;  // of FOCUS rows
  std::vector<const model::Slot*> new_slots;  // since the parser's last block, by its numbers
  std::vector<std::string> new_texts;
  std::shared_ptr<const void> keep_alive;
  std::optional<model::Failure> failure;  // then there are no rows; the first errors of the block
};

class CsvRowParser {
 public:
  explicit CsvRowParser(const CsvLayout& layout);

  // The rows of the records from `from` on, which begins one.
  ParsedBlock Parse(CsvBlock block, const char* from);

 private:
  // The text of a cell: without doubled quotes, empty for NULL where the file writes so.
  class Meaning final : public CellMeaning {
   public:
    explicit Meaning(const NullWords& null_words) : null_words_(null_words) {}
    std::string_view TextOf(std::string_view raw, std::string& storage) const override;

   private:
    const NullWords& null_words_;
  };

  // What a block's rows look into.
  struct Kept {
    CsvBlock block;
    std::deque<std::string> texts;
  };

  struct Problem {
    const char* at = nullptr;
    CellError error;
  };

  void TakeRow(CsvTokenizer& tokenizer, Kept& kept, ParsedBlock& parsed);
  void TakeValues(UsageRow& row);
  void TakeSlot(UsageRow& row);
  std::string_view TextOf(std::size_t column, Kept& kept) const;
  std::string_view ValueText(std::size_t column);
  std::uint32_t InternText(std::string_view text, ParsedBlock& parsed);
  FocusDigest DigestOfRow();
  bool IsUsage();
  void Note(std::size_t column, CellError error);

  const CsvLayout& layout_;
  Meaning meaning_;
  SlotInterner interner_;
  std::vector<CsvField> fields_;
  std::vector<std::string_view> dimension_texts_;
  std::unordered_map<std::string, std::uint32_t> text_numbers_;    // of payers and currencies
  std::vector<std::pair<std::string, std::uint32_t>> last_texts_;  // some of them: a file has few
  std::string value_storage_;
  std::optional<std::string> last_period_text_;  // an empty one is no period's
  model::Period last_period_;
  std::optional<Problem> problem_;
};

}  // namespace twinbill::readers
