// RowSorter: rows of many partitions, into ledger order, within bounded memory.
//
// Rows are packed into runs of bounded size; a full run is sorted and spilled to a file that has no
// name, so that nothing is left of it whatever happens. Each partition is then read back as a few
// sorted sources, to be merged. Rows that are equal in (start, id) come in the order of Add.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "corpus/history/history_writer.h"
#include "corpus/model/result.h"

namespace twinbill::history {

// Rows of one partition in ledger order.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // To the first or next row; false at the end.
  virtual model::Result<bool> Next() = 0;
  // Valid until Next().
  virtual const NewRow& row() const = 0;
};

class RowSorter {
 public:
  virtual ~RowSorter() = default;

  // Spills into a nameless file in `directory`, which is made when it is needed. With `threads` > 1
  // a run is sorted while the next one is filled; both count against `bytes_max`.
  static std::unique_ptr<RowSorter> Make(const std::string& directory, std::int64_t bytes_max,
                                         int threads);

  virtual model::Result<void> Add(std::uint32_t partition, const NewRow& row) = 0;
  // After the last Add, once.
  virtual model::Result<void> Finish() = 0;
  // The sorted sources of a partition, in the order of Add. They look into the sorter.
  virtual std::vector<std::unique_ptr<RowSource>> SourcesOf(std::uint32_t partition) const = 0;
};

}  // namespace twinbill::history
