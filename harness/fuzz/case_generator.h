// CaseGenerator: usage drawn at what a contract's two sides mention.
//
// Each case is named by (seed, number) and draws with some features on and others off (swarm): a
// case without corrections finds what corrections would hide. A broad case switches them anew from
// period to period, so that most of what there is shows at once. What is drawn at edges is aimed: a
// quantity brings a running sum onto a tier's bound, or one smallest step beside it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/fuzz/counted_random.h"
#include "harness/fuzz/mentions.h"
#include "harness/fuzz/slot_universe.h"
#include "harness/fuzz/usage_case.h"

namespace twinbill::fuzz {

// A feature of cases: switched on or off for a case, and counted where a record shows it.
enum class Feature : std::uint8_t {
  kQuantityEdge,   // a running sum of quantities on a mentioned quantity, or a step beside it
  kMoneyEdge,      // the same of list costs and mentioned money
  kMomentEdge,     // a start at a mentioned moment, or a second beside it
  kLate,           // usage billed in a later period than it happened in
  kCorrection,     // a negative record
  kCancelled,      // records that add up to nothing
  kZeroQuantity,   // cost without quantity
  kZeroCost,       // quantity without cost
  kRate,           // a rate, whose product is not the list cost
  kEqual,          // the same numbers at several slots: ties when remainders are dealt
  kEmptyPeriod,    // a period without usage between others
  kTrickyDouble,   // a decimal whose nearest double rounds to the other side
  kTiny,           // many digits after the point
  kHuge,           // many before it
  kOneRecord,      // one record alone
  kOneSlot,        // one slot alone
  kWindowCrossed,  // periods of two windows of a quarter or a year
  kTermEnd,        // all periods of the term
};
inline constexpr std::size_t kFeatureCount = 18;
std::string_view Name(Feature feature);

// How many cases showed each feature.
using FeatureCounts = std::array<std::uint64_t, kFeatureCount>;

// How much one case shows at once.
enum class Breadth : std::uint8_t {
  kSwarm,  // features switched for the whole case
  kDense,  // many records over a few periods, features switched anew for each
  kLong,   // the same over a year and more
};

struct GeneratorLimits {
  int records_max = 60;
  int periods_max = 40;  // of a term that is longer, only its first ones are reached
};

class CaseGenerator {
 public:
  // `mentions` and `universe` must outlive the generator.
  CaseGenerator(const Mentions& mentions, const SlotUniverse& universe, model::Term term,
                std::uint64_t seed, GeneratorLimits limits);

  // Case `number`, sorted; adds 1 to `shown` for each feature that it shows.
  void Draw(std::uint64_t number, Breadth breadth, UsageCase& usage, FeatureCounts& shown) const;

 private:
  class Drawing;

  const Mentions& mentions_;
  const SlotUniverse& universe_;
  model::Term term_;
  std::uint64_t seed_;
  GeneratorLimits limits_;
  std::vector<std::vector<std::uint32_t>> takers_;  // of each slot: selectors, by number
  std::vector<std::vector<std::uint32_t>> taken_;   // of each selector that takes some: slots
};

}  // namespace twinbill::fuzz
