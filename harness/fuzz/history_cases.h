// HistoryCases: cases of a few records of the history, as they were or changed a little.
//
// What a generator does not think of is in the texts, numbers and moments that customers have. Each
// case is named by (seed, number), as the generator's are.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/fuzz/case_generator.h"
#include "harness/fuzz/history_sample.h"

namespace twinbill::fuzz {

// What was changed in a case.
enum class HistoryChange : std::uint8_t {
  kNothing,  // only moved, where its periods are none of the term
  kSize,     // all numbers 10 to 10,000 times as much, as of so many such records
  kNumber,   // a quantity or cost by a smallest step, or ten times as much or as little
  kEdge,     // one so that those of its slot add up to a mentioned number, or a step beside it
  kSign,     // negated, or 0
  kRate,     // put there or taken away
  kMoment,   // at a mentioned moment, or a second beside it
  kLate,     // billed later than it happened
  kPeriod,   // in another period
  kSlot,     // at another slot: of the history, beside one of it, or of the universe
  kRepeat,   // a record twice, or its opposite
};
inline constexpr std::size_t kHistoryChangeCount = 11;
std::string_view Name(HistoryChange change);

// How many cases came from the history, and in how many of them each change was.
struct HistoryCounts {
  std::uint64_t cases = 0;
  std::array<std::uint64_t, kHistoryChangeCount> changed{};

  void Add(const HistoryCounts& other);
};

class HistoryCases {
 public:
  // `sample` and `mentions` must outlive it. `numbers` has the number of each of the sample's slots
  // in the table that cases are of, which has `slot_count` slots.
  HistoryCases(const HistorySample& sample, std::vector<std::uint32_t> numbers,
               std::uint32_t slot_count, const Mentions& mentions, model::Term term,
               std::uint64_t seed, GeneratorLimits limits);

  bool is_empty() const { return sample_.is_empty(); }

  // Case `number`, sorted; not where it is empty.
  void Draw(std::uint64_t number, UsageCase& usage, HistoryCounts& counts) const;

 private:
  class Drawing;

  const HistorySample& sample_;
  std::vector<std::uint32_t> numbers_;
  std::uint32_t slot_count_;
  const Mentions& mentions_;
  model::Term term_;
  std::uint64_t seed_;
  GeneratorLimits limits_;
};

}  // namespace twinbill::fuzz
