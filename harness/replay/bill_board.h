// BillBoard: where the bills of two sides meet, whichever comes first.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/replay/payer_replay.h"

namespace twinbill::replay {

// What a side has of a period, with what it carries on.
struct PostedBill {
  SideBill bill = SideBill::Nothing();
  std::string state;
  bool can_go_on = false;
};

class BillBoard {
 public:
  // `tasks` and the rest must outlive the board.
  BillBoard(std::size_t task_count, const SpillOptions& spill, PeriodSink& sink)
      : waiting_(task_count), spill_(spill), sink_(sink) {}

  // Posts one side's bill of a period. Where the other side's is there, compares and tells the
  // sink. Waits where this side is far ahead of the other, so that bills don't pile up. False where
  // the replay has ended with a failure.
  bool Post(std::size_t task, bool is_legacy, evidence::PeriodEvidence evidence, PostedBill bill);

  // Ends the replay: nobody waits any more.
  void Fail(model::Failure failure);
  void Stop();
  bool is_over() const;
  std::optional<model::Failure> failure() const;

 private:
  struct Pair {
    std::optional<PostedBill> legacy;
    std::optional<PostedBill> standard;
  };
  static constexpr std::size_t kAheadMax = 2;  // periods

  bool Settle(std::size_t task, evidence::PeriodEvidence evidence, Pair pair);

  std::vector<std::map<model::Period, Pair>> waiting_;  // by task
  const SpillOptions& spill_;
  PeriodSink& sink_;
  mutable std::mutex mutex_;
  std::mutex sink_mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::optional<model::Failure> failure_;
};

}  // namespace twinbill::replay
