// Differences in bulk, as Parquet: one file a contract and period, for any engine to read.
//
// Columns: period, class, fields (those in which a pair differs), amount_difference, legacy,
// standard (the rows as they stand in the line item files; null where a side has none).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "corpus/model/calendar.h"
#include "corpus/model/result.h"
#include "harness/compare/comparison.h"

namespace twinbill::replay {

class DifferenceParquetWriter {
 public:
  DifferenceParquetWriter();
  ~DifferenceParquetWriter();
  DifferenceParquetWriter(const DifferenceParquetWriter&) = delete;
  DifferenceParquetWriter& operator=(const DifferenceParquetWriter&) = delete;

  // Begins the file at `path`, whose folder is there; who calls puts it in its place.
  model::Result<void> Open(const std::string& path);
  model::Result<void> Add(model::Period period, const compare::Difference& difference);
  // The file is whole, and on the disk.
  model::Result<void> Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Tells each difference of the file, in its order.
model::Result<void> ReadDifferenceParquet(
    const std::string& path,
    const std::function<model::Result<void>(model::Period, const compare::Difference&)>& reader);

}  // namespace twinbill::replay
