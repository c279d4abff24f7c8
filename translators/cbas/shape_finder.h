// Finding the shapes that a formula is: guesses from its branches, each proved by comparison.
//
// Where a shape is the formula only while certain sums have a certain sign, that is an assumption
// of the find, and becomes an obligation.
#pragma once

#include <functional>
#include <vector>

#include "translators/cbas/shape.h"

namespace twinbill::translators {

enum class Assumption : std::uint8_t {
  kUsageNotNegative,
  kUsageAboveZero,
  kCostNotNegative,
  kRatedNotNegative,
  kNetNotNegative,
  kInputsNotNegative,
};

struct FoundShape {
  Shape shape;
  std::vector<Assumption> assumptions;
  // The formula divides by zero somewhere, and its bill stops there.
  bool divides = false;
};

// Calls `take` for each shape that the formula is, plain ones without assumptions first, until it
// says true. False where it never did.
bool FindShapes(const FormulaMeaning& meaning, const RuleSurroundings& surroundings,
                const std::function<bool(const FoundShape&)>& take);

// The function that a benefit must be: the formula of a credit, the opposite of a charge's.
algebra::Expression BenefitOf(const FormulaMeaning& meaning, const rule_book::Rule& rule);

}  // namespace twinbill::translators
