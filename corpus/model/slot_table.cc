#include "corpus/model/slot_table.h"

#include <string_view>

namespace twinbill::model {
namespace {

void Mix(std::size_t& hash, std::string_view text) {
  hash ^= std::hash<std::string_view>()(text) + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U);
}

}  // namespace

std::size_t HashOf(const Slot& slot) {
  std::size_t hash = 0;
  for (const std::string* text : {&slot.account, &slot.service, &slot.region, &slot.usage_type,
                                  &slot.operation, &slot.line_item_type, &slot.unit}) {
    Mix(hash, *text);
  }
  for (const Attributes* attributes : {&slot.product, &slot.tags}) {
    for (const auto& [key, text] : *attributes) {
      Mix(hash, key);
      Mix(hash, text);
    }
    Mix(hash, "|");  // so that an attribute does not hash alike on either side
  }
  return hash;
}

std::uint32_t SlotTable::Intern(const Slot& slot) {
  if (numbers_.empty()) {
    for (std::uint32_t i = 0; i < first_size(); ++i) numbers_.emplace(&(*first_)[i], i);
  }
  if (const auto at = numbers_.find(&slot); at != numbers_.end()) return at->second;
  const std::uint32_t number = size();
  slots_.push_back(slot);
  numbers_.emplace(&slots_.back(), number);
  return number;
}

}  // namespace twinbill::model
