// PartitionBuild: one partition's new files, from what it holds and what is added.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "corpus/history/catalog.h"
#include "corpus/history/history_writer.h"
#include "corpus/history/number_range.h"
#include "corpus/history/row_sorter.h"
#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"

namespace twinbill::history {

// Texts by number, each once; addresses stay.
class TextTable {
 public:
  std::uint32_t Intern(std::string_view text);
  const std::string& operator[](std::uint32_t number) const { return texts_[number]; }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

// What rows of a partition use: the slots that occur, and the ranges of their numbers.
struct RowUse {
  std::vector<bool> slots;  // by number in the writer's table
  RecordRanges ranges;

  void Add(const NewRow& row);
};

struct BuildRequest {
  model::Period period;
  std::string payer;
  std::string currency;
  std::uint32_t partition = 0;  // of the sorter
  RowUse added;                 // what the added rows use
  std::optional<PartitionInfo> existing;
  std::string staged_records;  // where to write
  std::string staged_slots;
};

struct BuildOutcome {
  PartitionInfo partition;  // the directory is that of the request's existing one, or empty
  std::int64_t rows_replaced = 0;
  std::int64_t history_rows_replaced = 0;
};

// Tables that all builds of a writer share.
struct BuildTables {
  model::SlotTable& slots;
  TextTable& texts;
};

// Merges, refuses or drops the same record twice, and writes both files durably. `written` is told
// the rows written, now and then.
model::Result<BuildOutcome> BuildPartition(const BuildRequest& request, const RowSorter& sorter,
                                           const BuildTables& tables, const WriterOptions& options,
                                           const std::function<void(std::int64_t)>& written);

}  // namespace twinbill::history
