#include "corpus/readers/parquet_reader.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "corpus/readers/cell_value.h"
#include "corpus/readers/parquet_file.h"
#include "corpus/readers/parquet_guard.h"
#include "corpus/readers/parquet_line.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::InputFailure;

// Whether a file writes its empty numbers as NULL or \N: found, once, when a text first asks for
// it. The twin of null_words.h.
class ParquetNullWords {
 public:
  ParquetNullWords(const ParquetFile& file, std::vector<std::size_t> number_columns,
                   const ReaderLimits& limits)
      : file_(file), columns_(std::move(number_columns)), limits_(limits) {}

  bool InTexts() {
    std::call_once(once_, [this] { in_texts_ = LookAhead(); });
    return in_texts_;
  }
  // Whether a text asked and they are empty. Not while other threads may ask.
  bool mattered() const { return in_texts_; }

 private:
  // What can't be decoded here is said by who reads it for its rows; here it only ends the look.
  bool LookAhead() const {
    for (int group = 0; group < file_.groups(); ++group) {
      const auto found = GuardParquet(file_.path(), "", [&] { return LookInto(group); });
      if (!found) return false;
      if (*found) return true;
    }
    return false;
  }

  model::Result<bool> LookInto(int group) const {
    TWINBILL_ASSIGN(opened, ParquetGroup::Open(file_, group, columns_, limits_));
    for (;;) {
      TWINBILL_ASSIGN(piece, opened->Next());
      if (piece.rows == 0) return false;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto values = ValuesOf(piece.columns[i], {"", limits_.field_bytes_max});
        if (!values) continue;
        const CodedTexts coded = (*values)->Coded();
        if (std::any_of(coded.texts.begin(), coded.texts.end(), IsNullWord)) return true;
      }
    }
  }

  const ParquetFile& file_;
  std::vector<std::size_t> columns_;
  ReaderLimits limits_;
  std::once_flag once_;
  bool in_texts_ = false;
};

class ParquetReader final : public UsageReader {
 public:
  ParquetReader(std::unique_ptr<ParquetFile> file, ParquetLayout layout)
      : file_(std::move(file)), layout_(std::move(layout)) {
    shape_.file = layout_.file;
    shape_.kind = layout_.schema.kind;
    shape_.columns = layout_.columns;
    shape_.discount_columns = layout_.schema.discount_columns;
    shape_.parquet = true;
  }

  // The parsers look at the layout of this object, which must stay where it is from now on.
  void Begin(int threads) {
    std::vector<std::size_t> number_texts;
    for (const std::size_t column : layout_.schema.number_columns) {
      if (file_->IsPlainText(column)) number_texts.push_back(column);
    }
    null_words_ =
        std::make_unique<ParquetNullWords>(*file_, std::move(number_texts), layout_.limits);
    layout_.null_words_in_texts = [this] { return null_words_->InTexts(); };
    line_ = std::make_unique<ParquetLine>(*file_, layout_, threads);
  }

  const ReportShape& shape() const override { return shape_; }
  const model::SlotTable& slots() const override { return slots_; }
  const std::deque<std::string>& texts() const override { return texts_; }
  model::Digest digest() const override { return *digest_; }
  std::int64_t bytes_read() const override {
    if (file_->rows() == 0) return file_->bytes();
    const auto share = static_cast<model::Int128>(file_->bytes()) * row_count_ / file_->rows();
    return static_cast<std::int64_t>(share);
  }
  std::int64_t bytes_total() const override { return file_->bytes(); }
  const std::vector<Diagnostic>& warnings() const override { return warnings_; }

  model::Result<bool> Next(UsageBatch& batch) override {
    batch = UsageBatch();
    if (finished_) return false;
    ParquetLine::Done done = line_->Next();
    finished_ = done.end;
    if (done.parsed.failure) return Fail(*std::move(done.parsed.failure));
    if (done.end) {
      TWINBILL_TRY(Finish());
      return false;
    }
    finished_ = true;  // unless all is well
    for (const ChunkChecksums& checksums : done.checksums) TWINBILL_TRY(NoteChecksums(checksums));
    TWINBILL_TRY(Adopt(std::move(done), batch));
    finished_ = false;
    return true;
  }

 private:
  model::Result<void> Adopt(ParquetLine::Done done, UsageBatch& batch) {
    TWINBILL_TRY(HoldSlotsAgainstLimit(done.parsed.slot_bytes));
    std::vector<std::uint32_t> slots;
    for (const model::Slot* slot : done.parsed.slots) {
      const auto [at, is_new] = slot_numbers_.try_emplace(slot, 0);
      if (is_new) at->second = slots_.Intern(*slot);
      slots.push_back(at->second);
    }
    std::vector<std::uint32_t> texts;
    for (const std::string& text : done.parsed.texts) texts.push_back(InternText(text));
    for (UsageRow& row : done.parsed.rows) {
      row.slot = slots[row.slot];
      row.payer = texts[row.payer];
      row.currency = texts[row.currency];
      row.row += row_count_;
    }
    row_count_ += static_cast<std::int64_t>(done.parsed.rows.size());
    batch.rows = std::move(done.parsed.rows);
    batch.keep_alive.push_back(std::move(done.parsed.keep_alive));
    if (!layout_.schema.is_focus()) return {};
    auto ids = std::make_shared<std::deque<std::string>>();
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      focus_ids_.AppendNext(done.parsed.digests[i], ids->emplace_back());
      batch.rows[i].id = ids->back();
    }
    batch.keep_alive.push_back(std::move(ids));
    return {};
  }

  // A dictionary's long text can be a part of the slots of very many rows, each of which is kept.
  model::Result<void> HoldSlotsAgainstLimit(std::int64_t more) {
    slot_bytes_ += more;
    const model::Int128 limit =
        layout_.limits.column_chunk_bytes_max +
        static_cast<model::Int128>(file_->bytes()) * layout_.limits.expansion_max;
    if (slot_bytes_ <= limit) return {};
    return Fail(InputFailure(
        Diagnostic(Code{"limit_exceeded"}, {layout_.file, 0, 0, "", ""},
                   "its different dimensions take " + std::to_string(slot_bytes_) +
                       " bytes up to row " + std::to_string(row_count_ + 1),
                   "expansion_max, " + std::to_string(layout_.limits.expansion_max) +
                       " times the file's bytes beside column_chunk_bytes_max, " +
                       std::to_string(layout_.limits.column_chunk_bytes_max) + " bytes")));
  }

  // A writer gives every page a checksum, or none: where only some have one, a header was damaged.
  model::Result<void> NoteChecksums(const ChunkChecksums& checksums) {
    any_checksum_ = any_checksum_ || checksums.pages_with > 0;
    if (checksums.pages_without > 0 && shape_.page_checksums) {
      shape_.page_checksums = false;
      warnings_.emplace_back(Code{"no_page_crc"},
                             model::Position{layout_.file, 0, 0, "", checksums.name},
                             "its pages carry no checksums, so a flipped bit would not be seen");
    }
    if (!any_checksum_ || shape_.page_checksums) return {};
    return Fail(InputFailure(Diagnostic(Code{"parquet_page_damaged"},
                                        {layout_.file, 0, 0, "", checksums.name},
                                        "some pages of the file carry checksums and some don't",
                                        "checksums on every page, or on none")));
  }

  model::Result<void> Finish() {
    TWINBILL_ASSIGN(digest, file_->DigestUnchanged());
    digest_ = digest;
    const model::Position file = {layout_.file, 0, 0, "", ""};
    if (row_count_ == 0) {
      warnings_.emplace_back(Code{"report_without_rows"}, file,
                             "the report has columns and no rows");
    }
    if (null_words_->mattered()) {
      warnings_.emplace_back(Code{"report_null_words"}, file,
                             "the file writes empty numbers as NULL or \\N, so these are empty in "
                             "its texts too");
    }
    return {};
  }

  std::uint32_t InternText(const std::string& text) {
    const auto number = static_cast<std::uint32_t>(texts_.size());
    const auto [at, is_new] = text_of_.try_emplace(text, number);
    if (is_new) texts_.push_back(text);
    return at->second;
  }

  std::unique_ptr<ParquetFile> file_;
  ParquetLayout layout_;
  ReportShape shape_;
  std::unique_ptr<ParquetNullWords> null_words_;
  model::SlotTable slots_;
  std::deque<std::string> texts_;
  std::map<std::string, std::uint32_t> text_of_;
  std::unordered_map<const model::Slot*, std::uint32_t> slot_numbers_;  // of the parsers' slots
  FocusIds focus_ids_;
  std::int64_t row_count_ = 0;
  std::int64_t slot_bytes_ = 0;
  bool any_checksum_ = false;
  std::optional<model::Digest> digest_;
  std::vector<Diagnostic> warnings_;
  bool finished_ = false;
  std::unique_ptr<ParquetLine> line_;  // last: its threads use the above
};

}  // namespace

model::Result<std::unique_ptr<UsageReader>> OpenParquet(const std::string& path,
                                                        const ReaderOptions& options) {
  TWINBILL_ASSIGN(file, ParquetFile::Open(path));
  ParquetLayout layout;
  layout.file = path;
  layout.limits = options.limits;
  for (const ParquetColumn& column : file->columns()) layout.columns.push_back(column.name);
  TWINBILL_ASSIGN(schema, FindSchema(layout.columns, [&](std::size_t column) {
                    return model::Position{path, 0, 0, "", "column " + std::to_string(column + 1)};
                  }));
  layout.schema = std::move(schema);
  layout.focus_fields = FocusFieldsOf(layout.schema);
  layout.used_columns = UsedColumns(layout.schema, layout.focus_fields);
  auto reader = std::make_unique<ParquetReader>(std::move(file), std::move(layout));
  reader->Begin(options.threads);
  return std::unique_ptr<UsageReader>(std::move(reader));
}

}  // namespace twinbill::readers
