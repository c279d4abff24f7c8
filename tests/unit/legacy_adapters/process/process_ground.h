// Foreign programs for tests: heads written on the spot, with limits that are soon over.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "legacy_adapters/process/process_model.h"
#include "tests/support/command_lines.h"
#include "tests/support/foreign_ground.h"

namespace twinbill::process {

inline const model::Period kJanuary = model::Period::FromCivil(2025, 1);

class ProcessGround {
 public:
  // A head with `command` (JSON) and whatever else; limits that suit a test stand in it.
  std::string WriteHead(const std::string& command, const std::string& more = {},
                        const std::string& limits = {}) const {
    return folder_.Write("legacy.json",
                         R"({"process": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
  "start": "2025-01-01", "end": "2026-01-01"}, "command": )" +
                             command + more + R"(, "limits": {"grace_ms": 200)" + limits + "}}");
  }

  static std::string Misbehaving(const std::string& mode, const std::string& mark = {}) {
    return R"(["python3", ")" +
           support::SourcePath("tests/unit/legacy_adapters/process/misbehaving.py") + R"(", ")" +
           mode + (mark.empty() ? "" : R"(", ")" + mark) + "\"]";
  }

  // Four records of January, the third called `poison`, then one of February.
  static std::vector<model::UsageRecord> Records() {
    std::vector<model::UsageRecord> records = {
        support::RecordAt("2025-01-02T00:00:00Z", "a1", "1", "10.5"),
        support::RecordAt("2025-01-03T00:00:00Z", "a2", "2", "20"),
        support::RecordAt("2025-01-04T00:00:00Z", "a1", "3", "30"),
        support::RecordAt("2025-01-05T00:00:00Z", "a2", "4", "40"),
        support::RecordAt("2025-02-05T00:00:00Z", "a2", "5", "50")};
    records[2].id = "poison";
    std::int64_t row = 0;
    for (auto& record : records) record.source = {"usage.csv", ++row, row + 1};
    return records;
  }

  support::ForeignBill Bill(const std::string& head,
                            const std::vector<model::UsageRecord>& records = Records(),
                            model::Period to = kJanuary) const {
    auto model = OpenProcessModel(head);
    if (model) return support::BillForeign(**model, records, to);
    support::ForeignBill bill;
    bill.diagnostics = model.error().diagnostics;
    return bill;
  }

  const support::TemporaryFolder& folder() const { return folder_; }

 private:
  support::TemporaryFolder folder_;
};

// Whether some process of this machine has `mark` in its command line.
inline bool IsAlive(const std::string& mark) { return support::SomeCommandLineHas(mark); }

}  // namespace twinbill::process
