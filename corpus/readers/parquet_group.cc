#include "corpus/readers/parquet_group.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <utility>

#include "corpus/readers/parquet_guard.h"

namespace twinbill::readers {
namespace {

using model::Code;
using model::Diagnostic;
using model::Fail;
using model::InputFailure;

// As many rows are decoded in one go: a dictionary is copied with each.
constexpr std::int64_t kDecodedRows = 65'536;

// Memory with a ceiling, which is known to have been hit: a few bytes can stand for gigabytes in
// ways that no page header tells.
class BoundedPool final : public arrow::MemoryPool {
 public:
  using arrow::MemoryPool::Allocate;
  using arrow::MemoryPool::Free;
  using arrow::MemoryPool::Reallocate;

  // From now on at most so much more than there is.
  void AllowMore(std::int64_t bytes) { ceiling_ = bytes_allocated() + bytes; }
  bool refused() const { return refused_; }

  arrow::Status Allocate(std::int64_t size, std::int64_t alignment, std::uint8_t** out) override {
    ARROW_RETURN_NOT_OK(Take(size));
    const arrow::Status status = below_->Allocate(size, alignment, out);
    if (!status.ok()) allocated_ -= size;
    return status;
  }
  arrow::Status Reallocate(std::int64_t old_size, std::int64_t new_size, std::int64_t alignment,
                           std::uint8_t** ptr) override {
    ARROW_RETURN_NOT_OK(Take(new_size - old_size));
    const arrow::Status status = below_->Reallocate(old_size, new_size, alignment, ptr);
    if (!status.ok()) allocated_ -= new_size - old_size;
    return status;
  }
  void Free(std::uint8_t* buffer, std::int64_t size, std::int64_t alignment) override {
    below_->Free(buffer, size, alignment);
    allocated_ -= size;
  }
  std::int64_t bytes_allocated() const override { return allocated_; }
  std::int64_t total_bytes_allocated() const override { return below_->total_bytes_allocated(); }
  std::int64_t num_allocations() const override { return below_->num_allocations(); }
  std::string backend_name() const override { return below_->backend_name(); }

 private:
  arrow::Status Take(std::int64_t more) {
    if (more > ceiling_ - allocated_) {
      refused_ = true;
      return arrow::Status::OutOfMemory("beyond the limit");
    }
    allocated_ += more;
    return arrow::Status::OK();
  }

  arrow::MemoryPool* below_ = arrow::default_memory_pool();
  std::atomic<std::int64_t> allocated_ = 0;  // given back by whichever thread is done with it
  std::int64_t ceiling_ = std::numeric_limits<std::int64_t>::max() / 2;
  bool refused_ = false;
};

bool OnlyThese(const std::map<std::int64_t, std::int64_t>& found,
               std::initializer_list<parquet::Encoding::type> allowed) {
  return std::all_of(found.begin(), found.end(), [&](const auto& entry) {
    return std::any_of(allowed.begin(), allowed.end(), [&](parquet::Encoding::type encoding) {
      return entry.first == static_cast<std::int64_t>(encoding);
    });
  });
}

}  // namespace

struct ParquetGroup::Decoder {
  // What is decoded of a column and not yet given out.
  struct Column {
    std::unique_ptr<arrow::RecordBatchReader> batches;
    std::shared_ptr<arrow::Array> decoded;
    std::int64_t given = 0;

    std::int64_t left() const { return decoded == nullptr ? 0 : decoded->length() - given; }
  };

  std::shared_ptr<BoundedPool> pool = std::make_shared<BoundedPool>();
  std::unique_ptr<parquet::arrow::FileReader> reader;
  std::vector<Column> columns;  // behind the reader, which they use
};

ParquetGroup::ParquetGroup(const ParquetFile& file, int group, const ReaderLimits& limits)
    : file_(file), group_(group), limits_(limits) {}
ParquetGroup::~ParquetGroup() = default;

model::Result<std::unique_ptr<ParquetGroup>> ParquetGroup::Open(
    const ParquetFile& file, int group, const std::vector<std::size_t>& columns,
    const ReaderLimits& limits) {
  std::unique_ptr<ParquetGroup> opened(new ParquetGroup(file, group, limits));
  TWINBILL_TRY(GuardParquet(file.path(), NameOf(group), [&] { return opened->Verify(columns); }));
  return opened;
}

model::Result<void> ParquetGroup::Verify(const std::vector<std::size_t>& columns) {
  columns_ = columns;
  rows_ = file_.footer()->RowGroup(group_)->num_rows();
  if (rows_ == 0) return {};  // its columns have no pages
  for (const std::size_t column : columns) {
    page_bytes_.push_back(0);
    const std::vector<int>& leaves = file_.columns()[column].leaves;
    for (const int leaf : leaves) {
      const bool nested = file_.footer()->schema()->Column(leaf)->path()->ToDotVector().size() > 1;
      TWINBILL_TRY(VerifyChunk(leaf, nested));
    }
  }

  parquet::ArrowReaderProperties properties(false);
  properties.set_batch_size(kDecodedRows);
  properties.set_pre_buffer(false);
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  for (const int leaf : dictionary_leaves_) properties.set_read_dictionary(leaf, true);
  decoder_ = std::make_unique<Decoder>();
  parquet::ReaderProperties page_properties(decoder_->pool.get());
  page_properties.set_page_checksum_verification(true);
  page_properties.enable_buffered_stream();
  page_properties.set_buffer_size(std::int64_t{64} << 10);
  parquet::arrow::FileReaderBuilder builder;
  PARQUET_THROW_NOT_OK(builder.Open(file_.stored(), page_properties, file_.footer()));
  PARQUET_ASSIGN_OR_THROW(
      decoder_->reader, builder.memory_pool(decoder_->pool.get())->properties(properties)->Build());
  for (const std::size_t column : columns) {
    PARQUET_ASSIGN_OR_THROW(
        decoder_->columns.emplace_back().batches,
        decoder_->reader->GetRecordBatchReader({group_}, file_.columns()[column].leaves));
  }
  return {};
}

// Page headers have no checksum of their own; what the footer says of them must be so.
model::Result<void> ParquetGroup::VerifyChunk(int leaf, bool nested) {
  const auto chunk = file_.footer()->RowGroup(group_)->ColumnChunk(leaf);
  const std::string name = NameOf(group_) + ", column " + chunk->path_in_schema()->ToDotString();
  const auto refuse = [&](Code code, std::string what, std::string allowed) {
    return Fail(InputFailure(
        Diagnostic(code, {file_.path(), 0, 0, "", name}, std::move(what), std::move(allowed))));
  };
  std::int64_t begin = chunk->data_page_offset();
  if (chunk->has_dictionary_page() && chunk->dictionary_page_offset() > 0) {
    begin = std::min(begin, chunk->dictionary_page_offset());
  }
  const std::int64_t size = chunk->total_compressed_size();
  if (begin < 4 || size < 0 || begin > file_.bytes() - size) {
    return Fail(ParquetDamaged(file_.path(), name, "the column is said to lie outside the file"));
  }
  // A few bytes can stand for very many equal values: what they take at the least is known.
  const bool text = chunk->type() == parquet::Type::BYTE_ARRAY;
  const std::int64_t limit = limits_.column_chunk_bytes_max;
  const std::int64_t values = chunk->num_values();
  if (values < 0 || values > limit / (text ? 4 : 8)) {
    return refuse(Code{"limit_exceeded"},
                  "it claims " + std::to_string(values) + " values in one row group",
                  "column_chunk_bytes_max, " + std::to_string(limit) + " bytes decoded");
  }
  TWINBILL_ASSIGN(check, CheckPages({file_.path(), name, begin, size}, limit,
                                    [&](std::int64_t offset, std::int64_t bytes) {
                                      return file_.ReadAt(offset, bytes, name);
                                    }));
  std::map<std::int64_t, std::int64_t> encodings;
  for (const parquet::PageEncodingStats& stats : chunk->encoding_stats()) {
    const bool data = stats.page_type == parquet::PageType::DATA_PAGE ||
                      stats.page_type == parquet::PageType::DATA_PAGE_V2;
    if (data) encodings[static_cast<std::int64_t>(stats.encoding)] += stats.count;
  }
  const bool as_told = encodings.empty() || encodings == check.encodings;
  const bool repeated = file_.footer()->schema()->Column(leaf)->max_repetition_level() > 0;
  if (check.values != values || (!repeated && values != rows_) || !as_told) {
    return refuse(Code{"parquet_page_damaged"},
                  "its pages have other values or encodings than the footer says",
                  "page headers that agree with the footer");
  }
  checksums_.push_back({name, check.pages_with_checksum, check.pages_without_checksum});
  page_bytes_.back() += size + check.decoded_bytes;
  // Arrow makes dictionaries of these encodings alone, and within maps of one whole dictionary.
  using parquet::Encoding;
  const bool codes =
      OnlyThese(check.encodings, {Encoding::PLAIN_DICTIONARY, Encoding::RLE_DICTIONARY});
  const bool coded_or_plain = OnlyThese(
      check.encodings, {Encoding::PLAIN, Encoding::PLAIN_DICTIONARY, Encoding::RLE_DICTIONARY});
  const auto& logical = file_.footer()->schema()->Column(leaf)->logical_type();
  const bool decimal = logical != nullptr && logical->is_decimal();
  if (text && !decimal && (nested ? codes : coded_or_plain)) dictionary_leaves_.push_back(leaf);
  return {};
}

// Decodes the column's next rows.
model::Result<void> ParquetGroup::Refill(std::size_t column) {
  Decoder::Column& into = decoder_->columns[column];
  const std::string name = NameOf(group_) + ", column " + file_.columns()[columns_[column]].name;
  into.decoded.reset();
  into.given = 0;
  decoder_->pool->AllowMore(limits_.column_chunk_bytes_max + page_bytes_[column]);
  auto refilled = GuardParquet(file_.path(), name, [&]() -> model::Result<void> {
    std::shared_ptr<arrow::RecordBatch> batch;
    const arrow::Status status = into.batches->ReadNext(&batch);
    if (status.IsOutOfMemory()) throw std::bad_alloc();
    PARQUET_THROW_NOT_OK(status);
    if (batch == nullptr) return {};
    if (batch->num_columns() != 1) {
      return Fail(ParquetDamaged(file_.path(), name, "it is not the column that the footer says"));
    }
    into.decoded = batch->column(0);
    return {};
  });
  if (refilled || !decoder_->pool->refused()) return refilled;
  return Fail(InputFailure(Diagnostic(Code{"limit_exceeded"}, {file_.path(), 0, 0, "", name},
                                      "decoding its rows from " + std::to_string(rows_given_ + 1) +
                                          " on takes more memory than is allowed",
                                      "column_chunk_bytes_max, " +
                                          std::to_string(limits_.column_chunk_bytes_max) +
                                          " bytes decoded")));
}

model::Result<ParquetPiece> ParquetGroup::Next() {
  ParquetPiece piece;
  if (rows_given_ == rows_) return piece;
  piece.memory = decoder_->pool;
  piece.first_row = rows_given_ + 1;
  piece.rows = rows_ - rows_given_;
  for (std::size_t i = 0; i < decoder_->columns.size(); ++i) {
    Decoder::Column& column = decoder_->columns[i];
    if (column.left() == 0) TWINBILL_TRY(Refill(i));
    if (column.left() == 0) {
      return Fail(ParquetDamaged(file_.path(),
                                 NameOf(group_) + ", column " + file_.columns()[columns_[i]].name,
                                 "it has fewer rows than the footer says"));
    }
    piece.rows = std::min(piece.rows, column.left());
  }
  for (Decoder::Column& column : decoder_->columns) {
    piece.columns.push_back(column.decoded->Slice(column.given, piece.rows));
    column.given += piece.rows;
    if (column.left() == 0) column.decoded.reset();
  }
  rows_given_ += piece.rows;
  return piece;
}

}  // namespace twinbill::readers
