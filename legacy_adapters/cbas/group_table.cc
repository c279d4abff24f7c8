#include "legacy_adapters/cbas/group_table.h"

#include <algorithm>
#include <numeric>

#include "corpus/model/check.h"

namespace twinbill::cbas {

GroupTable::GroupTable(std::vector<model::Dimension> dimensions)
    : dimensions_(std::move(dimensions)), scratch_(dimensions_.size()) {}

std::uint32_t GroupTable::InternScratch() {
  key_.clear();
  for (const std::string& text : scratch_) {
    key_ += std::to_string(text.size());
    key_ += ':';
    key_ += text;
  }
  const auto [at, is_new] = numbers_.try_emplace(key_, size());
  if (is_new) texts_.push_back(scratch_);
  return at->second;
}

std::uint32_t GroupTable::Intern(const model::Slot& slot) {
  for (std::size_t i = 0; i < dimensions_.size(); ++i) scratch_[i] = dimensions_[i].TextOf(slot);
  return InternScratch();
}

std::uint32_t GroupTable::Intern(const Texts& texts) {
  TWINBILL_CHECK(texts.size() == dimensions_.size());
  scratch_ = texts;
  return InternScratch();
}

std::span<const std::uint32_t> GroupTable::Ranks() {
  if (ranks_.size() != texts_.size()) {
    std::vector<std::uint32_t> order(texts_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return texts_[a] < texts_[b]; });
    ranks_.resize(texts_.size());
    for (std::uint32_t rank = 0; rank < order.size(); ++rank) ranks_[order[rank]] = rank;
  }
  return ranks_;
}

}  // namespace twinbill::cbas
