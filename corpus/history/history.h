// History: the usage of a workspace, as partitions by period and payer.
//
// A partition is one month of one payer: its records in ledger order in `records.parquet`, its
// distinct slots in `_slots.pq`. It has one currency. The format is written down in
// docs/formats/history.md. Opening is cheap: the catalog (or, without one, the files' footers) says
// what is there; rows are read by Partition (partition.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/history/import_record.h"
#include "corpus/model/calendar.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/store/durable_file.h"

namespace twinbill::history {

// What is known of a partition without reading its rows.
struct PartitionInfo {
  model::Period period;
  std::string payer;
  std::string currency;  // the one of all its records
  std::int64_t rows = 0;
  std::int32_t slots = 0;
  std::string unblended_cost;  // exact totals, canonical decimals
  std::string list_cost;
  std::string directory;  // where its two files are
  // Of `records.parquet` and `_slots.pq`. They depend on the records alone (sources included), not
  // on the order of imports. Without a catalog, as the file itself states it for the slots, and
  // absent (all zero) for the records.
  model::Digest records_digest;
  model::Digest slots_digest;
  // As the files were when their digests were taken; none without a catalog.
  std::optional<store::FileStamp> records_stamp;
  std::optional<store::FileStamp> slots_stamp;
};

class History {
 public:
  // `path` is a workspace (with twinbill.db) or a folder of partitions (`usage/`, which needs no
  // catalog). Finishes what a killed import left half published. A workspace without history has no
  // partitions.
  static model::Result<History> Open(const std::string& path);

  // By payer, then period.
  const std::vector<PartitionInfo>& partitions() const { return partitions_; }
  // The files that it was made from, in the order of their imports; none without a catalog.
  const std::vector<InputRecord>& inputs() const { return inputs_; }
  // The partitions of one payer, by period.
  std::vector<PartitionInfo> Of(std::string_view payer) const;
  // Of any payer: as far as periods have begun. None where there is no usage.
  std::optional<model::Period> LastPeriod() const;
  // Null where there is none.
  const PartitionInfo* Find(std::string_view payer, model::Period period) const;

 private:
  std::vector<PartitionInfo> partitions_;
  std::vector<InputRecord> inputs_;
};

// `period=2025-01/payer=111122223333`: in the payer, bytes other than ASCII letters, digits, '-',
// '_' and '.' stand as %XX; an empty payer as Hive's name for it.
std::string PartitionFolder(model::Period period, std::string_view payer);

}  // namespace twinbill::history
