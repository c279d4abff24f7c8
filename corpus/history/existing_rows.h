// The rows that a partition holds, as a source for the merge with new ones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "corpus/history/catalog.h"
#include "corpus/history/partition_build.h"
#include "corpus/history/partition_files.h"
#include "corpus/model/result.h"

namespace twinbill::history {

class ExistingRows {
 public:
  // Opens the partition's files, which must be those of the catalog.
  static model::Result<ExistingRows> Open(const PartitionInfo& partition);

  const RecordRanges& ranges() const { return records_.header().ranges; }
  // Interns the slots: the number in the table of each of the partition's.
  std::vector<std::uint32_t> InternSlots(model::SlotTable& table) const;
  // From the first row. `slot_numbers` are those that InternSlots gave.
  model::Result<std::unique_ptr<RowSource>> Rows(const std::vector<std::uint32_t>& slot_numbers,
                                                 TextTable& texts) const;

 private:
  explicit ExistingRows(PartitionFiles files)
      : records_(std::move(files.records)), slots_(std::move(files.slots)) {}
  RecordsFile records_;
  std::shared_ptr<const std::vector<model::Slot>> slots_;
};

}  // namespace twinbill::history
