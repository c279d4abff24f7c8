// Gauges: the numbers of a bill at which something is decided, and where that is.
//
// Read from a trace of the standard side (ReadGauges) and told by a rule book's run (LegacyGauges):
// what is rounded, and what is held against a bound. A gauge is named by its place, so that two
// bills of nearly the same usage can be compared number by number.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>
#include <vector>

#include "standard_engine/billing/trace.h"

namespace twinbill::fuzz {

enum class GaugeKind : std::uint8_t {
  // Of the standard side.
  kLineRounding,    // a line's exact amount: ties
  kSumRounding,     // the sum of a construct's or group's lines: ties
  kShareCut,        // a line's share of a sum: whole units
  kChargeRounding,  // a shortfall: ties
  kTierBound,       // a meter's reading against the end of a step
  kMeterZero,       // a meter's reading against 0
  kFloor,           // what a group is given against 0
  kFloorQuantity,   // a group's quantity against 0
  kEntitlement,     // what entitles against what is entitled
  kCap,             // what is wanted against what is left of a cap
  kGrant,           // the same of a grant
  kCommit,          // what was spent against a commitment
  kCommitLimit,     // what counts of a limit's cells against its share
  // Of a rule book.
  kRuleAmount,     // a group's result, before it is an amount: ties
  kRecordAmount,   // the same of a record, with `each: event`
  kInnerRound,     // what a formula's round() rounds: ties
  kInnerWhole,     // what floor() or ceil() cuts: whole numbers
  kScaleRounding,  // a product or quotient of decimals, rounded to the scale: ties
  kReadRounding,   // a record's number, rounded to the scale when it is read: ties
  kRuleShare,      // a line's share that is rounded by itself: ties
  kRuleShareCut,   // a line's share of an amount: whole units
  kFormulaBound,   // what a formula compares, or looks up in a table, against the other
};
inline constexpr std::size_t kGaugeKindCount = 22;
std::string_view Name(GaugeKind kind);
// Whether it tells how near a tie, or a whole number that is cut to, something is; else how far
// from a bound.
bool IsRounding(GaugeKind kind);

struct GaugePlace {
  std::int32_t period = 0;
  std::uint32_t construct = 0;  // or the rule
  GaugeKind kind = GaugeKind::kLineRounding;
  std::uint32_t index = 0;
  auto operator<=>(const GaugePlace&) const = default;
};

struct Gauge {
  GaugePlace place;
  // Where it IsRounding(): in units of what is rounded to, where ties (of what is cut, where whole
  // units) are at a half. Else the distance from the bound, which is 0 on it.
  arithmetic::ExactAmount value;
  // Not 0: a double rounded by its exact value to this many digits, which only every 5^digits-th
  // tie can be.
  int binary_digits = 0;

  bool is_rounding() const { return IsRounding(place.kind); }
};

// Appends the gauges of one bill, in the order of places.
void ReadGauges(const plan::Plan& plan, const billing::Trace& trace, std::vector<Gauge>& gauges);

}  // namespace twinbill::fuzz
