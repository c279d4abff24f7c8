#include "standard_engine/billing/slot_facts.h"

#include <algorithm>
#include <utility>

namespace twinbill::billing {

using model::Dimension;
using model::DimensionKind;
using model::Slot;

namespace {

// What a cell of any contract is told apart by, in the order of cells.
std::vector<Dimension> DimensionsOf(const plan::Plan& plan) {
  std::vector<Dimension> dimensions;
  for (const DimensionKind kind :
       {DimensionKind::kAccount, DimensionKind::kService, DimensionKind::kRegion,
        DimensionKind::kUsageType, DimensionKind::kOperation, DimensionKind::kLineItemType}) {
    dimensions.push_back({kind, {}});
  }
  dimensions.insert(dimensions.end(), plan.attributes().begin(), plan.attributes().end());
  return dimensions;
}

void SetText(const Dimension& dimension, const std::string& text, Slot& slot) {
  switch (dimension.kind) {
    case DimensionKind::kAccount: slot.account = text; return;
    case DimensionKind::kService: slot.service = text; return;
    case DimensionKind::kRegion: slot.region = text; return;
    case DimensionKind::kUsageType: slot.usage_type = text; return;
    case DimensionKind::kOperation: slot.operation = text; return;
    case DimensionKind::kLineItemType: slot.line_item_type = text; return;
    case DimensionKind::kUnit: slot.unit = text; return;
    case DimensionKind::kProduct:
    case DimensionKind::kTag: break;
  }
  model::Attributes& attributes =
      dimension.kind == DimensionKind::kProduct ? slot.product : slot.tags;
  if (text.empty()) return;
  attributes.emplace_back(dimension.key, text);
  std::sort(attributes.begin(), attributes.end());
}

}  // namespace

Slot SlotWith(const std::vector<Dimension>& dimensions, std::span<const std::string> texts) {
  TWINBILL_CHECK(dimensions.size() == texts.size());
  Slot slot;
  for (std::size_t i = 0; i < dimensions.size(); ++i) SetText(dimensions[i], texts[i], slot);
  return slot;
}

bool SlotOrder::operator()(const Slot* a, const Slot* b) const {
  for (const Dimension& dimension : *dimensions) {
    const auto order = dimension.TextOf(*a) <=> dimension.TextOf(*b);
    if (order != 0) return order < 0;
  }
  return false;
}

std::uint32_t SlotNumbers::Learn(const Slot* slot) {
  // Tables of a history are sorted as slots are here: then each one comes last.
  const auto at = numbers_.try_emplace(numbers_.end(), slot, size());
  if (numbers_.size() > slots_.size()) slots_.push_back(slot);
  return at->second;
}

void SlotNumbers::Rank() {
  if (ranks_.size() == slots_.size()) return;
  ranks_.resize(slots_.size());
  at_rank_.clear();
  for (const auto& [slot, number] : numbers_) {
    ranks_[number] = static_cast<std::uint32_t>(at_rank_.size());
    at_rank_.push_back(number);
  }
}

SlotFacts::SlotFacts(const plan::Plan& plan, const model::SlotTable& table)
    : plan_(plan),
      table_(table),
      scope_count_(plan.scopes().size()),
      dimensions_(DimensionsOf(plan)),
      slots_(dimensions_) {
  for (const std::vector<Dimension>& dimensions : plan.groupings()) {
    groupings_.emplace_back(dimensions);
  }
}

std::uint32_t SlotFacts::LearnNew(std::uint32_t table_slot) {
  if (table_slot >= numbers_.size()) numbers_.resize(table_.size(), kUnknown);
  return numbers_[table_slot] = LearnSlot(&table_[table_slot]);
}

void SlotFacts::LearnTable() {
  for (std::uint32_t slot = 0; slot < table_.size(); ++slot) Learn(slot);
}

std::uint32_t SlotFacts::Learn(Slot slot) { return LearnSlot(&own_.emplace_back(std::move(slot))); }

std::uint32_t SlotFacts::LearnGroup(std::uint32_t grouping, const std::vector<std::string>& texts) {
  ranked_ = false;
  return groupings_[grouping].Learn(
      &own_.emplace_back(SlotWith(plan_.groupings()[grouping], texts)));
}

std::uint32_t SlotFacts::LearnSlot(const Slot* slot) {
  const std::uint32_t known = slots_.size();
  const std::uint32_t number = slots_.Learn(slot);
  if (number < known) return number;
  ranked_ = false;
  for (const plan::ScopeTest& scope : plan_.scopes()) hits_.push_back(scope.Matches(*slot) ? 1 : 0);
  for (SlotNumbers& grouping : groupings_) groups_.push_back(grouping.Learn(slot));
  return number;
}

void SlotFacts::Rank() {
  if (ranked_) return;
  slots_.Rank();
  for (SlotNumbers& grouping : groupings_) grouping.Rank();
  ranked_ = true;
}

}  // namespace twinbill::billing
