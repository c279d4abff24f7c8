// RecordsWriter: the file of a partition's records, written row group by row group.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "corpus/history/digesting_sink.h"
#include "corpus/history/record_columns.h"
#include "corpus/model/calendar.h"
#include "corpus/model/decimal_sum.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::history {

// What all records of the file have in common.
struct RecordsHeader {
  model::Period period;
  std::string payer;
  std::string currency;
  std::int32_t slots = 0;
  model::Digest slots_digest;
  RecordRanges ranges;
};

struct RecordsTotals {
  model::DecimalSum unblended_cost;
  model::DecimalSum list_cost;
};

class RecordsWriter {
 public:
  virtual ~RecordsWriter() = default;

  // `slots` are those of the slots file and must outlive the writer. `threads` columns are encoded
  // at a time.
  static model::Result<std::unique_ptr<RecordsWriter>> Make(const std::string& path,
                                                            const RecordsHeader& header,
                                                            std::span<const model::Slot> slots,
                                                            int threads);

  // The next row group. `files` are what the columns' file numbers index.
  virtual model::Result<void> Write(const RecordColumns& columns,
                                    std::span<const std::string> files) = 0;
  virtual model::Result<FileFacts> Close(const RecordsTotals& totals) = 0;
};

}  // namespace twinbill::history
