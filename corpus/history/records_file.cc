#include "corpus/history/records_file.h"

#include <arrow/io/file.h>
#include <arrow/memory_pool.h>
#include <arrow/util/key_value_metadata.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "corpus/history/parquet_columns.h"
#include "corpus/history/record_schema.h"
#include "corpus/model/decimal.h"

namespace twinbill::history {
namespace {

using model::Fail;
using model::Result;

parquet::ReaderProperties Verified() {
  // Arrow's own pool takes whole huge pages and clears them: dear for the little that is read here.
  parquet::ReaderProperties properties(arrow::system_memory_pool());
  properties.set_page_checksum_verification(true);
  // Page by page: a buffer of a whole column chunk is fresh memory each time, and the kernel takes
  // longer to clear it than we to decode it.
  properties.enable_buffered_stream();
  properties.set_buffer_size(std::int64_t{1} << 16);
  return properties;
}

// Whether the columns of the file are those that the ranges call for.
bool HasShape(const parquet::SchemaDescriptor& found, const RecordLayouts& layouts) {
  if (found.num_columns() != kRecordColumnCount) return false;
  for (int i = 0; i < kRecordColumnCount; ++i) {
    const parquet::ColumnDescriptor* column = found.Column(i);
    const NumberLayout* number = nullptr;
    if (i == kQuantityColumn) number = &layouts.quantity;
    if (i == kListCostColumn) number = &layouts.list_cost;
    if (i == kRateColumn) number = &layouts.rate;
    if (i == kUnblendedCostColumn) number = &layouts.unblended_cost;
    if (i == kPublicCostColumn) number = &layouts.public_cost;
    parquet::Type::type wanted = parquet::Type::BYTE_ARRAY;
    if (i == kSlotColumn) wanted = parquet::Type::INT32;
    const bool whole =
        i == kStartColumn || i == kPeriodColumn || i == kRowColumn || i == kLineAheadColumn;
    if (whole || (number != nullptr && number->kind == NumberKind::kInt64)) {
      wanted = parquet::Type::INT64;
    }
    if (number != nullptr && number->kind == NumberKind::kInt128) {
      wanted = parquet::Type::FIXED_LEN_BYTE_ARRAY;
    }
    const bool optional = i == kRateColumn || i == kPublicCostColumn || i == kLineAheadColumn;
    const bool text = number != nullptr && number->kind == NumberKind::kText;
    if (column->name() != RecordColumnName(i) || column->physical_type() != wanted ||
        column->max_definition_level() != (optional ? 1 : 0) ||
        column->max_repetition_level() != 0 ||
        (number != nullptr && !text && column->type_scale() != number->scale) ||
        (wanted == parquet::Type::FIXED_LEN_BYTE_ARRAY && column->type_length() != 16)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<RecordsFile> RecordsFile::Open(const std::string& path) {
  RecordsFile file;
  file.path_ = path;
  TWINBILL_TRY(store::StampOf(path));
  try {
    auto source = arrow::io::ReadableFile::Open(path, arrow::system_memory_pool());
    if (!source.ok()) {
      return Fail(store::FileFailure("opened", path, errno));
    }
    // Read ahead is what cursors ask for, not what the kernel guesses from reads of many columns.
    posix_fadvise((*source)->file_descriptor(), 0, 0, POSIX_FADV_RANDOM);
    file.source_ = *source;
    file.metadata_ = parquet::ParquetFileReader::Open(file.source_, Verified())->metadata();
    TWINBILL_TRY(file.ReadFooter());
  } catch (const std::exception& error) {
    return Fail(DamagedHistory(path, "footer", error.what()));
  }
  return file;
}

Result<void> RecordsFile::ReadFooter() {
  const auto text = [&](std::string_view key) -> std::string {
    const auto pairs = metadata_->key_value_metadata();
    const int at = pairs == nullptr ? -1 : pairs->FindKey(std::string(key));
    return at < 0 ? std::string() : pairs->value(at);
  };
  if (const std::string version = text(kFormatKey); version != kFormatVersion) {
    return Fail(DamagedHistory(
        path_, "footer", fmt::format("its format is '{}', not '{}'", version, kFormatVersion)));
  }
  const auto period = model::Period::Parse(text(kPeriodKey));
  const auto slots_digest = ParseDigest(text(kSlotsDigestKey));
  const auto slots = model::Decimal::Parse(text(kSlotsKey));
  constexpr std::int64_t kSlotsMax = std::int64_t{1} << 31;
  if (!period || !slots_digest || !slots || slots->scale() != 0 || slots->is_negative() ||
      slots->units() >= kSlotsMax) {
    return Fail(DamagedHistory(path_, "footer", "its period, slots or digest can't be read"));
  }
  header_.period = *period;
  header_.slots = static_cast<std::int32_t>(slots->units());
  header_.slots_digest = *slots_digest;
  header_.payer = text(kPayerKey);
  header_.currency = text(kCurrencyKey);
  unblended_cost_ = text(kUnblendedCostKey);
  list_cost_ = text(kListCostKey);
  const std::pair<int, NumberRange*> ranges[] = {
      {kQuantityColumn, &header_.ranges.quantity},
      {kListCostColumn, &header_.ranges.list_cost},
      {kRateColumn, &header_.ranges.rate},
      {kUnblendedCostColumn, &header_.ranges.unblended_cost},
      {kPublicCostColumn, &header_.ranges.public_cost}};
  for (const auto& [column, range] : ranges) {
    const auto parsed = NumberRange::Parse(
        text(std::string(kRangeKeyStart) + std::string(RecordColumnName(column))));
    if (!parsed) return Fail(DamagedHistory(path_, "footer", "a range can't be read"));
    *range = *parsed;
  }
  layouts_ = RecordLayouts::Of(header_.ranges);
  if (!HasShape(*metadata_->schema(), layouts_)) {
    return Fail(DamagedHistory(path_, "footer", "its columns are not those of a records file"));
  }
  for (int i = 0; i < metadata_->num_row_groups(); ++i) {
    row_group_rows_.push_back(metadata_->RowGroup(i)->num_rows());
  }
  if (rows() != metadata_->num_rows()) {
    return Fail(DamagedHistory(path_, "footer", "the rows of its row groups don't add up"));
  }
  return {};
}

std::int64_t RecordsFile::rows() const {
  return std::accumulate(row_group_rows_.begin(), row_group_rows_.end(), std::int64_t{0});
}

Result<std::shared_ptr<parquet::ParquetFileReader>> RecordsFile::NewReader() const {
  try {
    return std::shared_ptr<parquet::ParquetFileReader>(
        parquet::ParquetFileReader::Open(source_, Verified(), metadata_));
  } catch (const std::exception& error) {
    return Fail(DamagedHistory(path_, "footer", error.what()));
  }
}

RecordsCursor::RecordsCursor() = default;
RecordsCursor::~RecordsCursor() = default;
RecordsCursor::RecordsCursor(RecordsCursor&&) noexcept = default;

namespace {

// The columns that a cursor reads, in the order of its column cursors.
constexpr int kRead[] = {kSlotColumn, kStartColumn,         kQuantityColumn,   kListCostColumn,
                         kRateColumn, kUnblendedCostColumn, kPublicCostColumn, kIdColumn,
                         kFileColumn, kRowColumn,           kLineAheadColumn};

void NumberFiles(const TextColumn& names, RecordColumns& columns, std::vector<std::string>& files) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = names[i];
    // Neighbours mostly come from one file, and there are few.
    std::size_t at = files.size();
    while (at > 0 && files[at - 1] != name) --at;
    if (at == 0) {
      files.emplace_back(name);
      at = files.size();
    }
    columns.file.push_back(static_cast<std::int32_t>(at) - 1);
  }
}

}  // namespace

Result<RecordsCursor> RecordsCursor::Open(const RecordsFile& file, std::int64_t first) {
  RecordsCursor cursor;
  TWINBILL_ASSIGN(reader, file.NewReader());
  cursor.reader_ = std::move(reader);
  const auto& groups = file.row_group_rows();
  int group = 0;
  cursor.left_ = std::max<std::int64_t>(0, file.rows() - first);
  while (group < static_cast<int>(groups.size()) &&
         first >= groups[static_cast<std::size_t>(group)]) {
    first -= groups[static_cast<std::size_t>(group++)];
  }
  for (const int column : kRead) {
    auto& made = cursor.cursors_.emplace_back(*cursor.reader_, file.source(), file.path(), column,
                                              group, static_cast<int>(groups.size()));
    if (cursor.left_ > 0) TWINBILL_TRY(made.Skip(first));
  }
  return cursor;
}

Result<void> RecordsCursor::Next(std::int64_t rows_max, RecordColumns& columns,
                                 std::vector<std::string>& files) {
  columns.Clear();
  const std::int64_t rows = std::min(rows_max, left_);
  if (rows <= 0) return {};
  left_ -= rows;
  columns.slot.resize(static_cast<std::size_t>(rows));
  columns.start.resize(static_cast<std::size_t>(rows));
  columns.row.resize(static_cast<std::size_t>(rows));
  TextColumn names;
  TWINBILL_TRY(cursors_[0].Read(columns.slot));
  TWINBILL_TRY(cursors_[1].Read(columns.start));
  TWINBILL_TRY(cursors_[2].ReadNumbers(rows, false, columns.quantity));
  TWINBILL_TRY(cursors_[3].ReadNumbers(rows, false, columns.list_cost));
  TWINBILL_TRY(cursors_[4].ReadNumbers(rows, true, columns.rate));
  TWINBILL_TRY(cursors_[5].ReadNumbers(rows, false, columns.unblended_cost));
  TWINBILL_TRY(cursors_[6].ReadNumbers(rows, true, columns.public_cost));
  TWINBILL_TRY(cursors_[7].ReadTexts(rows, columns.id));
  TWINBILL_TRY(cursors_[8].ReadTexts(rows, names));
  TWINBILL_TRY(cursors_[9].Read(columns.row));
  TWINBILL_TRY(cursors_[10].ReadOptional(rows, columns.has_line, columns.line_ahead));
  NumberFiles(names, columns, files);
  return {};
}

}  // namespace twinbill::history
