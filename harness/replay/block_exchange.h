// BlockExchange: one thread reads blocks of usage, others take them: a history is decoded once for
// all that are billed from it.
//
// Blocks are not copied. The giver keeps the memory of kKept of them and waits for the slowest
// taker before it uses any again; so all see the same period at about the same time.
#pragma once

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

  explicit BlockExchange(std::size_t takers) : done_(takers, 0), holds_(takers, false) {}

  // Shows the block to every taker. Returns once the memory of the block kKept - 1 before it is
  // free.
  void Give(const model::UsageBlock& block);
  // Ends the period's blocks. Returns once all of them are free.
  void EndPeriod();
  // Nothing more is given, and a period that was begun is not whole. Returns once no taker looks at
  // a block.
  void Break();

  enum class Taken { kBlock, kPeriodEnd, kBroken };
  // The taker's next block, valid until its next call; or the end of a period that is whole; or,
  // for ever, that there is nothing more and what was taken since the last end is not to be used.
  Taken Take(std::size_t taker, model::UsageBlock& block);
  // The taker takes nothing more; nobody waits for it.
  void Leave(std::size_t taker);

 private:
  std::uint64_t SlowestDone() const;
  void Push(const std::optional<model::UsageBlock>& entry, std::uint64_t behind_max);

  std::mutex mutex_;  // of all below
  std::condition_variable given_changed_;
  std::condition_variable done_changed_;
  std::deque<std::optional<model::UsageBlock>>
      entries_;                      // the last ones given; none: a period's end
  std::uint64_t given_ = 0;          // entries, ever
  std::vector<std::uint64_t> done_;  // by taker: entries it is done with
  std::vector<bool> holds_;          // by taker: whether it looks at the next one
  bool broken_ = false;
};

}  // namespace twinbill::replay
