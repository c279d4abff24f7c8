// LedgerRun: the run of a model that sees its usage as whole records: it keeps the records that a
// bill looks at, from period to period.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_adapters/foreign/packed_text.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::foreign {

// What a period's bill is made from.
struct PeriodUsage {
  model::Period period;
  // Records that count (usage.md "What counts"), by period, then in ledger order; those of `period`
  // are the last ones, from `current` on.
  std::span<const model::UsageRecord> records;
  std::size_t current = 0;
};

class LedgerRun : public legacy::LegacyRun {
 public:
  // `earlier`: whether a bill looks at the records of earlier periods too.
  LedgerRun(const legacy::LegacyHead& head, bool earlier);

  model::Result<void> Add(const model::UsageBlock& block) final;
  model::Result<void> AddRecords(std::span<const model::UsageRecord> records) final;
  model::Result<void> BillNext(std::vector<model::LineItem>& lines) final;
  std::string State() const final;
  model::Result<void> Resume(std::string_view state) final;
  void Restart() final;

 protected:
  virtual model::Result<std::vector<model::LineItem>> Bill(const PeriodUsage& usage) = 0;
  const legacy::LegacyHead& head() const { return head_; }

 private:
  const legacy::LegacyHead& head_;
  bool earlier_;
  model::Period next_;
  std::vector<model::UsageRecord> records_;
  std::size_t current_ = 0;
};

// Records as bytes and back; where they were read from is not kept. None where there is none.
void PackRecord(const model::UsageRecord& record, std::string& out);
std::optional<model::UsageRecord> UnpackRecord(Unpacker& from);

}  // namespace twinbill::foreign
