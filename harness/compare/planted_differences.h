// Whether the comparison sees: known differences, planted among rows, which every run must find.
//
// A comparison that has gone blind reports parity; that is the one mistake that nobody would
// notice. So each run first compares rows of its own that differ in a known way (docs/TESTING.md).
#pragma once

#include <functional>
#include <string_view>

#include "corpus/model/result.h"
#include "harness/compare/comparison.h"

namespace twinbill::compare {

// Compares two texts of line items, header and all.
using TextComparison =
    std::function<Comparison(std::string_view a, std::string_view b, DifferenceSink& sink)>;

// Whether `compare` finds exactly the planted differences, each in its class, with both rows, and
// with the money over and under; among sorted rows and among rows that are not.
bool FindsPlanted(const TextComparison& compare);

// The failure of a comparison that does not.
model::Result<void> CheckSight(const TextComparison& compare);

}  // namespace twinbill::compare
