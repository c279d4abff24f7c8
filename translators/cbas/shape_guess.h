// Guessing the shapes that a formula may be, from what it gives on its branches.
//
// A guess may be wrong; it may not be missing where the translator's README lists the shape.
#pragma once

#include <vector>

#include "translators/cbas/shape.h"

namespace twinbill::translators {

// In the order in which they are to be tried. `benefit` is what is given, `charged` what is
// charged (the formula of a charge; none of a credit).
std::vector<Shape> GuessShapes(const algebra::Expression& benefit,
                               const algebra::Expression& charged,
                               const std::vector<algebra::Constraint>& facts,
                               const RuleSurroundings& surroundings);

}  // namespace twinbill::translators
