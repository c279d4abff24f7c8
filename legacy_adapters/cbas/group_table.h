// GroupTable: the groups that slots fall into by some dimensions, by number, and their order.
//
// Numbers are in the order of first sight and never shown; ranks follow the bytes of the texts,
// dimension by dimension. Source: specification, cbas_rules.md `per`, "Spreading".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "corpus/model/dimension.h"

namespace twinbill::cbas {

using Texts = std::vector<std::string>;

class GroupTable {
 public:
  explicit GroupTable(std::vector<model::Dimension> dimensions);

  const std::vector<model::Dimension>& dimensions() const { return dimensions_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }
  std::uint32_t Intern(const model::Slot& slot);
  std::uint32_t Intern(const Texts& texts);  // one for each dimension
  const Texts& TextsOf(std::uint32_t group) const { return texts_[group]; }
  // By group: its place among all groups so far.
  std::span<const std::uint32_t> Ranks();

 private:
  std::uint32_t InternScratch();

  std::vector<model::Dimension> dimensions_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // by texts, each with its length
  std::vector<Texts> texts_;
  std::vector<std::uint32_t> ranks_;
  Texts scratch_;
  std::string key_;
};

}  // namespace twinbill::cbas
