#include "harness/replay/block_exchange.h"

#include <algorithm>

#include "corpus/model/check.h"

namespace twinbill::replay {

using model::UsageBlock;

namespace {

// Looks at a condition before one sleeps: some tens of microseconds.
constexpr int kLooks = 2000;

void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

BlockExchange::BlockExchange(std::size_t takers, bool shares)
    : shares_(shares), done_(takers), holds_(takers) {
  for (auto& held : holds_) held = kNothing;
}

// Entries before this one are looked at by nobody any more.
std::uint64_t BlockExchange::SlowestDone() const {
  std::uint64_t slowest = shares_ ? claimed_ : given_;
  for (const auto& done : done_) slowest = std::min<std::uint64_t>(slowest, done);
  for (const auto& held : holds_) slowest = std::min<std::uint64_t>(slowest, held);
  return slowest;
}

bool BlockExchange::IsHeld() const {
  return std::any_of(holds_.begin(), holds_.end(),
                     [](const auto& held) { return held != kNothing; });
}

const std::optional<UsageBlock>& BlockExchange::At(std::uint64_t entry) const {
  return entries_[entries_.size() - (given_ - entry)];
}

template <class Condition>
void BlockExchange::Wait(std::unique_lock<std::mutex>& lock, const Condition& is_met) {
  if (is_met()) return;
  lock.unlock();
  for (int look = 0; look < kLooks && !is_met(); ++look) Pause();
  lock.lock();
  ++sleepers_;
  changed_.wait(lock, is_met);
  --sleepers_;
}

void BlockExchange::Push(const std::optional<UsageBlock>& entry, std::uint64_t behind_max) {
  std::unique_lock lock(mutex_);
  entries_.push_back(entry);
  ++given_;
  if (!entry) claimed_ = given_.load();  // an end is nobody's to claim
  if (sleepers_ > 0) changed_.notify_all();
  Wait(lock, [&] { return given_ - SlowestDone() <= behind_max; });
  while (entries_.size() > given_ - SlowestDone()) entries_.pop_front();
}

void BlockExchange::Give(const UsageBlock& block) { Push(block, kKept - 1); }

std::optional<UsageBlock> BlockExchange::Claim(Claims claims) {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t left = given_ - claimed_;
  if (!shares_ || left <= (claims == Claims::kLate ? kWaits : 0)) return std::nullopt;
  return At(claimed_++);
}

void BlockExchange::EndPeriod() {
  TWINBILL_CHECK(!shares_ || claimed_ == given_);
  Push(std::nullopt, 0);
}

void BlockExchange::Break() {
  std::unique_lock lock(mutex_);
  broken_ = true;
  changed_.notify_all();
  Wait(lock, [&] { return !IsHeld(); });
}

BlockExchange::Taken BlockExchange::Take(std::size_t taker, UsageBlock& block) {
  std::unique_lock lock(mutex_);
  std::atomic<std::uint64_t>& done = done_[taker];
  std::atomic<std::uint64_t>& held = holds_[taker];
  const auto be_done_with = [&](std::uint64_t entry) {
    if (entry == done) ++done;
    held = kNothing;
    if (sleepers_ > 0) changed_.notify_all();
  };
  if (held != kNothing) be_done_with(held);
  Wait(lock, [&] { return given_ > done || (shares_ && given_ > claimed_) || broken_; });
  if (broken_) return Taken::kBroken;
  const bool claims = given_ == done;
  const std::uint64_t entry = claims ? claimed_++ : done.load();
  if (const auto& shown = At(entry)) {
    held = entry;
    block = *shown;
    return claims ? Taken::kClaimed : Taken::kBlock;
  }
  be_done_with(entry);
  return Taken::kPeriodEnd;
}

void BlockExchange::Leave(std::size_t taker) {
  const std::scoped_lock lock(mutex_);
  done_[taker] = UINT64_MAX;
  holds_[taker] = kNothing;
  changed_.notify_all();
}

}  // namespace twinbill::replay
