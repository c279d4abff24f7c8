#include "corpus/readers/coded_rows.h"

#include <algorithm>
#include <cstddef>

namespace twinbill::readers {
namespace {

using Columns = std::span<const std::span<const std::uint32_t>>;

std::vector<std::uint64_t> HashesOf(Columns columns, std::size_t rows) {
  std::vector<std::uint64_t> hashes(rows, 0);
  for (const std::span<const std::uint32_t> codes : columns) {
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint64_t mixed = (hashes[row] ^ codes[row]) * 0x9e3779b97f4a7c15U;
      hashes[row] = mixed ^ mixed >> 32U;
    }
  }
  return hashes;
}

bool Agree(Columns columns, std::size_t a, std::size_t b) {
  return std::all_of(columns.begin(), columns.end(),
                     [&](std::span<const std::uint32_t> codes) { return codes[a] == codes[b]; });
}

}  // namespace

CodedRows CombineCodes(Columns columns, std::int64_t rows) {
  const auto count = static_cast<std::size_t>(rows);
  const std::vector<std::uint64_t> hashes = HashesOf(columns, count);
  CodedRows coded;
  coded.combinations.reserve(count);
  // Open addressing over a power of two, at most half full; an entry is a combination's number + 1.
  std::size_t size = 1024;
  while (size < 2 * count) size *= 2;
  std::vector<std::uint32_t> table(size);
  for (std::size_t row = 0; row < count; ++row) {
    std::size_t at = hashes[row] & (size - 1);
    std::uint32_t found = 0;
    while ((found = table[at]) != 0) {
      const auto first = static_cast<std::size_t>(coded.first_rows[found - 1]);
      if (hashes[first] == hashes[row] && Agree(columns, first, row)) break;
      at = (at + 1) & (size - 1);
    }
    if (found == 0) {
      coded.first_rows.push_back(static_cast<std::int64_t>(row));
      found = table[at] = static_cast<std::uint32_t>(coded.first_rows.size());
    }
    coded.combinations.push_back(found - 1);
  }
  return coded;
}

}  // namespace twinbill::readers
