// UsageFeed: the history of one payer as blocks, period by period: what both sides are billed from.
//
// Opening reads the slots of all partitions asked for, and numbers them in one table for all
// periods; then rows are read at memory speed, in reused buffers, in the narrow form that they have
// on disk. A feed does not change once it is open: any number of threads may read from it at the
// same time, whole partitions or runs of row groups. RecordFeed is its twin for records in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/history/partition.h"
#include "corpus/model/result.h"
#include "corpus/model/slot_table.h"
#include "corpus/model/usage_block.h"

namespace twinbill::history {

// Which periods; both ends inclusive, none: no bound. Periods without usage have no partition.
struct FeedRange {
  std::optional<model::Period> from;
  std::optional<model::Period> to;
};

// Rows of a block at the most, unless others are asked for: what fits a core's cache.
inline constexpr std::size_t kFeedBlockRows = std::size_t{1} << 12;

// One pass over a run of row groups of one partition. For one thread.
class FeedPass {
 public:
  FeedPass(FeedPass&&) noexcept;
  FeedPass& operator=(FeedPass&&) noexcept;
  ~FeedPass();

  // From here on a block is valid until `count` more are asked for; without this until the next is.
  void KeepBlocks(std::size_t count);
  // The next rows in ledger order, 1 or more; false at the end. `slot`
  // holds numbers of the feed's slots(). A column that was not asked for is empty; where a rate is
  // asked for and the partition has none, has_rate is empty and every rate reads as 0. After a
  // failure or the end the pass is done.
  model::Result<bool> Next(model::UsageBlock& block);
  // A pass that has not failed goes on with the row groups [first, last) of its partition, in the
  // memory that it has.
  void Restart(int first, int last);

 private:
  friend class UsageFeed;
  struct State;
  explicit FeedPass(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class UsageFeed {
 public:
  // The partitions of `payer` in `range`, opened by at most that many threads; none is no failure.
  static model::Result<UsageFeed> Open(const History& history, std::string_view payer,
                                       const FeedRange& range = {}, std::size_t threads = 1);

  const model::SlotTable& slots() const { return slots_; }
  // By period, each period once. `info().currency` is the one of all its records.
  std::size_t size() const { return parts_.size(); }
  const Partition& partition(std::size_t at) const { return *parts_[at].partition; }
  // The number in slots() of each of the partition's slots.
  const std::vector<std::uint32_t>& numbers(std::size_t at) const { return *parts_[at].numbers; }

  // All rows of a partition.
  model::Result<FeedPass> Read(std::size_t at, const ScanColumns& columns,
                               std::size_t block_rows = kFeedBlockRows) const;
  // The rows of its row groups [first, last).
  model::Result<FeedPass> Read(std::size_t at, const ScanColumns& columns, int first, int last,
                               std::size_t block_rows = kFeedBlockRows) const;

 private:
  struct Part {
    std::unique_ptr<Partition> partition;
    // Of all partitions that have the same slots.
    std::shared_ptr<const std::vector<std::uint32_t>> numbers;
    bool same = false;  // the numbers are the partition's own
  };

  model::SlotTable slots_;
  std::vector<Part> parts_;
};

}  // namespace twinbill::history
