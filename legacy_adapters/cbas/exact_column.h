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
  // Adds each row's number to its cell; a cell of 2^32 - 1 counts nowhere. `cells_end`: above every
  // cell.
  void Add(std::span<const std::uint32_t> cells, const model::NumberColumn& numbers,
           std::uint32_t cells_end);

  // The sum of a cell, in units of 10^-scale(); 0 where nothing was added.
  int scale() const { return scale_; }
  const WideInteger& Of(std::uint32_t cell) const {
    return cell < sums_.size() ? sums_[cell] : zero_;
  }

 private:
  void Rescale(int scale);
  void AddWide(std::span<const std::uint32_t> cells, std::span<const model::Decimal> numbers);

  int scale_ = 0;
  std::vector<WideInteger> sums_;
  std::vector<std::uint32_t> touched_;  // cells that are not 0, some more than once
  std::vector<std::uint8_t> is_touched_;
  WideInteger zero_;
};

}  // namespace twinbill::cbas
