// PeriodSums: a period's sums of usage, cost and rated cost, by what is taken and by group, in one
// arithmetic, records added in ledger order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "legacy_adapters/cbas/event_store.h"
#include "legacy_adapters/cbas/sum_targets.h"

namespace twinbill::cbas {

template <class A>
class PeriodSums {
 public:
  using Value = typename A::Value;
  using Column = typename A::Column;

  struct Sums {
    Value usage{};
    Value cost{};
    Value rated{};
  };

  PeriodSums(const Plan& plan, std::uint32_t arithmetic, const A& numbers, const Cells& cells)
      : numbers_(numbers), targets_(plan, arithmetic, cells) {}

  // A period that adds up the sums of a row of the plan's sum_sets.
  void Begin(std::uint32_t sum_set) { targets_.Begin(sum_set); }

  // Cells that are about to have their first record of the period.
  void Touch(std::span<const std::uint32_t> cells) {
    const auto touched = targets_.Touch(cells);
    if (sums_.size() < targets_.size()) sums_.resize(targets_.size());
    for (const std::uint32_t number : touched) sums_[number] = Sums();
  }

  void Add(const EventBlock& block) {
    switch (targets_.columns()) {
      case 0: return;
      case 1: AddColumns<1>(block); return;
      case 2: AddColumns<2>(block); return;
      case 3: AddColumns<3>(block); return;
      case 4: AddColumns<4>(block); return;
      case 5: AddColumns<5>(block); return;
      case 6: AddColumns<6>(block); return;
      default: AddColumns<7>(block);
    }
  }

  // 0 where the group has no record in this period.
  const Sums& Of(std::uint32_t sum, std::uint32_t group) const {
    const std::uint32_t number = targets_.Find(sum, group);
    return number == kNone ? nothing_ : sums_[number];
  }

  // Each sum and group that has records in this period.
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (const std::uint32_t number : targets_.touched()) {
      visit(targets_.SumOf(number), targets_.GroupOf(number), sums_[number]);
    }
  }

  // The product of rate and usage, or the list cost where a record has no rate.
  static Value Rated(const A& numbers, const Value& usage, const Value& cost, const Column& rate,
                     const EventBlock& block, std::size_t row) {
    if (!block.HasRate(row)) return cost;
    Value rated = rate.At(row);
    // 38 digits times 38 are far below the largest double.
    static_cast<void>(numbers.Multiply(rated, usage));
    return rated;
  }

 private:
  static constexpr std::size_t kRowsRead = 512;  // at a time

  template <unsigned kColumns>
  void AddColumns(const EventBlock& block) {
    constexpr bool kRated = (kColumns & kRatedColumn) != 0;
    const Column usage(numbers_, block.quantity);
    const Column cost(numbers_, block.list_cost);
    const Column rate(numbers_, block.rate);
    for (std::size_t first = 0; first < block.cells.size(); first += kRowsRead) {
      const std::size_t count = std::min(kRowsRead, block.cells.size() - first);
      read_.resize(std::max(read_.size(), count));
      if constexpr ((kColumns & kUsageColumn) != 0 || kRated) {
        usage.Read(first, count, read_.usage.data());
      }
      if constexpr ((kColumns & kCostColumn) != 0 || kRated) {
        cost.Read(first, count, read_.cost.data());
      }
      if constexpr (kRated) {
        for (std::size_t i = 0; i < count; ++i) {
          read_.rated[i] = Rated(numbers_, read_.usage[i], read_.cost[i], rate, block, first + i);
        }
      }
      AddRows<kColumns>(block.cells.subspan(first, count));
    }
  }

  template <unsigned kColumns>
  void AddRows(std::span<const std::uint32_t> cells) {
    const std::uint32_t* const begin = targets_.begin();
    const std::uint32_t* const targets = targets_.sums();
    Sums* const sums = sums_.data();
    const Value* const usage = read_.usage.data();
    const Value* const cost = read_.cost.data();
    const Value* const rated = read_.rated.data();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == kNone) continue;
      const std::uint32_t end = begin[cells[i] + 1];
      for (std::uint32_t t = begin[cells[i]]; t < end; ++t) {
        Sums& sum = sums[targets[t]];
        // 2^64 numbers of 38 digits are far below the largest double.
        if constexpr ((kColumns & kUsageColumn) != 0) {
          static_cast<void>(numbers_.Add(sum.usage, usage[i]));
        }
        if constexpr ((kColumns & kCostColumn) != 0) {
          static_cast<void>(numbers_.Add(sum.cost, cost[i]));
        }
        if constexpr ((kColumns & kRatedColumn) != 0) {
          static_cast<void>(numbers_.Add(sum.rated, rated[i]));
        }
      }
    }
  }

  // A few rows' numbers.
  struct Read {
    std::vector<Value> usage;
    std::vector<Value> cost;
    std::vector<Value> rated;

    std::size_t size() const { return usage.size(); }
    void resize(std::size_t size) {
      for (std::vector<Value>* values : {&usage, &cost, &rated}) values->resize(size);
    }
  };

  const A& numbers_;
  SumTargets targets_;
  std::vector<Sums> sums_;  // by the targets' numbers
  Sums nothing_;
  Read read_;
};

}  // namespace twinbill::cbas
