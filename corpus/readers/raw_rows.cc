#include "corpus/readers/raw_rows.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "corpus/readers/csv_block.h"
#include "corpus/readers/csv_tokenizer.h"
#include "corpus/readers/parquet_file.h"
#include "corpus/readers/parquet_group.h"
#include "corpus/readers/parquet_guard.h"
#include "corpus/readers/parquet_values.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::InputFailure;

class CsvRows {
 public:
  CsvRows(const std::string& path, const ReaderLimits& limits) : path_(path), limits_(limits) {}

  model::Result<model::Digest> Read(const ChooseColumns& choose, const TakeRow& take) {
    TWINBILL_ASSIGN(source, OpenBytes(path_, limits_));
    CsvCutter cutter(std::move(source), limits_);
    std::optional<CsvBlock> block;
    for (;;) {
      TWINBILL_ASSIGN(next, cutter.Next());
      if (!next) break;
      const bool first = !block;
      block = std::move(*next);
      TWINBILL_TRY(first ? ReadFirst(*block, choose, take)
                         : ReadBlock(*block, block->begin(), take));
    }
    return cutter.source().digest();
  }

 private:
  model::Failure Wrong(CsvTokenizer& tokenizer) const {
    const CsvError& error = tokenizer.error();
    return InputFailure(Diagnostic(error.code, tokenizer.PositionOf(error.at, path_), error.message,
                                   error.allowed, error.hint));
  }

  model::Result<void> ReadFirst(const CsvBlock& block, const ChooseColumns& choose,
                                const TakeRow& take) {
    const bool marked = block.text().starts_with("\xEF\xBB\xBF");
    const char* const from = block.begin() + (marked ? 3 : 0);
    if (from == block.end()) {
      return Fail(InputFailure(Diagnostic(Code{"csv_empty"}, {path_, 1, 1, {}, {}},
                                          "the file is empty", "a header, and rows behind it")));
    }
    line_end_ = LineEndOf(block);
    CsvTokenizer counting(block, from, line_end_, limits_);
    std::vector<CsvField> fields;
    if (counting.Next(fields) == CsvTokenizer::Outcome::kError) return Fail(Wrong(counting));
    fields.resize(counting.field_count());
    CsvTokenizer header(block, from, line_end_, limits_);
    header.Next(fields);
    std::vector<std::string> columns;
    for (const CsvField& field : fields) {
      AppendWithoutDoubled(field.raw(), columns.emplace_back());
    }
    width_ = columns.size();
    TWINBILL_ASSIGN(chosen, choose(columns));
    chosen_ = std::move(chosen);
    return ReadBlock(block, header.next(), take);
  }

  model::Result<void> ReadBlock(const CsvBlock& block, const char* from, const TakeRow& take) {
    CsvTokenizer tokenizer(block, from, line_end_, limits_);
    std::vector<CsvField> fields(width_);
    std::vector<std::string> plain(chosen_.size());
    std::vector<std::string_view> texts(chosen_.size());
    for (;;) {
      const CsvTokenizer::Outcome outcome = tokenizer.Next(fields);
      if (outcome == CsvTokenizer::Outcome::kEnd) return {};
      if (outcome == CsvTokenizer::Outcome::kError) return Fail(Wrong(tokenizer));
      if (tokenizer.field_count() != width_) {
        return Fail(InputFailure(
            Diagnostic(Code{"csv_ragged_row"}, tokenizer.PositionOf(tokenizer.record(), path_),
                       "the row has " + std::to_string(tokenizer.field_count()) +
                           " fields, the header has " + std::to_string(width_),
                       "rows with as many fields as the header")));
      }
      for (std::size_t i = 0; i < chosen_.size(); ++i) {
        const CsvField& field = fields[chosen_[i]];
        texts[i] = field.raw();
        if (!field.doubled) continue;
        plain[i].clear();
        AppendWithoutDoubled(field.raw(), plain[i]);
        texts[i] = plain[i];
      }
      TWINBILL_TRY(take({texts, ++row_, tokenizer.LineOf(tokenizer.record())}));
    }
  }

  const std::string& path_;
  const ReaderLimits& limits_;
  LineEnd line_end_ = LineEnd::kLf;
  std::size_t width_ = 0;
  std::vector<std::size_t> chosen_;
  std::int64_t row_ = 0;
};

class ParquetRows {
 public:
  ParquetRows(const ParquetFile& file, const ReaderLimits& limits) : file_(file), limits_(limits) {}

  model::Result<void> Read(const ChooseColumns& choose, const TakeRow& take) {
    std::vector<std::string> columns;
    for (const ParquetColumn& column : file_.columns()) columns.push_back(column.name);
    TWINBILL_ASSIGN(chosen, choose(columns));
    // A piece has each column once, in their order.
    std::vector<std::size_t> read = chosen;
    std::sort(read.begin(), read.end());
    read.erase(std::unique(read.begin(), read.end()), read.end());
    for (const std::size_t column : chosen) {
      places_.push_back(static_cast<std::size_t>(
          std::lower_bound(read.begin(), read.end(), column) - read.begin()));
      names_.push_back(columns[column]);
    }
    for (int group = 0; group < file_.groups(); ++group) {
      TWINBILL_TRY(GuardParquet(file_.path(), ParquetGroup::NameOf(group),
                                [&] { return ReadGroup(group, read, take); }));
    }
    return {};
  }

 private:
  model::Failure Wrong(const std::string& part, const CellError& error) const {
    return InputFailure(Diagnostic(error.code, {file_.path(), 0, 0, error.pointer, part},
                                   error.message, error.allowed));
  }

  model::Result<void> ReadGroup(int group, const std::vector<std::size_t>& read,
                                const TakeRow& take) {
    TWINBILL_ASSIGN(opened, ParquetGroup::Open(file_, group, read, limits_));
    for (;;) {
      TWINBILL_ASSIGN(piece, opened->Next());
      if (piece.rows == 0) return {};
      // Without room for all, growing would copy them, and the copies' texts lie in what is gone.
      std::vector<CodedTexts> coded;
      coded.reserve(places_.size());
      for (std::size_t i = 0; i < places_.size(); ++i) {
        const std::string part = ParquetGroup::NameOf(group) + ", column " + names_[i];
        auto values = ValuesOf(piece.columns[places_[i]], {names_[i], limits_.field_bytes_max});
        if (!values) return Fail(Wrong(part, values.error()));
        coded.push_back((*values)->Coded());
        if (coded.back().error) return Fail(Wrong(part, coded.back().error->cell));
      }
      std::vector<std::string_view> texts(coded.size());
      for (std::int64_t row = 0; row < piece.rows; ++row) {
        for (std::size_t i = 0; i < coded.size(); ++i) {
          texts[i] = coded[i].texts[coded[i].codes[static_cast<std::size_t>(row)]];
        }
        TWINBILL_TRY(take({texts, ++row_, 0}));
      }
    }
  }

  const ParquetFile& file_;
  const ReaderLimits& limits_;
  std::vector<std::size_t> places_;  // of the chosen columns in a piece
  std::vector<std::string> names_;
  std::int64_t row_ = 0;
};

}  // namespace

model::Result<model::Digest> ReadRawRows(const std::string& path, const ReaderLimits& limits,
                                         const ChooseColumns& choose, const TakeRow& take) {
  TWINBILL_ASSIGN(form, FormOf(path));
  if (form != StoredForm::kParquet) return CsvRows(path, limits).Read(choose, take);
  TWINBILL_ASSIGN(file, ParquetFile::Open(path));
  TWINBILL_TRY(ParquetRows(*file, limits).Read(choose, take));
  return file->DigestUnchanged();
}

}  // namespace twinbill::readers
