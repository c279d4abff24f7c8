// A workspace of its own for each test of the history, and records to put into it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/history_writer.h"
#include "corpus/model/result.h"
#include "corpus/model/usage_record.h"

namespace twinbill::support {

// A new workspace in a temporary folder, removed with it.
class HistoryGround {
 public:
  HistoryGround();
  ~HistoryGround();
  HistoryGround(const HistoryGround&) = delete;
  HistoryGround& operator=(const HistoryGround&) = delete;

  const std::string& workspace() const { return workspace_; }
  std::string usage() const { return workspace_ + "/usage"; }

  model::Result<history::WriteOutcome> Write(std::span<const model::UsageRecord> records,
                                             const history::WriterOptions& options = {}) const;
  // All records of all partitions, by payer, period, and in ledger order.
  std::vector<model::UsageRecord> ReadAll() const;
  // The files below usage/ with their bytes, by name.
  std::vector<std::pair<std::string, std::string>> Files() const;

 private:
  std::string workspace_;
};

// A record of account 1's compute in 2025-01, hour `hour`, with a quantity of 1 that costs 2.5; the
// source is row `row` of `usage.csv`.
model::UsageRecord RecordOf(std::string_view id, int hour, std::int64_t row);

// `count` records of several payers, periods, slots and forms of numbers, by a seed; no record
// twice.
std::vector<model::UsageRecord> RandomRecords(std::uint64_t seed, int count);

// By payer, period, start, id: the order of ReadAll().
void SortAsRead(std::vector<model::UsageRecord>& records);

// Every field of it, to be compared.
std::string Describe(const model::UsageRecord& record);

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, std::string_view bytes);

}  // namespace twinbill::support
