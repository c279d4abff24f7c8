// The sums of one period and stretch: rows come in the narrow form of a history, or as decimals.
#include <algorithm>

#include "standard_engine/billing/usage_cells.h"

namespace twinbill::billing {

using model::Decimal;
using model::Int128;
using model::UsageBlock;

namespace {

constexpr int kPowerMax = 38;

// 10^power, 0 <= power <= 38.
Int128 PowerOfTen(int power) {
  Int128 value = 1;
  for (int i = 0; i < power; ++i) value *= 10;
  return value;
}

void AddWide(const Decimal& value, ExactAmount& sum) { sum.AddUnits(value.units(), value.scale()); }

// quantity * rate, added to `sum`.
void AddProduct(const Decimal& quantity, const Decimal& rate, ExactAmount& sum) {
  Int128 units = 0;
  if (__builtin_mul_overflow(quantity.units(), rate.units(), &units)) {
    sum += ExactAmount::Product(quantity, rate);
  } else {
    sum.AddUnits(units, quantity.scale() + rate.scale());
  }
}

}  // namespace

void UsagePlane::Begin(model::Period period, std::uint32_t stretch) {
  period_ = period;
  stretch_ = stretch;
}

void UsagePlane::Clear() {
  for (const std::uint32_t slot : slots_) at_of_slot_[slot] = kNone;
  slots_.clear();
  units_.clear();
  rated_.clear();
  wide_.clear();
}

std::uint32_t UsagePlane::AddSlot(std::uint32_t slot) {
  if (slot >= at_of_slot_.size()) at_of_slot_.resize(slot + 1, kNone);
  const auto at = static_cast<std::uint32_t>(slots_.size());
  at_of_slot_[slot] = at;
  slots_.push_back(slot);
  units_.emplace_back();
  rated_.emplace_back();
  return at;
}

UsageSum& UsagePlane::WideAt(std::uint32_t at) {
  if (at >= wide_.size()) wide_.resize(slots_.size());
  return wide_[at];
}

UsageSum UsagePlane::SumOf(std::size_t at) const {
  const Units& units = units_[at];
  UsageSum sum{ExactAmount::OfUnits(units.quantity, scales_.quantity),
               ExactAmount::OfUnits(units.list_cost, scales_.list_cost),
               ExactAmount::OfUnits(rated_[at], scales_.rated_cost)};
  if (at >= wide_.size()) return sum;
  sum.quantity += wide_[at].quantity;
  sum.list_cost += wide_[at].list_cost;
  sum.rated_cost += wide_[at].rated_cost;
  return sum;
}

// From here on units are of these scales.
void UsagePlane::SetScales(const Scales& scales) {
  if (scales == scales_) return;
  for (std::uint32_t at = 0; at < units_.size(); ++at) {
    UsageSum& wide = WideAt(at);
    wide.quantity.AddUnits(units_[at].quantity, scales_.quantity);
    wide.list_cost.AddUnits(units_[at].list_cost, scales_.list_cost);
    wide.rated_cost.AddUnits(rated_[at], scales_.rated_cost);
    units_[at] = Units();
    rated_[at] = 0;
  }
  scales_ = scales;
}

void UsagePlane::AddRow(const UsageRow& row) {
  UsageSum& sum = WideAt(At(row.slot));
  AddWide(row.quantity, sum.quantity);
  AddWide(row.list_cost, sum.list_cost);
  if (row.rate) {
    AddProduct(row.quantity, *row.rate, sum.rated_cost);
  } else {
    AddWide(row.list_cost, sum.rated_cost);
  }
}

void UsagePlane::AddRows(const UsageBlock& block, std::size_t first, std::size_t last, bool rated) {
  const bool narrow = block.quantity.narrow && block.list_cost.narrow &&
                      (!rated || block.has_rate.empty() || block.rate.narrow);
  if (!narrow) {
    for (std::size_t i = first; i < last; ++i) {
      AddRow({block.slot[i], period_, model::Timestamp{block.start[i]}, block.quantity.At(i),
              block.list_cost.At(i),
              block.HasRate(i) && rated ? std::optional(block.rate.At(i)) : std::nullopt});
    }
    return;
  }
  Scales scales{block.quantity.scale, block.list_cost.scale, scales_.rated_cost};
  if (rated) {
    scales.rated_cost = block.list_cost.scale;
    if (!block.has_rate.empty()) {
      scales.rated_cost = std::max(scales.rated_cost, block.quantity.scale + block.rate.scale);
    }
  }
  SetScales(scales);
  AddNarrow(block, first, last);
  if (rated) AddRated(block, first, last);
}

void UsagePlane::AddNarrow(const UsageBlock& block, std::size_t first, std::size_t last) {
  const std::uint32_t* slot = block.slot.data();
  const std::int64_t* quantity = block.quantity.units.data();
  const std::int64_t* list_cost = block.list_cost.units.data();
  for (std::size_t i = first; i < last; ++i) {
    const std::uint32_t at = At(slot[i]);
    Units& sum = units_.data()[at];
    Units more;
    const bool overflows = __builtin_add_overflow(sum.quantity, quantity[i], &more.quantity) |
                           __builtin_add_overflow(sum.list_cost, list_cost[i], &more.list_cost);
    if (!overflows) {
      sum = more;
    } else {
      SpillRow(block, i, at);
    }
  }
}

// Takes a row whose sum has outgrown 64 bits, and begins a new one.
void UsagePlane::SpillRow(const UsageBlock& block, std::size_t row, std::uint32_t at) {
  UsageSum& wide = WideAt(at);
  wide.quantity.AddUnits(units_[at].quantity, scales_.quantity);
  wide.list_cost.AddUnits(units_[at].list_cost, scales_.list_cost);
  units_[at] = {block.quantity.units[row], block.list_cost.units[row]};
}

// Products may be as long as an Int128: what does not fit goes to the wide sums.
void UsagePlane::AddRated(const UsageBlock& block, std::size_t first, std::size_t last) {
  const int product_scale = block.quantity.scale + block.rate.scale;
  const bool any_rate = !block.has_rate.empty();
  const int list_shift = scales_.rated_cost - block.list_cost.scale;
  const int product_shift = any_rate ? scales_.rated_cost - product_scale : 0;
  const Int128 list_factor = PowerOfTen(std::min(list_shift, kPowerMax));
  const Int128 product_factor = PowerOfTen(product_shift);
  for (std::size_t i = first; i < last; ++i) {
    const std::uint32_t at = At(block.slot[i]);
    const bool has_rate = any_rate && block.has_rate[i] != 0;
    Int128 units = has_rate ? Int128{block.quantity.units[i]} * block.rate.units[i]
                            : Int128{block.list_cost.units[i]};
    Int128& sum = rated_[at];
    if (!__builtin_mul_overflow(units, has_rate ? product_factor : list_factor, &units) &&
        (has_rate || list_shift <= kPowerMax) && !__builtin_add_overflow(sum, units, &units)) {
      sum = units;
    } else if (has_rate) {
      AddProduct(block.quantity.At(i), block.rate.At(i), WideAt(at).rated_cost);
    } else {
      AddWide(block.list_cost.At(i), WideAt(at).rated_cost);
    }
  }
}

}  // namespace twinbill::billing
