// SlotUniverse: a few dozen slots that tell a contract's scopes and matches apart.
//
// Made once for a pair of sides and kept for all its cases, so that patterns are matched once. It
// holds slots for every way of being taken by some selectors and not by others that a search by
// the selectors' own texts finds, and of each way as many as there is room for. The same mentions
// and seed give the same slots.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/model/slot_table.h"
#include "harness/fuzz/mentions.h"

namespace twinbill::fuzz {

// The slot's text of a dimension; an empty one takes it away.
void PutText(const model::Dimension& dimension, const std::string& text, model::Slot& slot);

struct UniverseLimits {
  int slots_max = 64;
  int draws = 6000;          // of candidates
  int slots_alike_max = 12;  // that the same selectors take
};

class SlotUniverse {
 public:
  SlotUniverse(const Mentions& mentions, std::uint64_t seed, UniverseLimits limits);

  const model::SlotTable& slots() const { return slots_; }
  // Of Mentions::selectors, those that take no slot of the universe: usage can't reach them.
  const std::vector<std::size_t>& selectors_without_slot() const { return selectors_without_slot_; }
  // Those that take every slot.
  const std::vector<std::size_t>& selectors_of_all() const { return selectors_of_all_; }

 private:
  model::SlotTable slots_;
  std::vector<std::size_t> selectors_without_slot_;
  std::vector<std::size_t> selectors_of_all_;
};

}  // namespace twinbill::fuzz
