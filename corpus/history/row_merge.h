// RowMerge: several sources of one partition as one, and what is told of the same record twice.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "corpus/history/row_sorter.h"

namespace twinbill::history {

class RowMerge {
 public:
  // Of rows with the same (start, id) the one of the later source comes last; within a source they
  // are as they stand there.
  explicit RowMerge(std::vector<std::unique_ptr<RowSource>> sources);

  // To the first or next row; false at the end.
  model::Result<bool> Next();
  const NewRow& row() const { return heap_.front().source->row(); }
  std::size_t source() const { return heap_.front().rank; }  // of the sources given

 private:
  struct Head {
    RowSource* source;
    std::size_t rank;
    std::int64_t start;
    std::uint64_t prefix;
  };
  static bool After(const Head& a, const Head& b);
  model::Result<bool> Advance(Head& head);

  std::vector<std::unique_ptr<RowSource>> sources_;
  std::vector<Head> heap_;
  bool begun_ = false;
};

}  // namespace twinbill::history
