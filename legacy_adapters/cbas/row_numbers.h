// RowNumbers: records' usage, cost and rated cost in one arithmetic, a few rows at a time.
#pragma once

#include <algorithm>
#include <vector>

#include "legacy_adapters/cbas/event_store.h"
#include "legacy_adapters/cbas/plan.h"

namespace twinbill::cbas {

template <class A>
class RowNumbers {
 public:
  using Value = typename A::Value;
  using Column = typename A::Column;

  // The product of rate and usage, or the list cost where a record has no rate.
  static Value Rated(const A& numbers, const Value& usage, const Value& cost, const Column& rate,
                     const EventBlock& block, std::size_t row) {
    if (!block.HasRate(row)) return cost;
    Value rated = rate.At(row);
    // 38 digits times 38 are far below the largest double.
    static_cast<void>(numbers.Multiply(rated, usage));
    return rated;
  }

  // Reads those columns of the block and calls `take(first, count)` for each run of rows, whose
  // numbers are at usage(), cost() and rated().
  template <unsigned kColumns, class Take>
  void Read(const A& numbers, const EventBlock& block, const Take& take) {
    constexpr bool kRated = (kColumns & kRatedColumn) != 0;
    const Column usage(numbers, block.quantity);
    const Column cost(numbers, block.list_cost);
    const Column rate(numbers, block.rate);
    for (std::size_t first = 0; first < block.cells.size(); first += kRowsRead) {
      const std::size_t count = std::min(kRowsRead, block.cells.size() - first);
      if (usage_.size() < count) {
        for (std::vector<Value>* values : {&usage_, &cost_, &rated_}) values->resize(count);
      }
      if constexpr ((kColumns & kUsageColumn) != 0 || kRated) {
        usage.Read(first, count, usage_.data());
      }
      if constexpr ((kColumns & kCostColumn) != 0 || kRated) {
        cost.Read(first, count, cost_.data());
      }
      if constexpr (kRated) {
        for (std::size_t i = 0; i < count; ++i) {
          rated_[i] = Rated(numbers, usage_[i], cost_[i], rate, block, first + i);
        }
      }
      take(first, count);
    }
  }

  const Value* usage() const { return usage_.data(); }
  const Value* cost() const { return cost_.data(); }
  const Value* rated() const { return rated_.data(); }

 private:
  static constexpr std::size_t kRowsRead = 512;  // at a time

  std::vector<Value> usage_;
  std::vector<Value> cost_;
  std::vector<Value> rated_;
};

}  // namespace twinbill::cbas
