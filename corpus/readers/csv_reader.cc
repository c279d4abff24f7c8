#include "corpus/readers/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

#include "corpus/readers/block_line.h"
#include "corpus/readers/foreign_report.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::InputFailure;
using model::Position;

// Refuses what is no text that a CSV can be. Gives the first byte behind a byte order mark.
model::Result<const char*> BeginningOf(const CsvBlock& block, const std::string& file) {
  const Position start = {file, 1, 1, {}, {}};
  const std::string_view text = block.text();
  const std::string_view two = text.substr(0, 2);
  if (two == "\xFF\xFE" || two == "\xFE\xFF") {
    return Fail(InputFailure(Diagnostic(Code{"csv_not_utf8"}, start, "the file is UTF-16",
                                        "UTF-8 text", "save it as UTF-8")));
  }
  const bool marked = text.substr(0, 3) == "\xEF\xBB\xBF";
  const std::string_view rest = text.substr(marked ? 3 : 0);
  if (rest.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Fail(InputFailure(
        Diagnostic(Code{"csv_empty"}, start, "the file is empty", "a header, and rows behind it")));
  }
  if (const std::string_view foreign = ForeignByText(rest); !foreign.empty()) {
    return Fail(InputFailure(Diagnostic(
        Code{"report_foreign"}, start, "this is " + std::string(foreign),
        "a CUR 2.0, a legacy cost and usage report of AWS, or FOCUS 1.0 to 1.3, as CSV or "
        "Parquet")));
  }
  return rest.data();
}

struct Header {
  std::vector<std::string> columns;
  std::vector<Position> places;
  const char* end = nullptr;
};

model::Result<Header> ReadHeader(const CsvBlock& block, const char* from, const CsvLayout& layout) {
  CsvTokenizer tokenizer(block, from, layout.line_end, layout.limits);
  std::vector<CsvField> fields;
  // Once to count the fields, once to have them.
  CsvTokenizer::Outcome outcome = tokenizer.Next(fields);
  if (outcome == CsvTokenizer::Outcome::kError) {
    const CsvError& error = tokenizer.error();
    return Fail(InputFailure(Diagnostic(error.code, tokenizer.PositionOf(error.at, layout.file),
                                        error.message, error.allowed, error.hint)));
  }
  fields.resize(tokenizer.field_count());
  CsvTokenizer again(block, from, layout.line_end, layout.limits);
  outcome = again.Next(fields);
  Header header;
  header.end = again.next();
  for (const CsvField& field : fields) {
    AppendWithoutDoubled(field.raw(), header.columns.emplace_back());
    header.places.push_back(again.PositionOf(field.at, layout.file));
  }
  return header;
}

class CsvReader final : public UsageReader {
 public:
  CsvReader(std::unique_ptr<CsvCutter> cutter, CsvLayout layout)
      : cutter_(std::move(cutter)), layout_(std::move(layout)) {
    shape_.file = layout_.file;
    shape_.kind = layout_.schema.kind;
    shape_.columns = layout_.columns;
    shape_.discount_columns = layout_.schema.discount_columns;
  }

  // The parsers look at the layout of this object, which must stay where it is from now on.
  void Begin(int threads, CsvBlock first, const char* from) {
    std::vector<std::unique_ptr<CsvRowParser>> parsers;
    for (int i = 0; i < std::max(threads, 1); ++i)
      parsers.push_back(std::make_unique<CsvRowParser>(layout_));
    slot_numbers_.resize(parsers.size());
    text_numbers_.resize(parsers.size());
    line_ = std::make_unique<BlockLine>(*cutter_, std::move(parsers), std::move(first), from);
  }

  const ReportShape& shape() const override { return shape_; }
  const model::SlotTable& slots() const override { return slots_; }
  const std::deque<std::string>& texts() const override { return texts_; }
  model::Digest digest() const override { return cutter_->source().digest(); }
  std::int64_t bytes_read() const override { return cutter_->source().bytes_read(); }
  std::int64_t bytes_total() const override { return cutter_->source().bytes_total(); }
  const std::vector<model::Diagnostic>& warnings() const override { return warnings_; }

  model::Result<bool> Next(UsageBatch& batch) override {
    batch = UsageBatch();
    while (!finished_) {
      BlockLine::Done done = line_->Next();
      finished_ = done.end || done.parsed.failure.has_value();
      if (done.parsed.failure) return Fail(*std::move(done.parsed.failure));
      if (done.parsed.rows.empty()) continue;
      Adopt(std::move(done), batch);
      return true;
    }
    if (!warned_) WarnAtEnd();
    return false;
  }

 private:
  void WarnAtEnd() {
    warned_ = true;
    const Position file = {layout_.file, 0, 0, {}, {}};
    if (row_count_ == 0) {
      warnings_.emplace_back(Code{"report_without_rows"}, file,
                             "the report has a header and no rows");
    }
    if (layout_.null_words->mattered()) {
      warnings_.emplace_back(Code{"report_null_words"}, file,
                             "the file writes empty numbers as NULL or \\N, so these are empty in "
                             "its texts too");
    }
  }

  // A slot of a worker, with the number that it has in the file once a row with it came out.
  struct SlotNumber {
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};
    const model::Slot* slot = nullptr;
    std::uint32_t number = kNone;
  };

  void Adopt(BlockLine::Done done, UsageBatch& batch) {
    std::vector<SlotNumber>& slots = slot_numbers_[done.worker];
    for (const model::Slot* slot : done.parsed.new_slots) slots.push_back({slot});
    std::vector<std::uint32_t>& texts = text_numbers_[done.worker];
    for (const std::string& text : done.parsed.new_texts) texts.push_back(InternText(text));
    for (UsageRow& row : done.parsed.rows) {
      SlotNumber& slot = slots[row.slot];
      if (slot.number == SlotNumber::kNone) slot.number = slots_.Intern(*slot.slot);
      row.slot = slot.number;
      row.payer = texts[row.payer];
      row.currency = texts[row.currency];
      row.row += row_count_;
    }
    row_count_ += static_cast<std::int64_t>(done.parsed.rows.size());
    batch.rows = std::move(done.parsed.rows);
    batch.keep_alive.push_back(std::move(done.parsed.keep_alive));
    if (!layout_.schema.is_focus()) return;
    auto ids = std::make_shared<std::deque<std::string>>();
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
      focus_ids_.AppendNext(done.parsed.digests[i], ids->emplace_back());
      batch.rows[i].id = ids->back();
    }
    batch.keep_alive.push_back(std::move(ids));
  }

  std::uint32_t InternText(const std::string& text) {
    const auto number = static_cast<std::uint32_t>(texts_.size());
    const auto [at, is_new] = text_of_.try_emplace(text, number);
    if (is_new) texts_.push_back(text);
    return at->second;
  }

  std::unique_ptr<CsvCutter> cutter_;
  CsvLayout layout_;
  ReportShape shape_;
  model::SlotTable slots_;
  std::deque<std::string> texts_;
  std::map<std::string, std::uint32_t> text_of_;
  std::vector<std::vector<SlotNumber>> slot_numbers_;     // by worker
  std::vector<std::vector<std::uint32_t>> text_numbers_;  // by worker
  FocusIds focus_ids_;
  std::int64_t row_count_ = 0;
  std::vector<model::Diagnostic> warnings_;
  bool finished_ = false;
  bool warned_ = false;
  std::unique_ptr<BlockLine> line_;  // last: its threads use the above
};

}  // namespace

model::Result<std::unique_ptr<UsageReader>> OpenCsv(const std::string& path,
                                                    const ReaderOptions& options) {
  TWINBILL_ASSIGN(source, OpenBytes(path, options.limits));
  auto cutter = std::make_unique<CsvCutter>(std::move(source), options.limits);
  TWINBILL_ASSIGN(first, cutter->Next());
  TWINBILL_ASSIGN(beginning, BeginningOf(*first, path));
  CsvLayout layout;
  layout.file = path;
  layout.limits = options.limits;
  layout.line_end = LineEndOf(*first);
  TWINBILL_ASSIGN(header, ReadHeader(*first, beginning, layout));
  layout.columns = std::move(header.columns);
  TWINBILL_ASSIGN(schema, FindSchema(layout.columns,
                                     [&](std::size_t column) { return header.places[column]; }));
  layout.schema = std::move(schema);
  layout.focus_fields = FocusFieldsOf(layout.schema);
  layout.null_words = std::make_unique<NullWords>(
      path, options.limits, layout.line_end, layout.columns.size(), layout.schema.number_columns);
  auto reader = std::make_unique<CsvReader>(std::move(cutter), std::move(layout));
  reader->Begin(options.threads, *std::move(first), header.end);
  return std::unique_ptr<UsageReader>(std::move(reader));
}

}  // namespace twinbill::readers
