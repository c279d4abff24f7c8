#include "legacy_adapters/cbas/sum_targets.h"

#include <algorithm>

namespace twinbill::cbas {

SumTargets::SumTargets(const Plan& plan, std::uint32_t arithmetic, const Cells& cells)
    : plan_(plan),
      arithmetic_(arithmetic),
      cells_(cells),
      targets_(plan.sum_sets.size()),
      number_of_(plan.sums.size()) {}

void SumTargets::Begin(std::uint32_t sum_set) {
  set_ = sum_set;
  touched_.clear();
  if (++stamp_ == 0) {  // after 2^32 periods stamps come again
    std::fill(stamps_.begin(), stamps_.end(), 0U);
    stamp_ = 1;
  }
  columns_ = 0;
  for (const std::uint32_t sum : plan_.sum_sets[set_]) {
    if (plan_.sums[sum].arithmetic == arithmetic_) columns_ |= plan_.sums[sum].columns;
  }
}

std::span<const std::uint32_t> SumTargets::Touch(std::span<const std::uint32_t> cells) {
  if (columns_ == 0) return {};
  Extend();
  const std::size_t before = touched_.size();
  const Targets& targets = targets_[set_];
  for (const std::uint32_t cell : cells) {
    for (std::uint32_t t = targets.begin[cell]; t < targets.begin[cell + 1]; ++t) {
      const std::uint32_t number = targets.sums[t];
      if (stamps_[number] == stamp_) continue;
      stamps_[number] = stamp_;
      touched_.push_back(number);
    }
  }
  return std::span(touched_).subspan(before);
}

std::uint32_t SumTargets::Find(std::uint32_t sum, std::uint32_t group) const {
  const std::vector<std::uint32_t>& numbers = number_of_[sum];
  if (group >= numbers.size() || numbers[group] == kNone) return kNone;
  return stamps_[numbers[group]] == stamp_ ? numbers[group] : kNone;
}

std::uint32_t SumTargets::NumberOf(std::uint32_t sum, std::uint32_t group) {
  std::vector<std::uint32_t>& numbers = number_of_[sum];
  if (group >= numbers.size()) numbers.resize(group + 1, kNone);
  if (numbers[group] == kNone) {
    numbers[group] = static_cast<std::uint32_t>(stamps_.size());
    stamps_.push_back(0);
    sum_of_.push_back(sum);
    group_of_.push_back(group);
  }
  return numbers[group];
}

void SumTargets::Extend() {
  Targets& targets = targets_[set_];
  for (auto cell = static_cast<std::uint32_t>(targets.begin.size() - 1); cell < cells_.size();
       ++cell) {
    for (const std::uint32_t sum : plan_.sum_sets[set_]) {
      const SumPlan& plan = plan_.sums[sum];
      if (plan.arithmetic != arithmetic_ || !cells_.IsTaken(plan.taking, cell)) continue;
      targets.sums.push_back(NumberOf(sum, cells_.GroupOf(plan.grouping, cell)));
    }
    targets.begin.push_back(static_cast<std::uint32_t>(targets.sums.size()));
  }
}

}  // namespace twinbill::cbas
