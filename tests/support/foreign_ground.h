// Legacy models over usage in tests: their bills as canonical bytes, and those of the plain rule
// book.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/usage_record.h"
#include "corpus/readers/usage_reader.h"
#include "legacy_adapters/legacy_model.h"
#include "tests/support/plain_rule_book.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::support {

inline std::string SourcePath(const std::string& path) {
  return std::string(TWINBILL_SOURCE_DIR) + "/" + path;
}

// The records of the real sample of October 2018, in ledger order.
inline const std::vector<model::UsageRecord>& RealSample() {
  static const std::vector<model::UsageRecord> kRecords = [] {
    auto records = readers::ReadRecords(
        SourcePath("corpus/data/real/cur/wal_Oct2018-WorkshopCUR-00001.snappy.parquet"), {});
    TWINBILL_CHECK(records.has_value());
    std::sort(records->begin(), records->end(), model::LedgerLess);
    return std::move(*records);
  }();
  return kRecords;
}

// A record of payer P with list cost `cost`; its id is made of its place in time.
inline model::UsageRecord RecordAt(const std::string& start, const std::string& account,
                                   const std::string& quantity, const std::string& cost) {
  model::UsageRecord record;
  record.id = start + account;
  record.payer = "P";
  record.start = model::Timestamp::Parse(start).value();
  record.period = model::Period::Of(record.start);
  record.currency = "USD";
  record.slot.account = account;
  record.slot.service = "AmazonS3";
  record.slot.usage_type = "TimedStorage";
  record.slot.line_item_type = "Usage";
  record.quantity = model::Decimal::Parse(quantity).value();
  record.unblended_cost = model::Decimal::Parse(cost).value();
  return record;
}

// The records of `period` that a run is given: of the payer and currency, in ledger order.
inline std::vector<model::UsageRecord> RecordsOf(const legacy::LegacyHead& head,
                                                 const std::vector<model::UsageRecord>& records,
                                                 model::Period period) {
  std::vector<model::UsageRecord> chosen;
  for (const model::UsageRecord& record : records) {
    if (record.payer == head.payer && record.currency == head.currency && record.period == period) {
      chosen.push_back(record);
    }
  }
  std::sort(chosen.begin(), chosen.end(), model::LedgerLess);
  return chosen;
}

struct ForeignBill {
  std::vector<model::LineItem> lines;
  std::vector<model::Diagnostic> diagnostics;  // why it stopped, where it did
  model::FailureKind kind = model::FailureKind::kInput;

  std::string bytes() const { return model::CanonicalFile(lines); }
  std::string code() const { return diagnostics.empty() ? "" : diagnostics.front().code; }
};

// Bills from the term's first period to `to`.
inline ForeignBill BillForeign(const legacy::LegacyModel& model,
                               const std::vector<model::UsageRecord>& records, model::Period to) {
  const model::SlotTable slots;
  const auto run = model.Start(slots);
  ForeignBill bill;
  for (model::Period period = model.head().term.FirstPeriod(); period <= to;
       period = period.Next()) {
    TWINBILL_CHECK(run->AddRecords(RecordsOf(model.head(), records, period)).has_value());
    const auto billed = run->BillNext(bill.lines);
    if (billed) continue;
    bill.diagnostics = billed.error().diagnostics;
    bill.kind = billed.error().kind;
    break;
  }
  return bill;
}

// The canonical file of the plain rule book at `path` over `records`, up to `to`.
inline std::string PlainBytes(const std::string& path,
                              const std::vector<model::UsageRecord>& records, model::Period to) {
  PlainBill bill = BillByPlainRules(ReadRuleBook(ReadBytes(path)), records, {0}, to);
  TWINBILL_CHECK(!bill.stopped_at);
  std::sort(bill.rows.begin(), bill.rows.end());
  std::string bytes(model::LineItemHeader());
  for (const std::string& row : bill.rows) bytes += row;
  return bytes;
}

}  // namespace twinbill::support
