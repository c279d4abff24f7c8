// RawRows: chosen columns of a report as the texts that stand there, row by row: for who needs more
// of a report than its usage.
//
// CSV (plain, gzip, zip) and Parquet, as UsageReader reads them: the same limits, the same checks
// of the bytes. A cell of Parquet is the text that the same cell of a CSV would be.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/model/result.h"
#include "corpus/model/sha256.h"
#include "corpus/readers/usage_reader.h"

namespace twinbill::readers {

struct RawRow {
  std::span<const std::string_view> texts;  // of the chosen columns; they live for the call
  std::int64_t row = 0;                     // of the file's data rows, from 1
  std::int64_t line = 0;                    // it begins on, from 1; 0 for Parquet
};

// Which columns are wanted, as numbers into the file's `columns`, or why there is nothing to read.
using ChooseColumns =
    std::function<model::Result<std::vector<std::size_t>>(const std::vector<std::string>& columns)>;
using TakeRow = std::function<model::Result<void>(const RawRow& row)>;

// Gives each row to `take`, in the file's order, up to its first failure. The digest of the file as
// stored.
model::Result<model::Digest> ReadRawRows(const std::string& path, const ReaderLimits& limits,
                                         const ChooseColumns& choose, const TakeRow& take);

}  // namespace twinbill::readers
