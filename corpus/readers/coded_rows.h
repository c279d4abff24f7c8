// CodedRows: rows that agree in several coded columns, found by comparing numbers alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace twinbill::readers {

// Combinations by number, in the order of their first rows.
struct CodedRows {
  std::vector<std::uint32_t> combinations;  // by row
  std::vector<std::int64_t> first_rows;     // by combination
};

// Of the first `rows` rows; each column has a code for each of them.
CodedRows CombineCodes(std::span<const std::span<const std::uint32_t>> columns, std::int64_t rows);

}  // namespace twinbill::readers
