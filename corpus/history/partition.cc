#include "corpus/history/partition.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include "corpus/history/column_cursor.h"
#include "corpus/history/parquet_columns.h"
#include "corpus/history/partition_files.h"
#include "corpus/history/record_schema.h"
#include "corpus/history/records_file.h"

namespace twinbill::history {
namespace {

using model::Decimal;
using model::Fail;
using model::Result;
using model::Slot;
using model::UsageRecord;

NumberForm FormOf(const NumberLayout& layout) {
  const bool narrow = layout.kind == NumberKind::kInt64;
  return {.narrow = narrow, .scale = narrow ? layout.scale : 0};
}

// Whether all are slots below `count`.
bool AreSlots(std::span<const std::int32_t> values, std::int32_t count) {
  std::int32_t least = 0;
  std::int32_t largest = 0;
  for (const std::int32_t value : values) {
    least = std::min(least, value);
    largest = std::max(largest, value);
  }
  return least == 0 && (largest < count || values.empty());
}

// Whether all are units of narrow numbers: magnitudes below 10^18.
bool AreNarrow(std::span<const std::int64_t> values) {
  constexpr std::uint64_t kMostly = std::uint64_t{1} << 59;  // what few numbers go beyond
  std::uint64_t bits = 0;
  for (const std::int64_t value : values) bits |= static_cast<std::uint64_t>(value) + kMostly;
  if (bits < 2 * kMostly) return true;
  constexpr std::int64_t kLargest = 999'999'999'999'999'999;
  return std::all_of(values.begin(), values.end(),
                     [](std::int64_t value) { return -kLargest <= value && value <= kLargest; });
}

class ColumnScan : public Scan {
 public:
  ColumnScan(const RecordsFile& file, std::shared_ptr<parquet::ParquetFileReader> reader,
             const ScanColumns& columns, std::int32_t slots, int first, int last)
      : reader_(std::move(reader)),
        path_(file.path()),
        row_group_rows_(file.row_group_rows()),
        wanted_(columns),
        layouts_(file.layouts()),
        slots_(slots),
        slot_(*reader_, file.source(), path_, kSlotColumn, first, last),
        start_(*reader_, file.source(), path_, kStartColumn, first, last),
        quantity_(*reader_, file.source(), path_, kQuantityColumn, first, last),
        list_cost_(*reader_, file.source(), path_, kListCostColumn, first, last),
        rate_(*reader_, file.source(), path_, kRateColumn, first, last) {
    Restart(first, last);
  }

  void Restart(int first, int last) override {
    TWINBILL_CHECK(first >= 0 && first <= last && last <= std::ssize(row_group_rows_));
    left_ = std::accumulate(row_group_rows_.begin() + first, row_group_rows_.begin() + last,
                            std::int64_t{0});
    for (ColumnCursor* cursor : {&slot_, &start_, &quantity_, &list_cost_, &rate_}) {
      cursor->Restart(first, last);
    }
  }

  Result<std::int64_t> Next(const ScanSpans& spans) override {
    const std::int64_t rows = std::min(std::ssize(spans.slot), left_);
    const auto count = static_cast<std::size_t>(rows);
    if (rows == 0) return rows;
    left_ -= rows;
    const auto slots = spans.slot.first(count);
    TWINBILL_TRY(slot_.Read(slots));
    if (!AreSlots(slots, slots_)) return OutOfRange("slot");
    if (wanted_.start) TWINBILL_TRY(start_.Read(spans.start.first(count)));
    if (wanted_.quantity) {
      TWINBILL_TRY(ReadRequired(quantity_, layouts_.quantity, rows, spans.quantity));
    }
    if (wanted_.list_cost) {
      TWINBILL_TRY(ReadRequired(list_cost_, layouts_.list_cost, rows, spans.list_cost));
    }
    if (wanted_.rate) TWINBILL_TRY(ReadRate(rows, spans));
    return rows;
  }

 private:
  model::Unexpected<model::Failure> OutOfRange(std::string_view what) const {
    return Fail(
        DamagedHistory(path_, "", std::string("a ") + std::string(what) + " is out of range"));
  }

  Result<void> ReadRequired(ColumnCursor& cursor, const NumberLayout& layout, std::int64_t rows,
                            const NumberSpan& span) {
    const auto count = static_cast<std::size_t>(rows);
    if (layout.kind == NumberKind::kInt64) {
      const auto units = span.units.first(count);
      TWINBILL_TRY(cursor.Read(units));
      if (!AreNarrow(units)) return OutOfRange("number");
      return {};
    }
    NumberColumn numbers;
    numbers.layout = layout;
    TWINBILL_TRY(cursor.ReadNumbers(rows, false, numbers));
    for (std::size_t i = 0; i < count; ++i) {
      const auto value = numbers.At(i);
      if (!value) return OutOfRange("number");
      span.wide[i] = *value;
    }
    return {};
  }

  Result<void> ReadRate(std::int64_t rows, const ScanSpans& spans) {
    rates_.layout = layouts_.rate;
    rates_.Clear();
    TWINBILL_TRY(rate_.ReadNumbers(rows, true, rates_));
    const bool narrow = layouts_.rate.kind == NumberKind::kInt64;
    std::size_t next = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
      const bool present = rates_.present[i] != 0;
      spans.has_rate[i] = present ? 1 : 0;
      if (narrow) {
        spans.rate.units[i] = present ? rates_.units[next++] : 0;
      } else if (!present) {
        spans.rate.wide[i] = Decimal();
      } else {
        const auto value = rates_.At(next++);
        if (!value) return OutOfRange("number");
        spans.rate.wide[i] = *value;
      }
    }
    return {};
  }

  std::shared_ptr<parquet::ParquetFileReader> reader_;
  std::string path_;
  std::vector<std::int64_t> row_group_rows_;
  ScanColumns wanted_;
  RecordLayouts layouts_;
  std::int32_t slots_;
  std::int64_t left_ = 0;
  ColumnCursor slot_;
  ColumnCursor start_;
  ColumnCursor quantity_;
  ColumnCursor list_cost_;
  ColumnCursor rate_;
  NumberColumn rates_;
};

class FileRecordPass : public RecordPass {
 public:
  FileRecordPass(const PartitionInfo& info, const PartitionFiles& files, RecordsCursor cursor)
      : info_(info), files_(files), cursor_(std::move(cursor)), columns_(files.records.layouts()) {}

  Result<std::vector<UsageRecord>> Next(std::int64_t count) override {
    TWINBILL_TRY(cursor_.Next(count, columns_, file_names_));
    const std::vector<Slot>& slots = *files_.slots;
    std::vector<UsageRecord> records(columns_.rows());
    std::size_t rate = 0;
    std::size_t public_cost = 0;
    std::size_t line = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
      UsageRecord& record = records[i];
      const auto slot = static_cast<std::size_t>(columns_.slot[i]);
      const bool whole =
          slot < slots.size() && Take(columns_.quantity, i, record.quantity) &&
          Take(columns_.unblended_cost, i, record.unblended_cost) &&
          (columns_.rate.present[i] == 0 || Take(columns_.rate, rate++, record.rate.emplace())) &&
          (columns_.public_cost.present[i] == 0 ||
           Take(columns_.public_cost, public_cost++, record.public_cost.emplace()));
      if (!whole) {
        return Fail(
            DamagedHistory(files_.records.path(), "", "a number or a slot is out of range"));
      }
      record.id = columns_.id[i];
      record.payer = info_.payer;
      record.period = info_.period;
      record.start = model::Timestamp{columns_.start[i]};
      record.currency = info_.currency;
      record.slot = slots[slot];
      record.source.file = file_names_[static_cast<std::size_t>(columns_.file[i])];
      record.source.row = columns_.row[i];
      if (columns_.has_line[i] != 0) {
        record.source.line = columns_.row[i] + columns_.line_ahead[line++];
      }
    }
    return records;
  }

 private:
  static bool Take(const NumberColumn& column, std::size_t at, Decimal& value) {
    const auto read = column.At(at);
    if (read) value = *read;
    return read.has_value();
  }

  const PartitionInfo& info_;
  const PartitionFiles& files_;
  RecordsCursor cursor_;
  RecordColumns columns_;
  std::vector<std::string> file_names_;
};

class FilePartition : public Partition {
 public:
  FilePartition(PartitionInfo info, PartitionFiles files)
      : info_(std::move(info)), files_(std::move(files)) {}

  const PartitionInfo& info() const override { return info_; }
  const std::shared_ptr<const std::vector<Slot>>& shared_slots() const override {
    return files_.slots;
  }
  NumberForm quantity_form() const override { return FormOf(files_.records.layouts().quantity); }
  NumberForm list_cost_form() const override { return FormOf(files_.records.layouts().list_cost); }
  NumberForm rate_form() const override { return FormOf(files_.records.layouts().rate); }
  bool has_rates() const override { return !files_.records.header().ranges.rate.empty(); }
  std::vector<std::int64_t> row_group_rows() const override {
    return files_.records.row_group_rows();
  }

  Result<std::unique_ptr<Scan>> OpenScan(const ScanColumns& columns, int first,
                                         int last) const override {
    TWINBILL_ASSIGN(reader, files_.records.NewReader());
    return std::unique_ptr<Scan>(
        std::make_unique<ColumnScan>(files_.records, std::move(reader), columns,
                                     static_cast<std::int32_t>(slots().size()), first, last));
  }

  Result<std::unique_ptr<RecordPass>> OpenRecords(std::int64_t first) const override {
    TWINBILL_ASSIGN(cursor, RecordsCursor::Open(files_.records, first));
    return std::unique_ptr<RecordPass>(
        std::make_unique<FileRecordPass>(info_, files_, std::move(cursor)));
  }

 private:
  PartitionInfo info_;
  PartitionFiles files_;
};

}  // namespace

Result<std::unique_ptr<Partition>> Partition::Open(const PartitionInfo& info) {
  KnownSlots known;
  TWINBILL_ASSIGN(files, OpenPartitionFiles(info, known));
  return std::unique_ptr<Partition>(std::make_unique<FilePartition>(info, std::move(files)));
}

Result<std::vector<std::unique_ptr<Partition>>> Partition::OpenAll(
    std::span<const PartitionInfo* const> infos, std::size_t threads) {
  KnownSlots known;
  std::vector<std::optional<Result<PartitionFiles>>> opened(infos.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < infos.size(); i = next++) {
      opened[i] = OpenPartitionFiles(*infos[i], known);
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(threads, infos.size()); ++i) others.emplace_back(work);
    work();
  }
  std::vector<std::unique_ptr<Partition>> partitions;
  for (std::size_t i = 0; i < infos.size(); ++i) {
    TWINBILL_ASSIGN(files, std::move(*opened[i]));
    partitions.push_back(std::make_unique<FilePartition>(*infos[i], std::move(files)));
  }
  return partitions;
}

Result<std::unique_ptr<Scan>> Partition::OpenScan(const ScanColumns& columns) const {
  return OpenScan(columns, 0, static_cast<int>(row_group_rows().size()));
}

Result<std::vector<UsageRecord>> Partition::ReadRecords(std::int64_t first,
                                                        std::int64_t count) const {
  TWINBILL_CHECK(first >= 0 && count >= 0);
  TWINBILL_ASSIGN(pass, OpenRecords(first));
  return pass->Next(count);
}

}  // namespace twinbill::history
