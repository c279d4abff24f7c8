// A contract with a graduated year, a rule book that has the same, and usage of some months: what
// tests of the history's coverage read.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "harness/coverage/history_coverage.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/history_ground.h"

namespace twinbill::coverage {

// Of which step the year's quantity is depends on all months before.
inline constexpr const char* kYearBook = R"book({
  "cbas": 1,
  "contract": {"id": "C", "payer": "111122223333", "currency": "USD", "start": "2025-01-01", "end": "2026-01-01"},
  "settings": {"arithmetic": "decimal"},
  "rules": [{"id": "R", "clause": "1", "window": "year",
             "credit": "if(usage_before + usage > 10, cost * 0.1, 0)",
             "line": {"type": "T", "text": "D"}}]
})book";
inline constexpr const char* kYearContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "111122223333", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2026-01-01"}},
  "constructs": [{"id": "a", "construct": "primitive", "clause": "1",
    "meter": {"measure": "quantity", "window": "contract_year"},
    "benefit": {"tiers": {"mode": "volume", "steps": [
      {"up_to": "10", "percent_off": "0"}, {"up_to": null, "percent_off": "10"}]}},
    "line": {"type": "T", "description": "D", "by": []}}]
})";

class CoverageGround {
 public:
  CoverageGround()
      : legacy_(rule_book::ReadRuleBook(kYearBook, "b").value().book),
        standard_(contract::ReadContract(kYearContract, "c").value()) {}

  static model::Period Month(int month) { return model::Period::FromCivil(2025, month); }

  // A record of so much in each of these months.
  void Use(const std::vector<std::pair<int, int>>& month_and_quantity) {
    std::vector<model::UsageRecord> records;
    for (const auto& [month, quantity] : month_and_quantity) {
      const std::string id = "r" + std::to_string(month);
      model::UsageRecord record = support::RecordOf(id, 0, month);
      record.period = Month(month);
      record.start = model::Timestamp::AtMidnight(model::Date::FromCivil(2025, month, 1));
      record.quantity = model::Decimal::FromInteger(quantity);
      record.unblended_cost = model::Decimal::FromInteger(quantity);
      records.push_back(record);
    }
    ASSERT_TRUE(ground_.Write(records).has_value());
  }

  HistoryReach Reach(int last_month, std::optional<HistoryReach> before = std::nullopt) const {
    const auto history = history::History::Open(ground_.workspace());
    const HistoryTask task{&legacy_, &standard_, Month(last_month), std::move(before)};
    auto reaches = ReachOfHistory(*history, "111122223333", {&task, 1}, {});
    EXPECT_TRUE(reaches.has_value());
    return std::move(reaches->front());
  }

  const support::HistoryGround& ground() const { return ground_; }
  const cbas::CbasModel& legacy() const { return legacy_; }
  const plan::Plan& standard() const { return standard_; }

  static CellName Standard(const char* what) { return {"standard", "a", "1", what}; }
  static CellName Legacy(const char* what) { return {"legacy", "R", "1", what}; }

 private:
  support::HistoryGround ground_;
  cbas::CbasModel legacy_;
  plan::Plan standard_;
};

}  // namespace twinbill::coverage
