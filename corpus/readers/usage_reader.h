// UsageReader: a cost and usage report of any known kind, as exact rows in batches.
//
// Kinds: CUR 2.0, legacy CUR (its own and the Athena names), FOCUS 1.0 to 1.3; CSV, CSV in gzip or
// in a zip of one file, Parquet. The kind is found from the header, never from the file's name.
// Source: specification, usage.md.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_record.h"

namespace twinbill::readers {

enum class ReportKind { kCur2, kCurLegacy, kFocus10, kFocus11, kFocus12, kFocus13 };
std::string_view Name(ReportKind kind);  // `cur-2.0`, `cur-legacy`, `focus-1.0` … `focus-1.3`

// What is refused as too large, so that no file can take the machine down. Each is named by the
// message that refuses with it.
struct ReaderLimits {
  std::int64_t field_bytes_max = 1 << 20;
  std::int64_t expansion_max = 200;  // decompressed to compressed, after the first MiB
  std::int64_t column_chunk_bytes_max = std::int64_t{256}
                                        << 20;  // Parquet, decoded, before allocation
};

struct ReaderOptions {
  ReaderLimits limits;
  int threads = 1;  // does not change what is read
};

// What the header says of a report.
struct ReportShape {
  std::string file;  // as it was given
  ReportKind kind = ReportKind::kCur2;
  std::vector<std::string> columns;  // as they stand there
  std::vector<std::string>
      discount_columns;  // of `columns`: those that hold discounts or net money
  bool parquet = false;
  bool page_checksums =
      true;  // Parquet: whether every page carries one (warning `no_page_crc` if not)
};

// One row; views and numbers are valid as long as its batch is and its reader lives.
struct UsageRow {
  std::string_view id;
  std::uint32_t slot = 0;      // of the reader's slots()
  std::uint32_t payer = 0;     // of the reader's texts()
  std::uint32_t currency = 0;  // of the reader's texts()
  model::Period period;
  model::Timestamp start;
  model::Decimal quantity;
  model::Decimal unblended_cost;
  std::optional<model::Decimal> rate;
  std::optional<model::Decimal> public_cost;
  std::int64_t row = 0;   // of the file's data rows, from 1
  std::int64_t line = 0;  // it begins on, from 1; 0 for Parquet

  model::Decimal list_cost() const { return public_cost ? *public_cost : unblended_cost; }
};

// Rows in the file's order, with the bytes that their views look into.
struct UsageBatch {
  std::vector<UsageRow> rows;
  std::vector<std::shared_ptr<const void>> keep_alive;
};

class UsageReader {
 public:
  virtual ~UsageReader() = default;

  virtual const ReportShape& shape() const = 0;
  // The next rows, in the file's order; false (and an empty batch) at the end. Nothing is given out
  // of a part that is damaged. After a failure or the end the reader is done.
  virtual model::Result<bool> Next(UsageBatch& batch) = 0;
  // Slots and texts (payers, currencies) seen so far; they only grow, in Next().
  virtual const model::SlotTable& slots() const = 0;
  virtual const std::deque<std::string>& texts() const = 0;
  // Of the file's bytes as stored, from the same read that gave the rows. After the end only.
  virtual model::Digest digest() const = 0;
  virtual std::int64_t bytes_read() const = 0;  // of the file as stored, so far: for progress
  virtual std::int64_t bytes_total() const = 0;
  // What is odd but no error, as found so far.
  virtual const std::vector<model::Diagnostic>& warnings() const = 0;
};

// Opens `path` and reads as far as its header.
model::Result<std::unique_ptr<UsageReader>> OpenUsage(const std::string& path,
                                                      const ReaderOptions& options);

// All rows of a file as records, for who wants them in memory.
model::Result<std::vector<model::UsageRecord>> ReadRecords(const std::string& path,
                                                           const ReaderOptions& options);

}  // namespace twinbill::readers
