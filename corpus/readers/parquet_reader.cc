#include "corpus/readers/parquet_reader.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "corpus/readers/parquet_pages.h"
#include "corpus/readers/parquet_rows.h"
#include "corpus/readers/parquet_values.h"
#include "corpus/readers/stored_file.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::InputFailure;

constexpr std::int64_t kBatchRows = 65'536;

model::Failure Damaged(const std::string& file, std::string part, const std::string& what) {
  return InputFailure(Diagnostic(Code{"parquet_damaged"}, {file, 0, 0, "", std::move(part)},
                                 "can't be decoded: " + what, "an undamaged Parquet file"));
}

// Arrow's and Parquet's exceptions end here.
template <class Work>
auto Guarded(const std::string& file, const std::string& part,
             const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Fail(model::SurroundingsFailure(Diagnostic(Code{"out_of_memory"}, {file, 0, 0, "", part},
                                                      "there is not enough memory to decode it")));
  } catch (const std::exception& error) {
    return Fail(Damaged(file, part, error.what()));
  }
}

// Who the file is, so that a change while it is read is seen.
struct Identity {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  timespec changed{};

  static std::optional<Identity> Of(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return std::nullopt;
    return Identity{status.st_dev, status.st_ino, status.st_size, status.st_mtim};
  }
  bool operator==(const Identity& other) const {
    return device == other.device && inode == other.inode && size == other.size &&
           changed.tv_sec == other.changed.tv_sec && changed.tv_nsec == other.changed.tv_nsec;
  }
};

void CollectLeaves(const parquet::arrow::SchemaField& field, std::vector<int>& leaves) {
  if (field.is_leaf()) leaves.push_back(field.column_index);
  for (const parquet::arrow::SchemaField& child : field.children) CollectLeaves(child, leaves);
}

class ParquetReader final : public UsageReader {
 public:
  ParquetReader(const std::string& path, const ReaderOptions& options) : threads_(options.threads) {
    layout_.file = path;
    layout_.limits = options.limits;
    layout_.null_words_in_texts = [this] { return NullWordsInTexts(); };
    shape_.file = path;
    shape_.parquet = true;
  }

  const ReportShape& shape() const override { return shape_; }
  const model::SlotTable& slots() const override { return rows_->slots(); }
  const std::deque<std::string>& texts() const override { return rows_->texts(); }
  model::Digest digest() const override { return *digest_; }
  std::int64_t bytes_read() const override {
    return row_count_ == 0 ? bytes_total() : bytes_total() * rows_given_ / row_count_;
  }
  std::int64_t bytes_total() const override { return static_cast<std::int64_t>(identity_->size); }
  const std::vector<Diagnostic>& warnings() const override { return warnings_; }

  model::Result<void> Open() {
    // Says what is wrong with the path itself, as for any file.
    TWINBILL_TRY(StoredFile::Open(layout_.file));
    identity_ = Identity::Of(layout_.file);
    return Guarded(layout_.file, "footer", [&]() -> model::Result<void> {
      auto file = arrow::io::ReadableFile::Open(layout_.file);
      if (!file.ok() || !identity_) return Fail(Damaged(layout_.file, "", file.status().message()));
      file_ = *file;
      TWINBILL_TRY(OpenColumns());
      return {};
    });
  }

  model::Result<bool> Next(UsageBatch& batch) override {
    batch = UsageBatch();
    if (finished_) return false;
    auto more = Guarded(layout_.file, Part(), [&] { return NextBatch(batch); });
    if (!more) batch = UsageBatch();
    finished_ = !more || !*more;
    if (!more || *more) return more;
    TWINBILL_TRY(Finish());
    return false;
  }

 private:
  std::string Part() const { return "row group " + std::to_string(std::max(group_, 0)); }

  parquet::ReaderProperties Properties() const {
    parquet::ReaderProperties properties(arrow::default_memory_pool());
    properties.set_page_checksum_verification(true);
    return properties;
  }

  model::Result<void> OpenColumns() {
    metadata_ = parquet::ReadMetaData(file_);
    row_count_ = metadata_->num_rows();
    parquet::ArrowReaderProperties arrow_properties(threads_ > 1);
    arrow_properties.set_batch_size(kBatchRows);
    arrow_properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
    for (int leaf = 0; leaf < metadata_->num_columns(); ++leaf) {
      const auto* column = metadata_->schema()->Column(leaf);
      const bool plain_text = column->physical_type() == parquet::Type::BYTE_ARRAY &&
                              column->path()->ToDotVector().size() == 1 &&
                              !(column->logical_type() && column->logical_type()->is_decimal());
      arrow_properties.set_read_dictionary(leaf, plain_text);
    }
    parquet::arrow::FileReaderBuilder builder;
    PARQUET_THROW_NOT_OK(builder.Open(file_, Properties(), metadata_));
    PARQUET_ASSIGN_OR_THROW(reader_, builder.properties(arrow_properties)->Build());
    for (const parquet::arrow::SchemaField& field : reader_->manifest().schema_fields) {
      layout_.columns.push_back(field.field->name());
    }
    TWINBILL_ASSIGN(schema, FindSchema(layout_.columns, [&](std::size_t column) {
                      return model::Position{layout_.file, 0, 0, "",
                                             "column " + std::to_string(column + 1)};
                    }));
    layout_.schema = std::move(schema);
    layout_.focus_fields = FocusFieldsOf(layout_.schema);
    used_ = UsedColumns(layout_.schema, layout_.focus_fields);
    for (const std::size_t column : used_) {
      CollectLeaves(reader_->manifest().schema_fields[column], leaves_);
    }
    rows_ = std::make_unique<ParquetRowParser>(layout_);
    shape_.kind = layout_.schema.kind;
    shape_.columns = layout_.columns;
    shape_.discount_columns = layout_.schema.discount_columns;
    return {};
  }

  // Verifies the pages of every column of the row group that is read, before any is decoded.
  model::Result<void> CheckGroup() {
    const auto group = metadata_->RowGroup(group_);
    const std::int64_t file_size = bytes_total();
    const ReadAt read = [&](std::int64_t offset, std::int64_t size) -> model::Result<std::string> {
      std::string bytes(static_cast<std::size_t>(size), '\0');
      const auto got = file_->ReadAt(offset, size, bytes.data());
      if (!got.ok() || *got != size)
        return Fail(Damaged(layout_.file, Part(), "the file ends too early"));
      return bytes;
    };
    for (const int leaf : leaves_) {
      const auto chunk = group->ColumnChunk(leaf);
      const std::string name = Part() + ", column " + chunk->path_in_schema()->ToDotString();
      std::int64_t begin = chunk->data_page_offset();
      if (chunk->has_dictionary_page() && chunk->dictionary_page_offset() > 0) {
        begin = std::min(begin, chunk->dictionary_page_offset());
      }
      const std::int64_t size = chunk->total_compressed_size();
      if (begin < 4 || size < 0 || begin > file_size - size) {
        return Fail(Damaged(layout_.file, name, "the column is said to lie outside the file"));
      }
      TWINBILL_TRY(CheckValueBytes(*chunk, name));
      TWINBILL_ASSIGN(check, CheckPages({layout_.file, name, begin, size},
                                        layout_.limits.column_chunk_bytes_max, read));
      TWINBILL_TRY(HoldAgainstFooter(check, *chunk, name));
      TWINBILL_TRY(NoteChecksums(check, name));
    }
    return {};
  }

  // A writer gives every page a checksum, or none: where only some have one, a header was damaged.
  model::Result<void> NoteChecksums(const PageCheck& check, const std::string& name) {
    any_checksum_ = any_checksum_ || check.pages_with_checksum > 0;
    if (check.pages_without_checksum > 0 && shape_.page_checksums) {
      shape_.page_checksums = false;
      warnings_.emplace_back(Code{"no_page_crc"}, model::Position{layout_.file, 0, 0, "", name},
                             "its pages carry no checksums, so a flipped bit would not be seen");
    }
    if (!any_checksum_ || shape_.page_checksums) return {};
    return Fail(
        InputFailure(Diagnostic(Code{"parquet_page_damaged"}, {layout_.file, 0, 0, "", name},
                                "some pages of the file carry checksums and some don't",
                                "checksums on every page, or on none")));
  }

  // Page headers have no checksum of their own; what the footer says of them, too, must be so.
  model::Result<void> HoldAgainstFooter(const PageCheck& check,
                                        const parquet::ColumnChunkMetaData& chunk,
                                        const std::string& name) const {
    std::map<std::int64_t, std::int64_t> encodings;
    for (const parquet::PageEncodingStats& stats : chunk.encoding_stats()) {
      const bool data = stats.page_type == parquet::PageType::DATA_PAGE ||
                        stats.page_type == parquet::PageType::DATA_PAGE_V2;
      if (data) encodings[static_cast<std::int64_t>(stats.encoding)] += stats.count;
    }
    if (check.values == chunk.num_values() && (encodings.empty() || encodings == check.encodings)) {
      return {};
    }
    return Fail(
        InputFailure(Diagnostic(Code{"parquet_page_damaged"}, {layout_.file, 0, 0, "", name},
                                "its pages have other values or encodings than the footer says",
                                "page headers that agree with the footer")));
  }

  // A few bytes can stand for very many equal values: what they take decoded is known beforehand.
  // Texts are decoded as numbers of a dictionary.
  model::Result<void> CheckValueBytes(const parquet::ColumnChunkMetaData& chunk,
                                      const std::string& name) const {
    const bool text = chunk.type() == parquet::Type::BYTE_ARRAY;
    const std::int64_t width = text ? 4 : 8;
    const std::int64_t limit = layout_.limits.column_chunk_bytes_max;
    if (chunk.num_values() >= 0 && chunk.num_values() <= limit / width) return {};
    return Fail(InputFailure(
        Diagnostic(Code{"limit_exceeded"}, {layout_.file, 0, 0, "", name},
                   "it claims " + std::to_string(chunk.num_values()) + " values in one row group",
                   "column_chunk_bytes_max, " + std::to_string(limit) + " bytes decoded")));
  }

  // The next batch with rows; false behind the last row group.
  model::Result<bool> NextBatch(UsageBatch& batch) {
    for (;;) {
      if (batches_ == nullptr) {
        if (++group_ >= metadata_->num_row_groups()) return false;
        if (metadata_->RowGroup(group_)->num_rows() == 0) continue;  // its columns have no pages
        TWINBILL_TRY(CheckGroup());
        PARQUET_ASSIGN_OR_THROW(batches_, reader_->GetRecordBatchReader({group_}, leaves_));
        row_in_group_ = 1;
      }
      std::shared_ptr<arrow::RecordBatch> records;
      PARQUET_THROW_NOT_OK(batches_->ReadNext(&records));
      if (records == nullptr) {
        batches_.reset();
        if (row_in_group_ != metadata_->RowGroup(group_)->num_rows() + 1) {
          return Fail(Damaged(layout_.file, Part(), "it has other rows than the footer says"));
        }
        continue;
      }
      if (records->num_rows() == 0) continue;
      TWINBILL_TRY(TakeBatch(*records, batch));
      return true;
    }
  }

  model::Result<void> TakeBatch(const arrow::RecordBatch& records, UsageBatch& batch) {
    std::vector<std::unique_ptr<ParquetValues>> values(layout_.columns.size());
    if (records.num_columns() != static_cast<int>(used_.size())) {
      return Fail(Damaged(layout_.file, Part(), "it has other columns than the footer says"));
    }
    for (std::size_t i = 0; i < used_.size(); ++i) {
      auto column = ValuesOf(records.column(static_cast<int>(i)), layout_.columns[used_[i]]);
      if (!column) {
        CellError error = std::move(column).error();
        return Fail(InputFailure(Diagnostic(error.code, {layout_.file, 0, 0, "", Part()},
                                            std::move(error.message), std::move(error.allowed))));
      }
      values[used_[i]] = std::move(*column);
    }
    TWINBILL_TRY(
        rows_->Take(values, records.num_rows(), Part(), rows_given_ + 1, row_in_group_, batch));
    rows_given_ += records.num_rows();
    row_in_group_ += records.num_rows();
    return {};
  }

  // The digest, of a file that is still the one that was read.
  model::Result<void> Finish() {
    TWINBILL_ASSIGN(stored, StoredFile::Open(layout_.file));
    std::vector<char> bytes(std::size_t{1} << 20);
    for (std::size_t got = 1; got > 0;) {
      TWINBILL_ASSIGN(size, stored->Read(bytes.data(), bytes.size()));
      got = size;
    }
    digest_ = stored->digest();
    if (Identity::Of(layout_.file) != identity_) {
      return Fail(
          model::SurroundingsFailure(Diagnostic(Code{"file_changed"}, {layout_.file, 0, 0, "", ""},
                                                "the file changed while it was read")));
    }
    if (row_count_ == 0) {
      warnings_.emplace_back(Code{"report_without_rows"},
                             model::Position{layout_.file, 0, 0, "", ""},
                             "the report has columns and no rows");
    }
    return {};
  }

  // Looks through the number columns that hold texts; at most once.
  bool NullWordsInTexts() {
    if (null_words_) return *null_words_;
    null_words_ = false;
    const auto looked = Guarded(layout_.file, "", [&]() -> model::Result<void> {
      for (const std::size_t column : layout_.schema.number_columns) {
        std::vector<int> leaves;
        CollectLeaves(reader_->manifest().schema_fields[column], leaves);
        if (leaves.size() != 1 ||
            metadata_->schema()->Column(leaves[0])->physical_type() != parquet::Type::BYTE_ARRAY) {
          continue;
        }
        TWINBILL_TRY(LookFor(leaves, layout_.columns[column]));
        if (*null_words_) return {};
      }
      return {};
    });
    // A column that can't be decoded here fails again, and is told, where it is read for its rows.
    return looked.has_value() && *null_words_;
  }

  model::Result<void> LookFor(const std::vector<int>& leaves, const std::string& column) {
    std::vector<int> groups(static_cast<std::size_t>(metadata_->num_row_groups()));
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = static_cast<int>(i);
    PARQUET_ASSIGN_OR_THROW(const auto batches, reader_->GetRecordBatchReader(groups, leaves));
    std::string storage;
    for (;;) {
      std::shared_ptr<arrow::RecordBatch> records;
      PARQUET_THROW_NOT_OK(batches->ReadNext(&records));
      if (records == nullptr) return {};
      const auto values = ValuesOf(records->column(0), column);
      for (std::int64_t row = 0; values && row < records->num_rows(); ++row) {
        const auto text = (*values)->TextAt(row, storage);
        if (!text || (*text != "NULL" && *text != "\\N")) continue;
        null_words_ = true;
        return {};
      }
    }
  }

  int threads_;
  ParquetLayout layout_;
  ReportShape shape_;
  std::optional<Identity> identity_;
  std::shared_ptr<arrow::io::ReadableFile> file_;
  std::shared_ptr<parquet::FileMetaData> metadata_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::vector<std::size_t> used_;  // columns of the layout
  std::vector<int> leaves_;        // the Parquet columns that they are made of
  std::unique_ptr<ParquetRowParser> rows_;
  std::shared_ptr<arrow::RecordBatchReader> batches_;  // of the row group in hand
  int group_ = -1;
  bool any_checksum_ = false;
  std::int64_t row_in_group_ = 1;
  std::int64_t rows_given_ = 0;
  std::int64_t row_count_ = 0;
  std::optional<bool> null_words_;
  std::optional<model::Digest> digest_;
  std::vector<Diagnostic> warnings_;
  bool finished_ = false;
};

}  // namespace

model::Result<std::unique_ptr<UsageReader>> OpenParquet(const std::string& path,
                                                        const ReaderOptions& options) {
  auto reader = std::make_unique<ParquetReader>(path, options);
  TWINBILL_TRY(reader->Open());
  return std::unique_ptr<UsageReader>(std::move(reader));
}

}  // namespace twinbill::readers
