// SlotTable: each distinct slot once, by a number.
//
// Numbers count from 0 in the order of first sight, so they depend on row order: nothing that is
// shown or stored may, and who stores a table sorts it first.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "corpus/model/usage_record.h"

namespace twinbill::model {

std::size_t HashOf(const Slot& slot);

class SlotTable {
 public:
  SlotTable() = default;
  // Begins with `first`, all distinct, which have their places as numbers and are not copied.
  explicit SlotTable(std::shared_ptr<const std::vector<Slot>> first) : first_(std::move(first)) {}
  // It moves, but is not copied: a copy's numbers would be found by the original's slots.
  SlotTable(const SlotTable&) = delete;
  SlotTable& operator=(const SlotTable&) = delete;
  SlotTable(SlotTable&&) noexcept = default;
  SlotTable& operator=(SlotTable&&) noexcept = default;

  // The number of `slot`, which is added where it is new.
  std::uint32_t Intern(const Slot& slot);
  const Slot& operator[](std::uint32_t number) const {
    const std::size_t first = first_size();
    return number < first ? (*first_)[number] : slots_[number - first];
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(first_size() + slots_.size()); }

 private:
  struct Hash {
    std::size_t operator()(const Slot* slot) const { return HashOf(*slot); }
  };
  struct Equal {
    bool operator()(const Slot* a, const Slot* b) const { return *a == *b; }
  };

  std::size_t first_size() const { return first_ ? first_->size() : 0; }

  std::shared_ptr<const std::vector<Slot>> first_;  // may be null
  std::deque<Slot> slots_;                          // behind the first ones; addresses stay
  // Of all slots, once one was asked for.
  std::unordered_map<const Slot*, std::uint32_t, Hash, Equal> numbers_;
};

}  // namespace twinbill::model
