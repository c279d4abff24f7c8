// Comparison of rows in any order, in bounded memory.
//
// Rows are dealt into buckets by a hash of their key, so that all rows of a key meet in one bucket;
// a bucket is compared in memory by the bytes of its rows. Small files stay where they are; of
// larger ones the buckets are temporary files without a name.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/compare/comparison.h"
#include "harness/compare/difference_spool.h"
#include "harness/compare/line_item_file.h"

namespace twinbill::compare {

struct UnsortedOptions {
  std::size_t memory_bytes = std::size_t{768} << 20;  // aimed at; one key's rows must fit
  std::string temporary_folder = "/tmp";
  int threads = 2;
};

// Input that is not canonical is a failure at its first fault, A's before B's. Differences are told
// in the order of their keys' bytes, as a comparison of the sorted files tells them; whether the
// files were sorted goes into `comparison`.
model::Result<void> CompareUnsorted(const LineItemFile& a, const LineItemFile& b,
                                    const UnsortedOptions& options, Comparison& comparison,
                                    DifferenceSink& sink);

}  // namespace twinbill::compare
