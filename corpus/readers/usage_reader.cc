#include "corpus/readers/usage_reader.h"

#include <utility>

#include "corpus/readers/byte_source.h"
#include "corpus/readers/csv_reader.h"
#include "corpus/readers/parquet_reader.h"

namespace twinbill::readers {

std::string_view Name(ReportKind kind) {
  switch (kind) {
    case ReportKind::kCur2: return "cur-2.0";
    case ReportKind::kCurLegacy: return "cur-legacy";
    case ReportKind::kFocus10: return "focus-1.0";
    case ReportKind::kFocus11: return "focus-1.1";
    case ReportKind::kFocus12: return "focus-1.2";
    case ReportKind::kFocus13: return "focus-1.3";
  }
  return {};
}

model::Result<std::unique_ptr<UsageReader>> OpenUsage(const std::string& path,
                                                      const ReaderOptions& options) {
  TWINBILL_ASSIGN(form, FormOf(path));
  return form == StoredForm::kParquet ? OpenParquet(path, options) : OpenCsv(path, options);
}

model::Result<std::vector<model::UsageRecord>> ReadRecords(const std::string& path,
                                                           const ReaderOptions& options) {
  TWINBILL_ASSIGN(reader, OpenUsage(path, options));
  std::vector<model::UsageRecord> records;
  UsageBatch batch;
  for (;;) {
    TWINBILL_ASSIGN(more, reader->Next(batch));
    if (!more) return records;
    for (const UsageRow& row : batch.rows) {
      model::UsageRecord& record = records.emplace_back();
      record.id = row.id;
      record.payer = reader->texts()[row.payer];
      record.period = row.period;
      record.start = row.start;
      record.currency = reader->texts()[row.currency];
      record.slot = reader->slots()[row.slot];
      record.quantity = row.quantity;
      record.unblended_cost = row.unblended_cost;
      record.rate = row.rate;
      record.public_cost = row.public_cost;
      record.source = {path, row.row, row.line};
    }
  }
}

}  // namespace twinbill::readers
