// Partition: one period of one payer, read back.
//
// Three things can be read: the slots, the narrow columns that billing needs (a Scan: at memory
// speed), and whole records. Rows are numbered from 0 in ledger order. Page checksums are verified
// whenever a page is read; damage is an input failure that names file, row group and column.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/decimal.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

// How a column of numbers is kept in this partition.
struct NumberForm {
  // Narrow: every value is int64 units / 10^scale, |units| < 10^18. Else values come as Decimals.
  bool narrow = true;
  int scale = 0;
  bool operator==(const NumberForm&) const = default;
};

// Where a scan puts one column of numbers. Of `units` (narrow form) and `wide` (else) the one that
// the form asks for has room for the rows asked for; the other is not touched. A column whose spans
// are both empty is not read at all.
struct NumberSpan {
  std::span<std::int64_t> units;
  std::span<model::Decimal> wide;
};

// What Next() fills. An empty span: not wanted. `slot` is always read; its size is the rows asked
// for, and every other span that is wanted has at least that size.
struct ScanSpans {
  std::span<std::int32_t> slot;
  std::span<std::int64_t> start;  // microseconds, UTC
  NumberSpan quantity;
  NumberSpan list_cost;
  NumberSpan rate;
  std::span<std::uint8_t> has_rate;  // 1 or 0; needed where `rate` is wanted; no rate reads as zero
};

// What a scan reads. `slot` always.
struct ScanColumns {
  bool start = false;
  bool quantity = true;
  bool list_cost = true;
  bool rate = false;
};

// One pass over a run of row groups. Not shared between threads; several scans of one partition
// may run at once.
class Scan {
 public:
  virtual ~Scan() = default;
  // Fills the first n rows of `spans`, 0 <= n <= spans.slot.size(), and gives n; 0 only at the end.
  // After a failure or the end the scan is done.
  virtual model::Result<std::int64_t> Next(const ScanSpans& spans) = 0;
  // A scan that has not failed goes on with the row groups [first, last), in the memory that it
  // has.
  virtual void Restart(int first, int last) = 0;
};

// Whole records, sources included, some at a time. Not shared between threads.
class RecordPass {
 public:
  virtual ~RecordPass() = default;
  // The next records, at most that many, 1 or more; none at the end. After a failure the pass is
  // done.
  virtual model::Result<std::vector<model::UsageRecord>> Next(std::int64_t count) = 0;
};

class Partition {
 public:
  virtual ~Partition() = default;

  // Opens and checks that the files belong together and are those of the catalog (size and time of
  // change, or, where these differ, SHA-256).
  static model::Result<std::unique_ptr<Partition>> Open(const PartitionInfo& info);
  // Those partitions in their order, opened by at most that many threads. Where some have the same
  // slots, slots() is the same object. The failure is that of the first that has one.
  static model::Result<std::vector<std::unique_ptr<Partition>>> OpenAll(
      std::span<const PartitionInfo* const> infos, std::size_t threads);

  virtual const PartitionInfo& info() const = 0;
  // The distinct slots, sorted (model::Slot's order); a row's slot is an index into it. Every slot
  // has a row.
  const std::vector<model::Slot>& slots() const { return *shared_slots(); }
  virtual const std::shared_ptr<const std::vector<model::Slot>>& shared_slots() const = 0;
  virtual NumberForm quantity_form() const = 0;
  virtual NumberForm list_cost_form() const = 0;
  virtual NumberForm rate_form() const = 0;
  virtual bool has_rates() const = 0;  // whether any record has one
  // Rows of each row group, in order: the unit in which scans can be shared out.
  virtual std::vector<std::int64_t> row_group_rows() const = 0;

  // All rows.
  model::Result<std::unique_ptr<Scan>> OpenScan(const ScanColumns& columns) const;
  // The rows of the row groups [first, last).
  virtual model::Result<std::unique_ptr<Scan>> OpenScan(const ScanColumns& columns, int first,
                                                        int last) const = 0;
  // The records from row `first` on, which takes reading over its row group's rows before. The
  // partition must outlive the pass.
  virtual model::Result<std::unique_ptr<RecordPass>> OpenRecords(std::int64_t first) const = 0;
  // The records of rows [first, first + count), or fewer at the end.
  model::Result<std::vector<model::UsageRecord>> ReadRecords(std::int64_t first,
                                                             std::int64_t count) const;
};

}  // namespace twinbill::history
