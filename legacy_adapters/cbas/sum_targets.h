// SumTargets: which sums a cell's records are added to, and which sums a period has touched.
//
// Sums are numbered by what is taken and by group, once for all periods and runs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "legacy_adapters/cbas/cells.h"
#include "legacy_adapters/cbas/plan.h"

namespace twinbill::cbas {

class SumTargets {
 public:
  // Of the sums of one arithmetic.
  SumTargets(const Plan& plan, std::uint32_t arithmetic, const Cells& cells);

  // A period that adds up the sums of a row of the plan's sum_sets. None is touched.
  void Begin(std::uint32_t sum_set);
  // SumColumn, or-ed: what the period's sums are of.
  unsigned columns() const { return columns_; }

  // Cells that are about to have their first record of the period. Gives the numbers of the sums
  // that this touches first, valid until the next call.
  std::span<const std::uint32_t> Touch(std::span<const std::uint32_t> cells);

  // The numbers of a touched cell's sums are sums()[begin()[cell]] to sums()[begin()[cell + 1] -
  // 1].
  const std::uint32_t* begin() const { return targets_[set_].begin.data(); }
  const std::uint32_t* sums() const { return targets_[set_].sums.data(); }

  // Above every number so far.
  std::size_t size() const { return stamps_.size(); }
  // The number of a sum's group; kNone where it has no record in this period.
  std::uint32_t Find(std::uint32_t sum, std::uint32_t group) const;
  std::span<const std::uint32_t> touched() const { return touched_; }
  std::uint32_t SumOf(std::uint32_t number) const { return sum_of_[number]; }
  std::uint32_t GroupOf(std::uint32_t number) const { return group_of_[number]; }

 private:
  struct Targets {
    std::vector<std::uint32_t> begin = {0};  // by cell
    std::vector<std::uint32_t> sums;
  };

  std::uint32_t NumberOf(std::uint32_t sum, std::uint32_t group);
  void Extend();

  const Plan& plan_;
  std::uint32_t arithmetic_;
  const Cells& cells_;
  std::uint32_t set_ = 0;
  unsigned columns_ = 0;
  std::uint32_t stamp_ = 0;                            // of the period
  std::vector<Targets> targets_;                       // by sum set
  std::vector<std::vector<std::uint32_t>> number_of_;  // by sum and group
  std::vector<std::uint32_t> stamps_;                  // by number
  std::vector<std::uint32_t> sum_of_;
  std::vector<std::uint32_t> group_of_;
  std::vector<std::uint32_t> touched_;  // numbers with records in this period
};

}  // namespace twinbill::cbas
