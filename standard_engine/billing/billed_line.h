// BilledLine: a line of a bill before its texts are written out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "corpus/model/line_item.h"
#include "standard_engine/billing/slot_facts.h"

namespace twinbill::billing {

using arithmetic::ExactAmount;

enum class LineKind : std::uint8_t { kDiscount, kFee, kShortfall };

struct BilledLine {
  LineKind kind = LineKind::kDiscount;
  model::Period period;
  std::uint32_t construct = 0;          // of the plan's
  const model::Slot* slot = nullptr;    // one that the line is of; null for a charge
  std::optional<ExactAmount> quantity;  // where the line is by usage type
  model::Amount amount;
};

// Appends the line as both sides agree on it.
void AppendLineItem(const plan::Plan& plan, const BilledLine& line,
                    std::vector<model::LineItem>& items);

}  // namespace twinbill::billing
