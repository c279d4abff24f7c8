// UsageBlock: records of one payer and period, as columns, in ledger order: what billing reads.
//
// A view: whoever makes it keeps the columns alive for the call it is given to. Slots are numbers
// of one SlotTable that giver and taker agree on. A period's records may come in several blocks,
// one after the other in ledger order. Source: specification, usage.md "Records", "Ledger order".
#pragma once

#include <cstdint>
#include <span>

#include "corpus/model/calendar.h"
#include "corpus/model/decimal.h"

namespace twinbill::model {

// A column of numbers. Narrow: row i is units[i] / 10^scale, |units[i]| < 10^18. Else wide[i].
struct NumberColumn {
  bool narrow = true;
  int scale = 0;  // 0 to Decimal::kScaleMax
  std::span<const std::int64_t> units;
  std::span<const Decimal> wide;

  Decimal At(std::size_t row) const {
    return narrow ? Decimal::FromUnits(units[row], scale).value() : wide[row];
  }
};

struct UsageBlock {
  Period period;  // of the bill
  std::span<const std::uint32_t> slot;
  std::span<const std::int64_t> start;  // of the usage, in microseconds as in Timestamp
  NumberColumn quantity;
  NumberColumn list_cost;
  NumberColumn rate;                       // no rate reads as 0
  std::span<const std::uint8_t> has_rate;  // 1 or 0; empty where no record has a rate

  std::size_t size() const { return slot.size(); }
  bool HasRate(std::size_t row) const { return !has_rate.empty() && has_rate[row] != 0; }
};

}  // namespace twinbill::model
