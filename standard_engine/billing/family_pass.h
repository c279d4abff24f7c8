// FamilyPass: a payer's contracts billed from a history, reading and billing at the same time.
//
// Threads take the first piece of work that can be done: a task of the oldest period's bill, else
// the next row group of the history, at most some periods ahead. So no thread waits while there is
// something to do, and the memory of few periods' sums is enough. What comes out does not depend on
// who did what.
#pragma once

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "corpus/history/usage_feed.h"
#include "standard_engine/billing/payer_run.h"

namespace twinbill::billing {

class FamilyPass {
 public:
  // Bills the periods of `run` up to `to` from the feed's records in that currency. All must
  // outlive the pass.
  FamilyPass(const history::UsageFeed& feed, const std::string& currency, model::Period to,
             std::size_t threads, PayerRun& run);

  // The failure is that of the first row group that can't be read.
  model::Result<void> Run();

 private:
  // Months that are read before the one that is billed is done.
  static constexpr std::size_t kAhead = 3;

  // A period, and the part of the feed that has its records.
  struct Month {
    std::optional<std::size_t> part;
    int groups = 0;  // row groups
    int left = 0;    // of these, not read
  };
  // One thread, and the partition that it reads.
  struct Worker {
    std::vector<UsageCells> cells;  // of a month, at its number modulo kAhead
    std::optional<history::FeedPass> pass;
    std::size_t part = 0;
  };

  void Work(Worker& worker);
  bool DoBilling(std::unique_lock<std::mutex>& lock);
  bool DoReading(Worker& worker, std::unique_lock<std::mutex>& lock);
  std::size_t BillingTasks() const;
  void DoBillingTask(std::size_t month, std::size_t step, std::size_t task);
  void EndStep();
  model::Result<void> ReadGroup(Worker& worker, std::size_t month, int group);

  const history::UsageFeed& feed_;
  PayerRun& run_;
  std::vector<Month> months_;
  std::vector<Worker> workers_;

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  std::size_t read_month_ = 0;  // the next row group to be read
  int read_group_ = 0;
  std::size_t bill_month_ = 0;  // the bill at work
  std::size_t bill_step_ = 0;   // first the threads' sums are added up, then come the run's steps
  std::size_t bill_task_ = 0;   // the next one
  std::size_t bill_busy_ = 0;   // tasks of the step that are being done
  std::map<std::pair<std::size_t, int>, model::Failure> failures_;  // by month and row group
  std::exception_ptr thrown_;
};

}  // namespace twinbill::billing
