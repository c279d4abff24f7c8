// HistoryWriter: new records into the history of a workspace, all of them or none.
//
// Rows come in any order; they are grouped by period and payer, sorted within bounded memory
// (spilled to `usage/_staging`), merged with what the partitions already hold, and published by
// Commit() in one step: killed at any moment, the history is as before or as after. The result does
// not depend on the order of rows, nor on threads or batch sizes. One writer a workspace: a second
// one is a failure of the surroundings that names the first one's process.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/import_record.h"
#include "corpus/model/decimal.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

inline constexpr int kShortGroups = 16;
inline constexpr std::int64_t kLongGroupFactor = 4;

struct WriterOptions {
  // Of rows kept for sorting; more is spilled.
  std::int64_t sort_bytes_max = std::int64_t{384} << 20;
  int threads = 1;  // changes nothing in the result
  // The same record twice (id, period, start, payer): the later one in the order of Begin/Add
  // stays. Else it is a data error that names both.
  bool keep_last = false;
  // Rows of each of the first kShortGroups row groups of records.parquet; the others have
  // kLongGroupFactor times as many: an id stands once in a group, and ids come again each hour.
  std::int64_t row_group_rows = std::int64_t{1} << 19;
};

// A record to be written. Numbers name what the writer was told by Intern…(); views live for the
// call.
struct NewRow {
  std::string_view id;
  std::uint32_t slot = 0;
  std::uint32_t payer = 0;
  std::uint32_t currency = 0;
  std::uint32_t file = 0;
  model::Period period;
  model::Timestamp start;
  model::Decimal quantity;
  model::Decimal unblended_cost;
  std::optional<model::Decimal> rate;
  std::optional<model::Decimal> public_cost;
  std::int64_t row = 0;   // of the file's data rows, from 1
  std::int64_t line = 0;  // of the file, from 1; 0 where it has none
};

// What Commit() did.
struct WriteOutcome {
  ImportRecord import;
  std::vector<PartitionInfo> partitions;  // written, by payer, then period
};

// Told how far Commit() is: rows written of all rows to write.
class WriteProgress {
 public:
  virtual ~WriteProgress() = default;
  virtual void Written(std::int64_t rows, std::int64_t rows_total) = 0;
};

class HistoryWriter {
 public:
  virtual ~HistoryWriter() = default;  // without Commit(): nothing has changed

  // Takes the workspace's lock and clears what a killed import left. The workspace exists.
  static model::Result<std::unique_ptr<HistoryWriter>> Begin(const std::string& workspace,
                                                             const WriterOptions& options);

  // The inputs of the history so far, by digest.
  virtual const std::vector<InputRecord>& inputs() const = 0;

  virtual std::uint32_t InternSlot(const model::Slot& slot) = 0;
  virtual std::uint32_t InternText(std::string_view text) = 0;  // payers, currencies, files

  virtual model::Result<void> Add(std::span<const NewRow> rows) = 0;
  // An input whose rows were given to Add(), or (`already`) left out because `inputs()` has it.
  virtual void AddInput(const InputRecord& input, bool already) = 0;

  // Sorts, merges, writes, and publishes; changes nothing where no row was given. The writer can be
  // used no more. `progress` may be null.
  virtual model::Result<WriteOutcome> Commit(WriteProgress* progress) = 0;
};

}  // namespace twinbill::history
