// BlindUsage: random usage by someone who has never seen the contract, as a property test's
// generator is written once for all contracts.
//
// It knows what a bill needs to be one at all: the term. Texts are those of `twinbill generate`
// (services, their usage types, operations and units, regions), each as likely as another; numbers
// and moments are uniform.
#pragma once

#include <cstdint>

#include "corpus/model/calendar.h"
#include "corpus/model/slot_table.h"
#include "harness/fuzz/counted_random.h"
#include "harness/fuzz/usage_case.h"

namespace twinbill::mutate {

class BlindUsage {
 public:
  BlindUsage(const model::Term& term, std::uint64_t seed);

  // Case `number`, sorted: 1 to 60 records in the first 1 to 14 periods of the term.
  void Draw(std::uint64_t number, fuzz::UsageCase& usage) const;

  // Drawn once; cases draw from them.
  const model::SlotTable& slots() const { return slots_; }

 private:
  model::Term term_;
  std::uint64_t seed_;
  model::SlotTable slots_;
};

}  // namespace twinbill::mutate
