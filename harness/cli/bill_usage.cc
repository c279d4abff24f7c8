#include "harness/cli/bill_usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "corpus/readers/usage_reader.h"

namespace twinbill::cli {

using model::UsageRecord;

namespace {

auto IdentityOf(const UsageRecord& record) {
  return std::tie(record.id, record.period, record.start, record.payer);
}

model::Position PlaceOf(const UsageRecord& record) {
  return {record.source.file,
          record.source.line,
          0,
          {},
          record.source.line == 0 ? fmt::format("row {}", record.source.row) : std::string()};
}

std::string PlaceText(const UsageRecord& record) {
  return record.source.line == 0 ? fmt::format("{}, row {}", record.source.file, record.source.row)
                                 : fmt::format("{}:{}", record.source.file, record.source.line);
}

model::Result<void> RefuseRepeated(const std::vector<UsageRecord>& records) {
  std::vector<const UsageRecord*> sorted;
  sorted.reserve(records.size());
  for (const UsageRecord& record : records) sorted.push_back(&record);
  // Stable: of two that are the same record, the first read comes first.
  std::stable_sort(sorted.begin(), sorted.end(), [](const UsageRecord* a, const UsageRecord* b) {
    return IdentityOf(*a) < IdentityOf(*b);
  });
  model::Failure failure;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (IdentityOf(*sorted[i - 1]) != IdentityOf(*sorted[i])) continue;
    failure.diagnostics.emplace_back(
        model::Code{"usage_repeated_record"}, PlaceOf(*sorted[i]),
        fmt::format("the record \"{}\" of {} that starts at {} was read before, at {}",
                    sorted[i]->id, sorted[i]->period.ToString(), sorted[i]->start.ToString(),
                    PlaceText(*sorted[i - 1])),
        "each record once");
  }
  if (failure.diagnostics.empty()) return {};
  return model::Fail(std::move(failure));
}

}  // namespace

model::Result<std::vector<UsageRecord>> ReadBillUsage(const std::vector<std::string>& paths) {
  std::vector<UsageRecord> records;
  for (const std::string& path : paths) {
    TWINBILL_ASSIGN(read, readers::ReadRecords(path, {}));
    records.insert(records.end(), std::make_move_iterator(read.begin()),
                   std::make_move_iterator(read.end()));
  }
  TWINBILL_TRY(RefuseRepeated(records));
  return records;
}

}  // namespace twinbill::cli
