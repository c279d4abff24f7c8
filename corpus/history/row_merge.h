// RowMerge: several sources of one partition as one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
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

// Of rows with the same (start, id) only the last.
class StayingRows {
 public:
  // `has_existing`: the merge's first source is what the partition holds already.
  StayingRows(RowMerge merge, bool has_existing)
      : merge_(std::move(merge)), has_existing_(has_existing) {}

  model::Result<bool> Next();
  const NewRow& row() const { return row_; }
  // So far, of the rows that gave way.
  std::int64_t rows_replaced() const { return rows_replaced_; }
  std::int64_t existing_rows_replaced() const { return existing_rows_replaced_; }

 private:
  RowMerge merge_;
  bool has_existing_;
  bool begun_ = false;
  bool ahead_ = false;  // the merge stands on a row that was not given yet
  NewRow row_;
  std::string id_;  // of row_
  std::int64_t rows_replaced_ = 0;
  std::int64_t existing_rows_replaced_ = 0;
};

}  // namespace twinbill::history
