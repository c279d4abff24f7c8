#include "harness/replay/block_exchange.h"

#include <algorithm>

namespace twinbill::replay {

using model::UsageBlock;

std::uint64_t BlockExchange::SlowestDone() const {
  std::uint64_t slowest = given_;
  for (const std::uint64_t done : done_) slowest = std::min(slowest, done);
  return slowest;
}

void BlockExchange::Push(const std::optional<UsageBlock>& entry, std::uint64_t behind_max) {
  std::unique_lock lock(mutex_);
  entries_.push_back(entry);
  ++given_;
  given_changed_.notify_all();
  done_changed_.wait(lock, [&] { return given_ - SlowestDone() <= behind_max; });
  while (entries_.size() > given_ - SlowestDone()) entries_.pop_front();
}

void BlockExchange::Give(const UsageBlock& block) { Push(block, kKept - 1); }

void BlockExchange::EndPeriod() { Push(std::nullopt, 0); }

void BlockExchange::Break() {
  std::unique_lock lock(mutex_);
  broken_ = true;
  given_changed_.notify_all();
  done_changed_.wait(lock, [&] {
    return std::none_of(holds_.begin(), holds_.end(), [](bool holds) { return holds; });
  });
}

BlockExchange::Taken BlockExchange::Take(std::size_t taker, UsageBlock& block) {
  std::unique_lock lock(mutex_);
  std::uint64_t& done = done_[taker];
  if (holds_[taker]) {
    holds_[taker] = false;
    ++done;
    done_changed_.notify_all();
  }
  given_changed_.wait(lock, [&] { return given_ > done || broken_; });
  if (broken_) return Taken::kBroken;
  const std::optional<UsageBlock>& entry = entries_[entries_.size() - (given_ - done)];
  if (entry) {
    holds_[taker] = true;
    block = *entry;
    return Taken::kBlock;
  }
  ++done;
  done_changed_.notify_all();
  return Taken::kPeriodEnd;
}

void BlockExchange::Leave(std::size_t taker) {
  const std::scoped_lock lock(mutex_);
  done_[taker] = UINT64_MAX;
  holds_[taker] = false;
  done_changed_.notify_all();
}

}  // namespace twinbill::replay
