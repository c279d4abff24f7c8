#include "standard_engine/billing/construct_state.h"

namespace twinbill::billing {

HeldCell& HeldCells::At(std::uint32_t slot, std::uint32_t epoch) {
  if (slot >= first_of_slot_.size()) first_of_slot_.resize(slot + 1, kNone);
  for (std::uint32_t at = first_of_slot_[slot]; at != kNone; at = cells_[at].next) {
    if (cells_[at].epoch == epoch) return cells_[at];
  }
  HeldCell& cell = cells_.emplace_back();
  cell.slot = slot;
  cell.epoch = epoch;
  cell.next = first_of_slot_[slot];
  first_of_slot_[slot] = static_cast<std::uint32_t>(cells_.size() - 1);
  return cell;
}

void HeldCells::Clear() {
  for (const HeldCell& cell : cells_) first_of_slot_[cell.slot] = kNone;
  cells_.clear();
}

void ConstructState::Clear() {
  readings.before.clear();
  readings.now.clear();
  entitled.clear();
  held.Clear();
  given = drawn = measured = ExactAmount();
  for (ExactAmount& amount : limited) amount = ExactAmount();
}

}  // namespace twinbill::billing
