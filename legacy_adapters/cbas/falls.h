// Falls: what a period's lines put on the records that they were made from.
//
// A line is divided among its records in proportion to their cost, to the first in ledger order
// where their costs add up to 0. Records of a cell go together, so that a line needs to know only
// its cells. All sums and shares are exact. Source: specification, cbas_rules.md `net`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "legacy_adapters/cbas/arithmetic.h"
#include "legacy_adapters/cbas/exact_column.h"

namespace twinbill::cbas {

class Falls {
 public:
  // `costs` must outlive it; `first_rows`: by cell, the place in ledger order of its first record.
  Falls(const ExactColumn& costs, const std::vector<std::size_t>& first_rows)
      : costs_(costs), first_rows_(first_rows) {}

  // A period with amounts of `digits`, of rules 0 to `rules` - 1.
  void Begin(std::uint32_t rules, int digits);
  // A line of `rule`, made from the records of `cells`: signed units as billed. Lines of one rule
  // share no cell. None: it falls on nothing.
  void AddLine(std::uint32_t rule, std::span<const std::uint32_t> cells, Int128 units);

  // What the lines of the rules before `rule` put on the records of `cells`, of which none is there
  // twice.
  ExactFraction On(std::span<const std::uint32_t> cells, std::uint32_t rule);
  // The same for one record of `cell`: its cost, and whether it is its cell's first.
  ExactFraction OnRecord(std::uint32_t cell, const model::Decimal& cost, bool is_first,
                         std::uint32_t rule) const;

 private:
  static constexpr std::uint32_t kNoLine = ~std::uint32_t{0};

  struct Line {
    Int128 units = 0;
    WideInteger cost;              // of all its records, in the costs' units
    std::uint32_t first_cell = 0;  // of its first record
    WideInteger met;               // of the records asked for, while On() runs
    bool is_met = false;
    bool meets_first = false;
  };

  std::uint32_t LineOf(std::uint32_t rule, std::uint32_t cell) const {
    const std::vector<std::uint64_t>& lines = line_of_[rule];
    if (cell >= lines.size() || (lines[cell] >> 32) != stamp_) return kNoLine;
    return static_cast<std::uint32_t>(lines[cell]);
  }
  ExactFraction Sum();

  const ExactColumn& costs_;
  const std::vector<std::size_t>& first_rows_;
  int digits_ = 0;
  std::uint64_t stamp_ = 0;                          // of the period; 32 bits
  std::vector<std::vector<std::uint64_t>> line_of_;  // by rule and cell: stamp, then line
  std::vector<Line> lines_;
  std::vector<std::uint32_t> met_;
};

}  // namespace twinbill::cbas
