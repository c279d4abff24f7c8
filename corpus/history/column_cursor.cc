#include "corpus/history/column_cursor.h"

#include <fmt/format.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <algorithm>
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

Int128 FromBigEndian(const std::uint8_t* bytes) {
  model::UInt128 value = 0;
  for (int i = 0; i < 16; ++i) value = value << 8 | bytes[i];
  return static_cast<Int128>(value);
}

}  // namespace

ColumnCursor::ColumnCursor(parquet::ParquetFileReader& file, std::string path, int column,
                           int first, int last)
    : file_(&file), path_(std::move(path)), column_(column), group_(first - 1), last_(last) {}
ColumnCursor::~ColumnCursor() = default;
ColumnCursor::ColumnCursor(ColumnCursor&&) noexcept = default;

Failure ColumnCursor::Damaged(std::string_view what) const {
  return DamagedHistory(
      path_, fmt::format("row group {}, column {}", group_, RecordColumnName(column_)), what);
}

template <class ReadSome>
Result<void> ColumnCursor::OverGroups(std::int64_t rows, const ReadSome& read) {
  try {
    while (rows > 0) {
      if (left_in_group_ == 0) {
        reader_ = nullptr;
        if (++group_ >= last_) return Fail(Damaged("it has fewer rows than it says"));
        const auto group = file_->RowGroup(group_);
        left_in_group_ = group->metadata()->num_rows();
        reader_ = group->Column(column_);
        continue;
      }
      const std::int64_t done = read(*reader_, std::min(rows, left_in_group_));
      if (done <= 0) return Fail(Damaged("it has fewer rows than it says"));
      rows -= done;
      left_in_group_ -= done;
    }
  } catch (const std::exception& error) {
    return Fail(Damaged(error.what()));
  }
  return {};
}

Result<void> ColumnCursor::Skip(std::int64_t rows) {
  return OverGroups(rows, [](parquet::ColumnReader& reader, std::int64_t wanted) -> std::int64_t {
    switch (reader.type()) {
      case parquet::Type::INT32: return static_cast<parquet::Int32Reader&>(reader).Skip(wanted);
      case parquet::Type::INT64: return static_cast<parquet::Int64Reader&>(reader).Skip(wanted);
      case parquet::Type::FIXED_LEN_BYTE_ARRAY:
        return static_cast<parquet::FixedLenByteArrayReader&>(reader).Skip(wanted);
      case parquet::Type::BYTE_ARRAY:
        return static_cast<parquet::ByteArrayReader&>(reader).Skip(wanted);
      default: return 0;
    }
  });
}

Result<void> ColumnCursor::Read(std::span<std::int32_t> values) {
  std::int32_t* at = values.data();
  return OverGroups(std::ssize(values), [&](parquet::ColumnReader& reader, std::int64_t wanted) {
    std::int64_t got = 0;
    static_cast<parquet::Int32Reader&>(reader).ReadBatch(wanted, nullptr, nullptr, at, &got);
    at += got;
    return got;
  });
}

Result<void> ColumnCursor::Read(std::span<std::int64_t> values) {
  std::int64_t* at = values.data();
  return OverGroups(std::ssize(values), [&](parquet::ColumnReader& reader, std::int64_t wanted) {
    std::int64_t got = 0;
    static_cast<parquet::Int64Reader&>(reader).ReadBatch(wanted, nullptr, nullptr, at, &got);
    at += got;
    return got;
  });
}

template <class Type, class Take>
Result<void> ColumnCursor::Batches(std::int64_t rows, std::vector<std::int16_t>* present,
                                   const Take& take) {
  std::vector<typename Type::c_type> values(static_cast<std::size_t>(std::min(rows, kBatchRows)));
  std::vector<std::int16_t> levels(present != nullptr ? values.size() : 0);
  return OverGroups(rows, [&](parquet::ColumnReader& reader, std::int64_t wanted) {
    std::int64_t got = 0;
    const std::int64_t done = static_cast<parquet::TypedColumnReader<Type>&>(reader).ReadBatch(
        std::min(wanted, kBatchRows), present != nullptr ? levels.data() : nullptr, nullptr,
        values.data(), &got);
    if (present != nullptr) present->insert(present->end(), levels.begin(), levels.begin() + done);
    for (std::int64_t i = 0; i < got; ++i) take(values[static_cast<std::size_t>(i)]);
    return present != nullptr ? done : got;
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
