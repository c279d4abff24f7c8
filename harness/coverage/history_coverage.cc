#include "harness/coverage/history_coverage.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "corpus/history/usage_feed.h"

namespace twinbill::coverage {

using history::UsageFeed;
using model::Period;
using model::Result;

namespace {

// A contract on its way through the periods.
struct Walk {
  const HistoryTask* task = nullptr;
  std::unique_ptr<CoverageProbe> probe;
  Period next;
  HistoryReach reach;

  bool IsAt(Period period) const { return next == period && period <= task->last; }
  bool IsTermOf(model::Timestamp start) const {
    return task->standard->contract().term.Contains(start) ||
           task->legacy->head().term.Contains(start);
  }
};

class Pass {
 public:
  Pass(const UsageFeed& feed, const std::function<bool()>& stop) : feed_(feed), stop_(stop) {}

  Result<void> Start(std::span<const HistoryTask> tasks) {
    for (const HistoryTask& task : tasks) {
      Walk& walk = walks_.emplace_back();
      walk.task = &task;
      walk.probe = std::make_unique<CoverageProbe>(*task.legacy, *task.standard, feed_.slots());
      walk.next = std::min(task.legacy->head().term.FirstPeriod(),
                           task.standard->contract().term.FirstPeriod());
      if (!task.before) {
        for (const CellName& cell : walk.probe->All()) walk.reach.cells[cell];
        walk.probe->Begin();
        continue;
      }
      walk.reach = *task.before;
      walk.next = task.before->done.Next();
      TWINBILL_TRY(walk.probe->Resume(task.before->state));
    }
    return {};
  }

  Result<void> Run() {
    Period first = walks_.front().next;
    Period last = walks_.front().task->last;
    for (const Walk& walk : walks_) {
      first = std::min(first, walk.next);
      last = std::max(last, walk.task->last);
    }
    std::size_t part = 0;
    for (Period period = first; period <= last; period = period.Next()) {
      while (part < feed_.size() && feed_.partition(part).info().period < period) ++part;
      if (part < feed_.size() && feed_.partition(part).info().period == period) {
        TWINBILL_TRY(Read(part));
      }
      if (IsToStop()) return {};
      for (Walk& walk : walks_) {
        if (walk.IsAt(period)) Bill(walk);
      }
    }
    return {};
  }

  std::vector<HistoryReach> Finish() {
    std::vector<HistoryReach> reaches;
    reaches.reserve(walks_.size());
    for (Walk& walk : walks_) {
      walk.reach.state = walk.probe->State();
      reaches.push_back(std::move(walk.reach));
    }
    return reaches;
  }

 private:
  bool IsToStop() const { return stop_ && stop_(); }

  Result<void> Read(std::size_t part) {
    const history::PartitionInfo& info = feed_.partition(part).info();
    std::vector<Walk*> taking, foreign;
    for (Walk& walk : walks_) {
      if (!walk.IsAt(info.period)) continue;
      const bool fits = info.currency == walk.task->standard->contract().currency;
      (fits ? taking : foreign).push_back(&walk);
    }
    if (taking.empty() && foreign.empty()) return {};
    const history::ScanColumns columns{
        .start = true, .quantity = true, .list_cost = true, .rate = true};
    TWINBILL_ASSIGN(pass, feed_.Read(part, columns));
    model::UsageBlock block;
    while (!IsToStop()) {
      TWINBILL_ASSIGN(more, pass.Next(block));
      if (!more) break;
      for (Walk* walk : taking) walk->probe->Add(block);
      // In another currency it is refused where it is the contract's.
      for (Walk* walk : foreign) {
        const bool is_own = std::any_of(
            block.start.begin(), block.start.end(),
            [&](std::int64_t start) { return walk->IsTermOf(model::Timestamp{start}); });
        if (is_own) walk->probe->Refuse();
      }
    }
    return {};
  }

  void Bill(Walk& walk) {
    reached_.clear();
    walk.probe->BillPeriod(walk.next, reached_);
    for (const CellName& cell : reached_) {
      std::optional<Period>& since = walk.reach.cells[cell];
      if (!since) since = walk.next;
    }
    walk.reach.done = walk.next;
    walk.next = walk.next.Next();
  }

  const UsageFeed& feed_;
  const std::function<bool()>& stop_;
  std::vector<Walk> walks_;
  Cells reached_;
};

}  // namespace

Result<std::vector<HistoryReach>> ReachOfHistory(const history::History& history,
                                                 const std::string& payer,
                                                 std::span<const HistoryTask> tasks,
                                                 const std::function<bool()>& stop) {
  if (tasks.empty()) return std::vector<HistoryReach>();
  Period last = tasks.front().last;
  for (const HistoryTask& task : tasks) last = std::max(last, task.last);
  // From the payer's first period on, as replay does: slots keep their numbers.
  TWINBILL_ASSIGN(feed, UsageFeed::Open(history, payer, {std::nullopt, last}));
  Pass pass(feed, stop);
  TWINBILL_TRY(pass.Start(tasks));
  TWINBILL_TRY(pass.Run());
  return pass.Finish();
}

}  // namespace twinbill::coverage
