#include "legacy_adapters/cbas/exact_column.h"

#include <algorithm>
#include <limits>

namespace twinbill::cbas {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void ExactColumn::Clear() {
  for (const std::uint32_t cell : touched_) {
    sums_[cell] = WideInteger();
    is_touched_[cell] = 0;
  }
  touched_.clear();
  scale_ = 0;
}

void ExactColumn::Rescale(int scale) {
  const WideInteger factor = WideInteger::PowerOfTen(scale - scale_);
  for (const std::uint32_t cell : touched_) sums_[cell] *= factor;
  scale_ = scale;
}

void ExactColumn::Add(std::span<const std::uint32_t> cells, const model::NumberColumn& numbers,
                      std::uint32_t cells_end) {
  if (sums_.size() < cells_end) {
    sums_.resize(cells_end);
    is_touched_.resize(cells_end, 0);
  }
  for (const std::uint32_t cell : cells) {
    if (cell == kNowhere || is_touched_[cell] != 0) continue;
    is_touched_[cell] = 1;
    touched_.push_back(cell);
  }
  if (!numbers.narrow) {
    AddWide(cells, numbers.wide);
    return;
  }
  if (numbers.scale > scale_) Rescale(numbers.scale);
  if (numbers.scale == scale_) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] != kNowhere) sums_[cells[i]] += Int128{numbers.units[i]};
    }
    return;
  }
  const WideInteger factor = WideInteger::PowerOfTen(scale_ - numbers.scale);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] != kNowhere) sums_[cells[i]] += factor * Int128{numbers.units[i]};
  }
}

void ExactColumn::AddWide(std::span<const std::uint32_t> cells,
                          std::span<const model::Decimal> numbers) {
  int scale = scale_;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] != kNowhere) scale = std::max(scale, numbers[i].scale());
  }
  if (scale > scale_) Rescale(scale);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] == kNowhere) continue;
    sums_[cells[i]] +=
        WideInteger(numbers[i].units()) * WideInteger::PowerOfTen(scale_ - numbers[i].scale());
  }
}

}  // namespace twinbill::cbas
