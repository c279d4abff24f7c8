#include "legacy_adapters/cbas/exact_column.h"

#include <algorithm>
#include <limits>

#include "corpus/model/check.h"

namespace twinbill::cbas {
namespace {

constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void ExactColumn::Clear() {
  for (const std::uint32_t cell : touched_) {
    sums_[cell] = WideInteger();
    narrow_[cell] = 0;
  }
  touched_.clear();
  scale_ = 0;
  narrow_scale_ = 0;
}

void ExactColumn::Touch(std::span<const std::uint32_t> cells) {
  for (const std::uint32_t cell : cells) {
    if (cell >= sums_.size()) {
      sums_.resize(std::max<std::size_t>(cell + std::size_t{1}, 2 * sums_.size()));
      narrow_.resize(sums_.size(), 0);
    }
    touched_.push_back(cell);
  }
}

void ExactColumn::Rescale(int scale) {
  const WideInteger factor = WideInteger::PowerOfTen(scale - scale_);
  for (const std::uint32_t cell : touched_) sums_[cell] *= factor;
  scale_ = scale;
}

void ExactColumn::Add(std::span<const std::uint32_t> cells, const model::NumberColumn& numbers) {
  if (!numbers.narrow) {
    AddWide(cells, numbers.wide);
    return;
  }
  TWINBILL_CHECK(cells.size() <= numbers.units.size());
  if (numbers.scale != narrow_scale_) {
    Settle();
    narrow_scale_ = numbers.scale;
    if (scale_ < narrow_scale_) Rescale(narrow_scale_);
  }
  AddNarrow(cells, numbers.units);
}

void ExactColumn::AddNarrow(std::span<const std::uint32_t> cells,
                            std::span<const std::int64_t> units) {
  std::int64_t* const sums = narrow_.data();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint32_t cell = cells[i];
    if (cell == kNowhere) continue;
    std::int64_t sum = 0;
    if (__builtin_add_overflow(sums[cell], units[i], &sum)) {
      Spill(cell, sums[cell]);
      sum = units[i];
    }
    sums[cell] = sum;
  }
}

void ExactColumn::Spill(std::uint32_t cell, std::int64_t units) {
  sums_[cell] += WideInteger(units) * WideInteger::PowerOfTen(scale_ - narrow_scale_);
}

void ExactColumn::Settle() {
  for (const std::uint32_t cell : touched_) {
    if (narrow_[cell] == 0) continue;
    Spill(cell, narrow_[cell]);
    narrow_[cell] = 0;
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
