// ReportSummary: what a report is: rows, periods, who, what, money, digits, and what is odd.
//
// It takes the rows of a reader batch by batch and keeps numbers of slots only, so its memory does
// not grow with rows. Source: specification, command_line.md "inspect".
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/decimal_sum.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

// The digits that a column's numbers need.
struct ColumnDigits {
  std::int64_t values = 0;  // that are there
  int decimals_max = 0;     // after the point
  int significant_max = 0;
};

struct LineItemTypeSummary {
  std::int64_t rows = 0;
  model::DecimalSum unblended_cost;
  model::DecimalSum list_cost;
};

class ReportSummary {
 public:
  // The reader is asked for slots and texts when rows are added and at the end.
  explicit ReportSummary(const UsageReader& reader);

  void Add(const UsageBatch& batch);

  struct Counts {  // of different ones that are not empty
    std::size_t payers = 0;
    std::size_t accounts = 0;
    std::size_t services = 0;
    std::size_t regions = 0;
    std::size_t usage_types = 0;
  };

  std::int64_t rows() const { return rows_; }
  const std::map<model::Period, std::int64_t>& rows_of_period() const { return periods_; }
  Counts CountDifferent() const;
  std::map<std::string, std::int64_t> RowsOfService() const;
  std::map<std::string, LineItemTypeSummary> ByLineItemType() const;
  std::vector<std::string> Payers() const;      // sorted
  std::vector<std::string> Currencies() const;  // sorted
  model::DecimalSum UnblendedCost() const;
  std::optional<std::pair<model::Timestamp, model::Timestamp>> StartRange() const;

  static constexpr std::array<std::string_view, 4> kNumberNames = {"quantity", "unblended cost",
                                                                   "rate", "public cost"};
  const std::array<ColumnDigits, 4>& digits() const { return digits_; }

  // A sentence for each thing that is odd but no error.
  std::vector<std::string> Odd() const;

 private:
  struct OfSlot {
    std::int64_t rows = 0;
    model::DecimalSum unblended_cost;
    model::DecimalSum list_cost;
  };

  void AddDigits(std::size_t column, const model::Decimal& value);
  std::vector<std::string> TextsOf(const std::vector<bool>& wanted) const;

  const UsageReader& reader_;
  std::int64_t rows_ = 0;
  std::int64_t late_rows_ = 0;  // their start lies in another month than their period
  std::int64_t negative_rows_ = 0;
  std::int64_t free_rows_ = 0;  // without any cost
  std::map<model::Period, std::int64_t> periods_;
  std::map<std::pair<std::uint32_t, model::Period>, std::vector<bool>> currencies_of_bill_;
  std::vector<OfSlot> slots_;
  std::vector<bool> payers_;      // by the reader's texts
  std::vector<bool> currencies_;  // the same
  model::Timestamp first_;
  model::Timestamp last_;
  std::array<ColumnDigits, 4> digits_;
};

}  // namespace twinbill::readers
