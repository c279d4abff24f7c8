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

void BlockExchange::Close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  given_changed_.notify_all();
}

std::optional<UsageBlock> BlockExchange::Take(std::size_t taker) {
  std::unique_lock lock(mutex_);
  std::uint64_t& done = done_[taker];
  if (holds_[taker]) {
    holds_[taker] = false;
    ++done;
    done_changed_.notify_all();
  }
  given_changed_.wait(lock, [&] { return given_ > done || closed_; });
  if (given_ == done) return std::nullopt;
  const std::optional<UsageBlock>& entry = entries_[entries_.size() - (given_ - done)];
  if (entry) {
    holds_[taker] = true;
    return entry;
  }
  ++done;
  done_changed_.notify_all();
  return std::nullopt;
}

void BlockExchange::Leave(std::size_t taker) {
  const std::scoped_lock lock(mutex_);
  done_[taker] = UINT64_MAX;
  holds_[taker] = false;
  done_changed_.notify_all();
}

}  // namespace twinbill::replay
