#include "standard_engine/billing/family_pass.h"

#include <algorithm>
#include <thread>

namespace twinbill::billing {

using model::Period;
using model::Result;

FamilyPass::FamilyPass(const history::UsageFeed& feed, const std::string& currency, Period to,
                       std::size_t threads, PayerRun& run)
    : feed_(feed), run_(run) {
  std::size_t at = 0;
  const Period last = std::min(to, run.last_period());
  for (Period period = run.next_period(); period <= last; period = period.Next()) {
    while (at < feed.size() && feed.partition(at).info().period < period) ++at;
    Month& month = months_.emplace_back();
    if (at == feed.size() || feed.partition(at).info().period != period ||
        feed.partition(at).info().currency != currency) {
      continue;
    }
    month.part = at;
    month.groups = static_cast<int>(feed.partition(at).row_group_rows().size());
    month.left = month.groups;
  }
  workers_.resize(std::max<std::size_t>(threads, 1));
  for (Worker& worker : workers_) worker.cells.assign(kAhead, UsageCells(run.needs()));
}

Result<void> FamilyPass::Run() {
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < workers_.size(); ++i) {
      others.emplace_back([this, i] { Work(workers_[i]); });
    }
    Work(workers_[0]);
  }
  if (thrown_) std::rethrow_exception(thrown_);
  if (!failures_.empty()) return model::Fail(failures_.begin()->second);
  return {};
}

void FamilyPass::Work(Worker& worker) {
  std::unique_lock lock(mutex_);
  try {
    while (!thrown_ && failures_.empty() && bill_month_ < months_.size()) {
      if (!DoBilling(lock) && !DoReading(worker, lock)) changed_.wait(lock);
    }
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    thrown_ = std::current_exception();
  }
  changed_.notify_all();
}

std::size_t FamilyPass::BillingTasks() const {
  return bill_step_ == 0 ? 1 : run_.TaskCount(bill_step_ - 1);
}

// Does a task of the bill at work, where there is one to do.
bool FamilyPass::DoBilling(std::unique_lock<std::mutex>& lock) {
  if (months_[bill_month_].left > 0 || bill_task_ == BillingTasks()) return false;
  const std::size_t task = bill_task_++;
  const std::size_t step = bill_step_;
  const std::size_t month = bill_month_;
  ++bill_busy_;
  lock.unlock();
  DoBillingTask(month, step, task);
  lock.lock();
  --bill_busy_;
  EndStep();
  return true;
}

void FamilyPass::DoBillingTask(std::size_t month, std::size_t step, std::size_t task) {
  if (step > 0) {
    run_.Do(step - 1, task);
    return;
  }
  for (Worker& worker : workers_) {
    UsageCells& cells = worker.cells[month % kAhead];
    run_.usage().Add(cells);
    cells.Clear();
  }
}

// Goes on to the next step, or month, as far as nothing is left to do.
void FamilyPass::EndStep() {
  while (bill_busy_ == 0 && bill_task_ == BillingTasks()) {
    bill_task_ = 0;
    ++bill_step_;
    changed_.notify_all();
    if (bill_step_ <= run_.step_count()) continue;
    run_.EndPeriod();
    bill_step_ = 0;
    ++bill_month_;
    return;
  }
}

// Reads the next row group, where there is one and its month is not too far ahead.
bool FamilyPass::DoReading(Worker& worker, std::unique_lock<std::mutex>& lock) {
  while (read_month_ < months_.size() && read_group_ == months_[read_month_].groups) {
    ++read_month_;
    read_group_ = 0;
  }
  if (read_month_ == months_.size() || read_month_ >= bill_month_ + kAhead) return false;
  const std::size_t month = read_month_;
  const int group = read_group_++;
  lock.unlock();
  const auto read = ReadGroup(worker, month, group);
  lock.lock();
  if (!read) failures_.emplace(std::pair(month, group), read.error());
  if (--months_[month].left == 0) changed_.notify_all();
  return true;
}

Result<void> FamilyPass::ReadGroup(Worker& worker, std::size_t month, int group) {
  const std::size_t part = *months_[month].part;
  if (worker.pass && worker.part == part) {
    worker.pass->Restart(group, group + 1);
  } else {
    history::ScanColumns columns;
    columns.start = true;
    columns.rate = run_.needs().rated_cost;
    worker.pass.reset();
    TWINBILL_ASSIGN(pass, feed_.Read(part, columns, group, group + 1));
    worker.pass = std::move(pass);
    worker.part = part;
  }
  UsageCells& cells = worker.cells[month % kAhead];
  model::UsageBlock block;
  while (true) {
    TWINBILL_ASSIGN(more, worker.pass->Next(block));
    if (!more) return {};
    cells.Add(block);
  }
}

}  // namespace twinbill::billing
