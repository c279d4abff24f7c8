// Shape: what a formula is as a benefit, and what such a benefit gives a group.
//
// A shape is a guess until ShapeMeaning(), the specification's own sentence about it, has been
// compared with the formula and is the same function. Source: specification, standard_contract.md
// "Benefit", "Entitlement", "Cap", "Commit".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "standard_engine/contract/contract.h"
#include "translators/algebra/expression.h"
#include "translators/cbas/formula_meaning.h"

namespace twinbill::translators {

enum class ShapeKind : std::uint8_t {
  kFlat,
  kVolume,
  kGraduated,
  kCommit,   // a shortfall
  kFee,      // a charge in a window's first period
  kMonthly,  // a charge in every window's last period
};

// A sum that is counted: what it measures, over which window, and whose records.
struct Counted {
  contract::Measure measure = contract::Measure::kQuantity;
  model::WindowKind window = model::WindowKind::kMonth;
  std::optional<std::size_t> input;  // none: the rule's own records
  bool operator==(const Counted&) const = default;
};

struct ShapeStep {
  std::optional<algebra::Rational> up_to;
  algebra::Rational value;  // a percentage as its fraction of 1
};

struct Shape {
  ShapeKind kind = ShapeKind::kFlat;
  contract::Rule rule = contract::Rule::kPercentOff;
  contract::Base base = contract::Base::kList;
  algebra::Rational value;       // kFlat; of kCommit, kFee and kMonthly the amount
  std::vector<ShapeStep> steps;  // of tiers
  Counted counted;               // of tiers, and of a commitment its measure
  contract::Bound bound = contract::Bound::kUpperInclusive;
  contract::BelowZero below_zero = contract::BelowZero::kNothing;
  contract::Floor floor = contract::Floor::kNone;
  std::optional<algebra::Rational> cap;
  model::WindowKind cap_window =
      model::WindowKind::kMonth;           // the rule's, where it asks what was given
  std::optional<std::size_t> entitlement;  // an input; kOwnUsage: the rule's own usage
  algebra::Rational ratio;
  bool prorate = false;
  bool settled = false;  // of the whole window, in its last period

  static constexpr std::size_t kOwnUsage = static_cast<std::size_t>(-1);
};

// A sum as a function of a rule's variables: of this period, or of the window so far.
algebra::Expression SumNow(const Counted& counted);
algebra::Expression SumBefore(const Counted& counted);

// What the shape gives a group (for kCommit, kFee, kMonthly: what it charges).
algebra::Expression ShapeMeaning(const Shape& shape, const RuleSurroundings& surroundings);

// The name in the translator's README: "percent off list cost", ...
std::string NameOf(const Shape& shape);

}  // namespace twinbill::translators
