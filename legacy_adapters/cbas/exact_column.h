// ExactColumn: a period's exact sums of one column, by cell: weights, quantities, costs that lines
// are divided by.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "corpus/model/usage_block.h"
#include "legacy_adapters/cbas/wide_integer.h"

namespace twinbill::cbas {

class ExactColumn {
 public:
  // All sums 0, at scale 0.
  void Clear();
  // Cells that are about to have their first record of the period.
  void Touch(std::span<const std::uint32_t> cells);
  // Adds each row's number to its cell, which was touched; a cell of 2^32 - 1 counts nowhere.
  void Add(std::span<const std::uint32_t> cells, const model::NumberColumn& numbers);
  // Brings the sums together: after the last Add(), before the first Of().
  void Settle();

  // The sum of a cell, in units of 10^-scale(); 0 where nothing was added.
  int scale() const { return scale_; }
  const WideInteger& Of(std::uint32_t cell) const {
    return cell < sums_.size() ? sums_[cell] : zero_;
  }
  std::span<const std::uint32_t> touched() const { return touched_; }

 private:
  void AddNarrow(std::span<const std::uint32_t> cells, std::span<const std::int64_t> units);
  void Spill(std::uint32_t cell, std::int64_t units);
  void Rescale(int scale);
  void AddWide(std::span<const std::uint32_t> cells, std::span<const model::Decimal> numbers);

  int scale_ = 0;
  std::vector<WideInteger> sums_;
  // What is not in sums_ yet, in units of 10^-narrow_scale_: 64 bits are enough for most.
  int narrow_scale_ = 0;
  std::vector<std::int64_t> narrow_;
  std::vector<std::uint32_t> touched_;  // each once
  WideInteger zero_;
};

}  // namespace twinbill::cbas
