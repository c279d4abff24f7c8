#include "corpus/history/column_cursor.h"

#include <arrow/io/interfaces.h>
#include <fmt/format.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "corpus/history/parquet_columns.h"
#include "corpus/history/record_schema.h"

namespace twinbill::history {

using model::Fail;
using model::Failure;
using model::Int128;
using model::Result;

namespace {

constexpr std::int64_t kBatchRows = 4096;
// Of one hint Linux takes no more than it would read ahead by itself: 128 KiB where nobody has set
// it.
constexpr std::int64_t kAheadPiece = std::int64_t{128} << 10;
constexpr std::int64_t kAheadMax = std::int64_t{256} << 20;  // of a chunk

Int128 FromBigEndian(const std::uint8_t* bytes) {
  model::UInt128 value = 0;
  for (int i = 0; i < 16; ++i) value = value << 8 | bytes[i];
  return static_cast<Int128>(value);
}

}  // namespace

ColumnCursor::ColumnCursor(parquet::ParquetFileReader& file,
                           std::shared_ptr<arrow::io::RandomAccessFile> source, std::string path,
                           int column, int first, int last)
    : file_(&file),
      source_(std::move(source)),
      path_(std::move(path)),
      column_(column),
      group_(first - 1),
      first_(first),
      last_(last) {}
ColumnCursor::~ColumnCursor() = default;
ColumnCursor::ColumnCursor(ColumnCursor&&) noexcept = default;

Failure ColumnCursor::Damaged(std::string_view what) const {
  return DamagedHistory(
      path_, fmt::format("row group {}, column {}", group_, RecordColumnName(column_)), what);
}

void ColumnCursor::Restart(int first, int last) {
  group_ = first - 1;
  first_ = first;
  last_ = last;
  left_in_group_ = 0;
}

void ColumnCursor::OpenGroup() {
  const auto group = file_->RowGroup(group_);
  left_in_group_ = group->metadata()->num_rows();
  const auto chunk = group->metadata()->ColumnChunk(column_);
  const parquet::ColumnDescriptor* column = file_->metadata()->schema()->Column(column_);
  const auto& encodings = chunk->encodings();
  is_hot_ = column->max_definition_level() == 0 && column->max_repetition_level() == 0 &&
            (chunk->type() == parquet::Type::INT32 || chunk->type() == parquet::Type::INT64) &&
            chunk->compression() == parquet::Compression::UNCOMPRESSED &&
            !chunk->has_dictionary_page() &&
            std::find(encodings.begin(), encodings.end(), parquet::Encoding::DELTA_BINARY_PACKED) !=
                encodings.end();
  reader_ = is_hot_ ? nullptr : group->Column(column_);
  if (!is_hot_) return;
  if (group_ == first_) WillRead(group_);
  if (group_ + 1 < last_) WillRead(group_ + 1);
  if (!pages_) {
    pages_ = std::make_unique<DeltaPages>(
        [source = source_](std::int64_t offset, std::span<std::uint8_t> out) {
          const auto got = source->ReadAt(offset, std::ssize(out), out.data());
          return got.ok() && *got == std::ssize(out);
        });
  }
  pages_->Begin(chunk->data_page_offset(), chunk->total_compressed_size());
}

// Several columns are read in turn, a page at a time: no pattern that a kernel sees through.
void ColumnCursor::WillRead(int group) const {
  const auto chunk = file_->metadata()->RowGroup(group)->ColumnChunk(column_);
  std::vector<arrow::io::ReadRange> pieces;
  std::int64_t begin = chunk->data_page_offset();
  const std::int64_t size = std::min(chunk->total_compressed_size(), kAheadMax);
  for (std::int64_t left = size; left > 0; left -= kAheadPiece) {
    pieces.push_back({begin, std::min(left, kAheadPiece)});
    begin += kAheadPiece;
  }
  // A hint: where it can't be given, reading is slower.
  static_cast<void>(source_->WillNeed(pieces));
}

template <class ReadSome>
Result<void> ColumnCursor::OverGroups(std::int64_t rows, const ReadSome& read) {
  try {
    while (rows > 0) {
      if (left_in_group_ == 0) {
        if (++group_ >= last_) return Fail(Damaged("it has fewer rows than it says"));
        OpenGroup();
        continue;
      }
      const std::int64_t done = read(std::min(rows, left_in_group_));
      if (done <= 0) return Fail(Damaged("it has fewer rows than it says"));
      rows -= done;
      left_in_group_ -= done;
    }
  } catch (const std::exception& error) {
    return Fail(Damaged(error.what()));
  }
  return {};
}

template <class Type>
std::int64_t ColumnCursor::ReadHere(std::span<typename Type::c_type> values) {
  std::int64_t got = 0;
  if constexpr (std::is_same_v<Type, parquet::Int32Type> ||
                std::is_same_v<Type, parquet::Int64Type>) {
    if (is_hot_) {
      const std::string_view wrong = pages_->Read(values);
      if (!wrong.empty()) throw parquet::ParquetException(std::string(wrong));
      return std::ssize(values);
    }
  }
  static_cast<parquet::TypedColumnReader<Type>&>(*reader_).ReadBatch(std::ssize(values), nullptr,
                                                                     nullptr, values.data(), &got);
  return got;
}

Result<void> ColumnCursor::Skip(std::int64_t rows) {
  return OverGroups(rows, [&](std::int64_t wanted) -> std::int64_t {
    if (is_hot_) {
      std::vector<std::int64_t> passed(static_cast<std::size_t>(std::min(wanted, kBatchRows)));
      return ReadHere<parquet::Int64Type>(passed);
    }
    switch (reader_->type()) {
      case parquet::Type::INT32: return static_cast<parquet::Int32Reader&>(*reader_).Skip(wanted);
      case parquet::Type::INT64: return static_cast<parquet::Int64Reader&>(*reader_).Skip(wanted);
      case parquet::Type::FIXED_LEN_BYTE_ARRAY:
        return static_cast<parquet::FixedLenByteArrayReader&>(*reader_).Skip(wanted);
      case parquet::Type::BYTE_ARRAY:
        return static_cast<parquet::ByteArrayReader&>(*reader_).Skip(wanted);
      default: return 0;
    }
  });
}

Result<void> ColumnCursor::Read(std::span<std::int32_t> values) {
  return OverGroups(std::ssize(values), [&](std::int64_t wanted) {
    const std::int64_t got =
        ReadHere<parquet::Int32Type>(values.first(static_cast<std::size_t>(wanted)));
    values = values.subspan(static_cast<std::size_t>(got));
    return got;
  });
}

Result<void> ColumnCursor::Read(std::span<std::int64_t> values) {
  return OverGroups(std::ssize(values), [&](std::int64_t wanted) {
    const std::int64_t got =
        ReadHere<parquet::Int64Type>(values.first(static_cast<std::size_t>(wanted)));
    values = values.subspan(static_cast<std::size_t>(got));
    return got;
  });
}

template <class Type, class Take>
Result<void> ColumnCursor::Batches(std::int64_t rows, std::vector<std::int16_t>* present,
                                   const Take& take) {
  std::vector<typename Type::c_type> values(static_cast<std::size_t>(std::min(rows, kBatchRows)));
  std::vector<std::int16_t> levels(present != nullptr ? values.size() : 0);
  return OverGroups(rows, [&](std::int64_t wanted) {
    wanted = std::min(wanted, kBatchRows);
    std::int64_t got = 0;
    std::int64_t done = 0;
    if (present != nullptr) {
      done = static_cast<parquet::TypedColumnReader<Type>&>(*reader_).ReadBatch(
          wanted, levels.data(), nullptr, values.data(), &got);
      present->insert(present->end(), levels.begin(), levels.begin() + done);
    } else {
      done = got = ReadHere<Type>(std::span(values).first(static_cast<std::size_t>(wanted)));
    }
    for (std::int64_t i = 0; i < got; ++i) take(values[static_cast<std::size_t>(i)]);
    return done;
  });
}

Result<void> ColumnCursor::ReadOptional(std::int64_t rows, std::vector<std::int16_t>& present,
                                        std::vector<std::int64_t>& values) {
  return Batches<parquet::Int64Type>(rows, &present,
                                     [&](std::int64_t value) { values.push_back(value); });
}

Result<void> ColumnCursor::ReadTexts(std::int64_t rows, TextColumn& texts) {
  return Batches<parquet::ByteArrayType>(rows, nullptr, [&](const parquet::ByteArray& value) {
    texts.Append({reinterpret_cast<const char*>(value.ptr), value.len});
  });
}

Result<void> ColumnCursor::ReadNumbers(std::int64_t rows, bool optional, NumberColumn& numbers) {
  std::vector<std::int16_t>* present = optional ? &numbers.present : nullptr;
  switch (numbers.layout.kind) {
    case NumberKind::kInt64:
      return Batches<parquet::Int64Type>(
          rows, present, [&](std::int64_t value) { numbers.units.push_back(value); });
    case NumberKind::kInt128:
      return Batches<parquet::FLBAType>(rows, present,
                                        [&](const parquet::FixedLenByteArray& value) {
                                          numbers.wide.push_back(FromBigEndian(value.ptr));
                                        });
    case NumberKind::kText: break;
  }
  return Batches<parquet::ByteArrayType>(rows, present, [&](const parquet::ByteArray& value) {
    numbers.texts.emplace_back(reinterpret_cast<const char*>(value.ptr), value.len);
  });
}

}  // namespace twinbill::history
