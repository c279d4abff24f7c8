#include "standard_engine/billing/partition.h"

#include <algorithm>

namespace twinbill::billing {

namespace {
constexpr std::uint32_t kNone = 0xFFFFFFFFU;
}  // namespace

void Partition::Assign(std::span<const std::uint32_t> groups, std::uint32_t group_count) {
  groups_.clear();
  if (part_of_group_.size() < group_count) part_of_group_.resize(group_count, kNone);
  for (const std::uint32_t group : groups) {
    if (part_of_group_[group] != kNone) continue;
    part_of_group_[group] = 0;
    groups_.push_back(group);
  }
  std::sort(groups_.begin(), groups_.end());
  for (std::size_t part = 0; part < groups_.size(); ++part) {
    part_of_group_[groups_[part]] = static_cast<std::uint32_t>(part);
  }
  part_of_.resize(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) part_of_[i] = part_of_group_[groups[i]];
  for (const std::uint32_t group : groups_) part_of_group_[group] = kNone;
}

}  // namespace twinbill::billing
