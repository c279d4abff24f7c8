#include "legacy_adapters/cbas/cells.h"

#include <algorithm>

#include "corpus/model/check.h"

namespace twinbill::cbas {

Cells::Cells(const Plan& plan, const model::SlotTable& slots)
    : plan_(plan),
      slots_(slots),
      epochs_(plan.boundaries.size() + 1),
      term_from_(model::Timestamp::AtMidnight(plan.book->head.term.start).micros),
      term_to_(model::Timestamp::AtMidnight(plan.book->head.term.end).micros),
      projected_(plan.groupings.size() * plan.groupings.size()),
      base_takes_(plan.bases.size()),
      slot_groups_(plan.groupings.size()) {
  for (const auto& dimensions : plan.groupings) groups_.emplace_back(dimensions);
}

std::size_t Cells::EpochOf(std::int64_t start) const {
  return static_cast<std::size_t>(
      std::upper_bound(plan_.boundaries.begin(), plan_.boundaries.end(), start) -
      plan_.boundaries.begin());
}

void Cells::MakeRoom() {
  if (cell_of_.size() < slots_.size() * epochs_) cell_of_.resize(slots_.size() * epochs_, kNone);
}

void Cells::AddSlots(std::int64_t moment) {
  MakeRoom();
  const std::size_t epoch = EpochOf(std::max(moment, term_from_));
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) CellOf(slot, epoch);
}

bool Cells::Find(std::span<const std::uint32_t> slots, std::span<const std::int64_t> starts,
                 std::span<std::uint32_t> cells) {
  TWINBILL_CHECK(starts.size() == slots.size() && cells.size() == slots.size());
  MakeRoom();
  if (starts.empty()) return true;
  if (term_from_ <= starts.front() && starts.back() < term_to_ &&
      EpochOf(starts.front()) == EpochOf(starts.back())) {
    // As most blocks are: all of it lies in one epoch of the term.
    const std::size_t epoch = EpochOf(starts.front());
    for (std::size_t i = 0; i < slots.size(); ++i) cells[i] = CellOf(slots[i], epoch);
    return true;
  }
  bool all = true;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (starts[i] < term_from_ || starts[i] >= term_to_) {
      cells[i] = kNone;
      all = false;
      continue;
    }
    cells[i] = CellOf(slots[i], EpochOf(starts[i]));
  }
  return all;
}

void Cells::ReadSlot(std::uint32_t slot) {
  if (slot_read_ == slot) return;
  slot_read_ = slot;
  const model::Slot& texts = slots_[slot];
  for (std::size_t b = 0; b < plan_.bases.size(); ++b) {
    const BasePlan& base = plan_.bases[b];
    base_takes_[b] = base.match ? base.match->Takes(texts) : texts.line_item_type == "Usage";
  }
  for (std::size_t g = 0; g < groups_.size(); ++g) slot_groups_[g] = groups_[g].Intern(texts);
}

std::uint32_t Cells::Add(std::uint32_t slot, std::size_t epoch) {
  ReadSlot(slot);
  const std::uint32_t cell = size();
  cell_of_[slot * epochs_ + epoch] = cell;
  slot_of_.push_back(slot);
  const std::int64_t moment = epoch == 0 ? term_from_ : plan_.boundaries[epoch - 1];
  const auto takes = [&](std::uint32_t base) {
    return base_takes_[base] != 0 && plan_.bases[base].from <= moment &&
           moment < plan_.bases[base].to;
  };
  for (const TakingPlan& taking : plan_.takings) {
    const bool taken =
        takes(taking.base) && std::none_of(taking.unless.begin(), taking.unless.end(), takes);
    taken_.push_back(taken ? 1 : 0);
  }
  group_of_.insert(group_of_.end(), slot_groups_.begin(), slot_groups_.end());
  return cell;
}

std::uint32_t Cells::Project(std::uint32_t from, std::uint32_t to, std::uint32_t group) {
  if (from == to) return group;
  std::vector<std::uint32_t>& projected = projected_[from * groups_.size() + to];
  if (group < projected.size() && projected[group] != kNone) return projected[group];
  if (group >= projected.size()) projected.resize(groups_[from].size(), kNone);
  const std::vector<model::Dimension>& dimensions = groups_[from].dimensions();
  Texts texts;
  for (const model::Dimension& wanted : groups_[to].dimensions()) {
    const auto at = std::find(dimensions.begin(), dimensions.end(), wanted);
    TWINBILL_CHECK(at != dimensions.end());
    texts.push_back(
        groups_[from].TextsOf(group)[static_cast<std::size_t>(at - dimensions.begin())]);
  }
  return projected[group] = groups_[to].Intern(texts);
}

}  // namespace twinbill::cbas
