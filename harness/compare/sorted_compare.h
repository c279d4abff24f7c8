// Comparison of ranges of rows that stand in canonical order: one merge, equal runs at memory
// speed.
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/compare/comparison.h"
#include "harness/compare/line_item_file.h"

namespace twinbill::compare {

struct Range {
  const LineItemFile* file = nullptr;
  std::size_t begin = 0;  // a row's start
  std::size_t end = 0;    // a row's end
};

enum class MergeEnd {
  kDone,
  kUnsorted,  // a row stands behind a greater one: nothing of the comparison counts
  kFaulty,    // a row is not canonical: likewise
};

// How a merge ended, with the outermost rows of each side (empty where a side has none), by which
// who cut the files into ranges sees that the cuts were right.
struct Merged {
  MergeEnd end = MergeEnd::kDone;
  std::string_view first_a, last_a;
  std::string_view first_b, last_b;
};

// Counts into `comparison` and tells `sink`.
Merged CompareSorted(const Range& a, const Range& b, Comparison& comparison, DifferenceSink& sink);

}  // namespace twinbill::compare
