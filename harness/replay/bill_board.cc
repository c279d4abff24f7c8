#include "harness/replay/bill_board.h"

#include <utility>

namespace twinbill::replay {

bool BillBoard::Post(std::size_t task, bool is_legacy, evidence::PeriodEvidence evidence,
                     PostedBill bill) {
  std::unique_lock lock(mutex_);
  auto& pairs = waiting_[task];
  changed_.wait(lock, [&] {
    if (over_ || pairs.size() < kAheadMax) return true;
    // Those that wait may be waiting for this very bill.
    return pairs.contains(evidence.period);
  });
  if (over_) return !failure_.has_value();
  Pair& pair = pairs[evidence.period];
  (is_legacy ? pair.legacy : pair.standard) = std::move(bill);
  if (!pair.legacy || !pair.standard) return true;
  Pair both = std::move(pair);
  pairs.erase(evidence.period);
  lock.unlock();
  changed_.notify_all();
  return Settle(task, std::move(evidence), std::move(both));
}

bool BillBoard::Settle(std::size_t task, evidence::PeriodEvidence evidence, Pair pair) {
  const model::Period period = evidence.period;
  auto compared = ComparePeriod(std::move(evidence), std::move(pair.legacy->bill),
                                std::move(pair.standard->bill), spill_);
  if (!compared) {
    Fail(std::move(compared).error());
    return false;
  }
  FinishedPeriod finished{task, std::move(*compared), std::nullopt};
  if (pair.legacy->can_go_on && pair.standard->can_go_on) {
    finished.resumption =
        Resumption{period, std::move(pair.legacy->state), std::move(pair.standard->state)};
  }
  const std::lock_guard one_at_a_time(sink_mutex_);
  if (auto taken = sink_.Take(std::move(finished)); !taken) {
    Fail(std::move(taken).error());
    return false;
  }
  return true;
}

void BillBoard::Fail(model::Failure failure) {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    if (!failure_) failure_ = std::move(failure);
  }
  changed_.notify_all();
}

void BillBoard::Stop() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
}

bool BillBoard::is_over() const {
  const std::lock_guard lock(mutex_);
  return over_;
}

std::optional<model::Failure> BillBoard::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace twinbill::replay
