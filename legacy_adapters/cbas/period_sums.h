// PeriodSums: a period's sums of usage, cost and rated cost, by what is taken and by group, in one
// arithmetic, records added in ledger order; where the order makes no difference, by cell first,
// and then cells to groups.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "legacy_adapters/cbas/event_store.h"
#include "legacy_adapters/cbas/exact_column.h"
#include "legacy_adapters/cbas/row_numbers.h"
#include "legacy_adapters/cbas/sum_targets.h"

namespace twinbill::cbas {

template <class A>
class PeriodSums {
 public:
  using Value = typename A::Value;

  struct Sums {
    Value usage{};
    Value cost{};
    Value rated{};
  };

  PeriodSums(const Plan& plan, std::uint32_t arithmetic, const A& numbers, const Cells& cells)
      : numbers_(numbers), targets_(plan, arithmetic, cells) {}

  // A period that adds up the sums of a row of the plan's sum_sets.
  void Begin(std::uint32_t sum_set) {
    targets_.Begin(sum_set);
    usage_.Clear();
    cost_.Clear();
  }

  // Cells that are about to have their first record of the period.
  void Touch(std::span<const std::uint32_t> cells) {
    const auto touched = targets_.Touch(cells);
    if (sums_.size() < targets_.size()) sums_.resize(targets_.size());
    for (const std::uint32_t number : touched) sums_[number] = Sums();
    if constexpr (A::kAddsExactly) {
      usage_.Touch(cells);
      cost_.Touch(cells);
    }
  }

  void Add(const EventBlock& block) {
    if constexpr (A::kAddsExactly) {
      if (AddToCells(block)) return;
    }
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

  // After the last Add(), before sums are read.
  void Settle() {
    if constexpr (A::kAddsExactly) {
      if (targets_.columns() == 0) return;
      usage_.Settle();
      cost_.Settle();
      const std::uint32_t* const begin = targets_.begin();
      for (const std::uint32_t cell : usage_.touched()) {
        const Value usage = numbers_.ReadTotal(usage_.Of(cell), usage_.scale());
        const Value cost = numbers_.ReadTotal(cost_.Of(cell), cost_.scale());
        for (std::uint32_t t = begin[cell]; t < begin[cell + 1]; ++t) {
          Sums& sum = sums_[targets_.sums()[t]];
          sum.usage += usage;
          sum.cost += cost;
        }
      }
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

 private:
  // False where a number of the block would be rounded, or rated costs are wanted.
  bool AddToCells(const EventBlock& block) {
    const unsigned columns = targets_.columns();
    if ((columns & kRatedColumn) != 0 || !numbers_.ReadsExactly(block.quantity) ||
        !numbers_.ReadsExactly(block.list_cost)) {
      return false;
    }
    if ((columns & kUsageColumn) != 0) usage_.Add(block.cells, block.quantity);
    if ((columns & kCostColumn) != 0) cost_.Add(block.cells, block.list_cost);
    return true;
  }

  template <unsigned kColumns>
  void AddColumns(const EventBlock& block) {
    const std::uint32_t* const begin = targets_.begin();
    const std::uint32_t* const targets = targets_.sums();
    Sums* const sums = sums_.data();
    read_.template Read<kColumns>(numbers_, block, [&](std::size_t first, std::size_t count) {
      const std::uint32_t* const cells = block.cells.data() + first;
      for (std::size_t i = 0; i < count; ++i) {
        if (cells[i] == kNone) continue;
        const std::uint32_t end = begin[cells[i] + 1];
        for (std::uint32_t t = begin[cells[i]]; t < end; ++t) {
          Sums& sum = sums[targets[t]];
          // 2^64 numbers of 38 digits are far below the largest double.
          if constexpr ((kColumns & kUsageColumn) != 0) {
            static_cast<void>(numbers_.Add(sum.usage, read_.usage()[i]));
          }
          if constexpr ((kColumns & kCostColumn) != 0) {
            static_cast<void>(numbers_.Add(sum.cost, read_.cost()[i]));
          }
          if constexpr ((kColumns & kRatedColumn) != 0) {
            static_cast<void>(numbers_.Add(sum.rated, read_.rated()[i]));
          }
        }
      }
    });
  }

  const A& numbers_;
  SumTargets targets_;
  ExactColumn usage_;  // where additions are exact: what is in no target yet
  ExactColumn cost_;
  std::vector<Sums> sums_;  // by the targets' numbers
  Sums nothing_;
  RowNumbers<A> read_;
};

}  // namespace twinbill::cbas
