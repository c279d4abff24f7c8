// What a difference says beyond its two rows, and its row in a file of differences.
//
// Source: docs/formats/comparison.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/compare/comparison.h"

namespace twinbill::compare {

// The fields in which the rows of a pair differ, in their order; none where one side has no row.
std::vector<std::string_view> DifferingFields(const Difference& difference);

// B's amount less A's, a side without a row counting as 0; none where the currencies differ.
std::optional<std::string> AmountDifference(const Difference& difference);

// The header row of a file of differences, with its LF.
std::string_view DifferenceHeader();

// Appends the difference as a row of that file, with its LF. The fields of the two rows stand there
// byte for byte.
void AppendDifference(const Difference& difference, std::string& out);

}  // namespace twinbill::compare
