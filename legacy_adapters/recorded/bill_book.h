// BillBook: recorded bills taken together: the lines of each period, and what was left over.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "corpus/model/decimal_sum.h"
#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "legacy_adapters/recorded/left_over.h"
#include "legacy_adapters/recorded/recorded_plan.h"

namespace twinbill::recorded {

class BillBook {
 public:
  // `plan` must outlive it.
  explicit BillBook(const RecordedPlan& plan) : plan_(plan) {}

  // Takes a file of line items: those of the contract are lines as they stand.
  model::Result<void> AddLines(const std::string& path);
  // Takes a report through the plan's mappings.
  model::Result<void> AddReport(const std::string& path);

  // Adds an amount that `mapping` (a number of the plan's) takes; `by` are the texts of its fields.
  void Add(std::size_t mapping, model::Period period, std::vector<std::string> by,
           const model::Decimal& amount, const model::Decimal& quantity);

  // The lines by period, in the order of their bytes; fails with `recorded_digits`.
  model::Result<std::map<model::Period, std::vector<model::LineItem>>> Lines() const;

  LeftOver& left_over() { return left_over_; }
  const LeftOver& left_over() const { return left_over_; }
  // The digests of the files, in the order that they were added in.
  const std::vector<model::Digest>& digests() const { return digests_; }

 private:
  struct Sums {
    model::DecimalSum amount;
    model::DecimalSum quantity;
  };

  model::Result<model::LineItem> LineOf(std::size_t mapping, model::Period period,
                                        const std::vector<std::string>& by, const Sums& sums) const;

  const RecordedPlan& plan_;
  std::map<model::Period, std::vector<model::LineItem>> lines_;
  std::map<std::tuple<model::Period, std::size_t, std::vector<std::string>>, Sums> sums_;
  LeftOver left_over_;
  std::vector<model::Digest> digests_;
};

}  // namespace twinbill::recorded
