// Compares two files of line items.
#pragma once

#include <string>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "harness/compare/comparison.h"

namespace twinbill::compare {

struct CompareOptions {
  int threads = 2;  // does not change the result
  std::size_t memory_bytes = std::size_t{768} << 20;
  std::string temporary_folder = "/tmp";
};

// Every difference is told to `sink` in the byte order of the keys. Input that is not canonical is
// a failure at its first fault, A's before B's; rows in another order than canonical files have are
// compared all the same, and the result says so.
model::Result<Comparison> CompareFiles(const std::string& path_a, const std::string& path_b,
                                       const CompareOptions& options, DifferenceSink& sink);

// The SHA-256 of a file's bytes.
model::Result<model::Digest> DigestOf(const std::string& path);

}  // namespace twinbill::compare
