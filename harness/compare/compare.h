// Compares two sets of line items: files, texts, or lines in memory. Source:
// docs/formats/comparison.md.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "corpus/model/line_item.h"
#include "corpus/model/result.h"
#include "harness/compare/comparison.h"

namespace twinbill::compare {

struct CompareOptions {
  int threads = 2;  // does not change the result
  std::size_t memory_bytes = std::size_t{768} << 20;
  std::string temporary_folder = "/tmp";
  bool digests = false;  // whether the files' SHA-256 are wanted too
};

// Every difference is told to `sink` in the byte order of the keys, once it is certain that both
// inputs are canonical: input that is not is a failure at its first fault, A's before B's. Rows in
// another order than canonical files have are compared all the same, and the result says so. A file
// that is written to meanwhile is a failure of the surroundings.
model::Result<Comparison> CompareFiles(const std::string& path_a, const std::string& path_b,
                                       const CompareOptions& options, DifferenceSink& sink);

// The same over the bytes of two files.
model::Result<Comparison> CompareTexts(std::string_view text_a, std::string_view text_b,
                                       const CompareOptions& options, DifferenceSink& sink);

// The same over two sets of line items, in any order.
model::Result<Comparison> CompareLineItems(std::span<const model::LineItem> a,
                                           std::span<const model::LineItem> b,
                                           DifferenceSink& sink);

}  // namespace twinbill::compare
