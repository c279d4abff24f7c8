// Partition: cells by the group or line they belong to, numbered densely in the groups' order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace twinbill::billing {

class Partition {
 public:
  // `groups` has the group of each cell; fewer than `group_count` groups.
  void Assign(std::span<const std::uint32_t> groups, std::uint32_t group_count);

  // How many groups have a cell.
  std::size_t size() const { return groups_.size(); }
  // Of a cell: 0 is the first group, in the groups' order, that has a cell.
  std::uint32_t operator[](std::size_t cell) const { return part_of_[cell]; }
  // The group that a part is.
  std::uint32_t GroupOf(std::size_t part) const { return groups_[part]; }

 private:
  std::vector<std::uint32_t> groups_;
  std::vector<std::uint32_t> part_of_;
  std::vector<std::uint32_t> part_of_group_;  // stays as wide as it was; kNone between calls
};

}  // namespace twinbill::billing
