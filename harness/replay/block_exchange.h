// BlockExchange: one thread reads blocks of usage, others take them: a history is decoded once for
// all that are billed from it.
//
// Blocks are not copied. The giver keeps the memory of kKept of them and waits for the slowest
// taker before it uses any again; so all see the same period at about the same time. Who has to
// wait looks on for some microseconds before he sleeps: to be woken costs as much as a block.
//
// What has to be done once with each block, in any order, can be shared: a block waits for a while
// for a taker that has nothing else to do, then the giver claims it for himself.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "corpus/model/usage_block.h"

namespace twinbill::replay {

class BlockExchange {
 public:
  // A block that was given is looked at until this many more are given.
  static constexpr std::size_t kKept = 16;

  // `shares`: whether each block is also to be claimed, once, by the giver or a taker.
  explicit BlockExchange(std::size_t takers, bool shares = false);

  // Shows the block to every taker. Returns once the memory of the block kKept - 1 before it is
  // free.
  void Give(const model::UsageBlock& block);
  // The giver claims a block that no taker came for: one that waited long enough, or the next one.
  enum class Claims { kLate, kAny };
  std::optional<model::UsageBlock> Claim(Claims claims);
  // Ends the period's blocks, all claimed if they are shared. Returns once all of them are free.
  void EndPeriod();
  // Nothing more is given, and a period that was begun is not whole. Returns once no taker looks at
  // a block.
  void Break();

  enum class Taken { kBlock, kClaimed, kPeriodEnd, kBroken };
  // The taker's next block, valid until its next call; or one that it has claimed instead; or the
  // end of a period that is whole; or, for ever, that there is nothing more and what was taken
  // since the last end is not to be used.
  Taken Take(std::size_t taker, model::UsageBlock& block);
  // The taker takes nothing more; nobody waits for it.
  void Leave(std::size_t taker);

 private:
  static constexpr std::uint64_t kNothing = UINT64_MAX;
  static constexpr std::uint64_t kWaits = kKept / 2;  // blocks, for a taker to claim one

  bool IsHeld() const;
  std::uint64_t SlowestDone() const;
  const std::optional<model::UsageBlock>& At(std::uint64_t entry) const;
  void Push(const std::optional<model::UsageBlock>& entry, std::uint64_t behind_max);
  // Returns once `is_met`, which looks at atomics alone or is called with the lock.
  template <class Condition>
  void Wait(std::unique_lock<std::mutex>& lock, const Condition& is_met);

  const bool shares_;
  std::mutex mutex_;  // of what changes below; counts may be read without it
  std::condition_variable changed_;
  int sleepers_ = 0;
  std::deque<std::optional<model::UsageBlock>>
      entries_;                                    // the last ones given; none: a period's end
  std::atomic<std::uint64_t> given_ = 0;           // entries, ever
  std::vector<std::atomic<std::uint64_t>> done_;   // by taker: entries it is done with
  std::vector<std::atomic<std::uint64_t>> holds_;  // by taker: the entry it looks at, or kNothing
  std::atomic<std::uint64_t> claimed_ = 0;         // entries, one after the other
  std::atomic<bool> broken_ = false;
};

}  // namespace twinbill::replay
