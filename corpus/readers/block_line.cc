#include "corpus/readers/block_line.h"

#include <utility>

namespace twinbill::readers {

BlockLine::BlockLine(CsvCutter& cutter, std::vector<std::unique_ptr<CsvRowParser>> parsers,
                     CsvBlock first, const char* from)
    : cutter_(cutter), parsers_(std::move(parsers)), first_(std::move(first)), first_from_(from) {
  if (parsers_.size() == 1) return;
  for (std::size_t i = 0; i < parsers_.size(); ++i) threads_.emplace_back([this, i] { Work(i); });
}

BlockLine::~BlockLine() {
  {
    const std::lock_guard lock(state_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

BlockLine::Task BlockLine::CutNext() {
  Task task;
  task.number = next_cut_++;
  if (first_) {
    task.block = std::move(first_);
    first_.reset();
    task.from = first_from_;
    return task;
  }
  auto block = cutter_.Next();
  if (block) {
    task.block = *std::move(block);
  } else {
    task.failure = std::move(block).error();
  }
  if (task.block) task.from = task.block->begin();
  cut_all_ = !task.block.has_value();
  return task;
}

BlockLine::Done BlockLine::Finish(Task task, std::size_t worker) {
  Done done;
  done.worker = worker;
  done.end = !task.block.has_value();
  if (task.block) done.parsed = parsers_[worker]->Parse(*std::move(task.block), task.from);
  if (task.failure) done.parsed.failure = std::move(task.failure);
  return done;
}

void BlockLine::Work(std::size_t worker) {
  const auto blocks_ahead_max = static_cast<std::int64_t>(2 * parsers_.size() + 2);
  for (;;) {
    Task task;
    {
      const std::lock_guard cutting(cutting_);
      {
        std::unique_lock lock(state_);
        changed_.wait(lock, [&] { return stopping_ || next_cut_ - next_out_ < blocks_ahead_max; });
        if (stopping_) return;
      }
      if (cut_all_) return;
      task = CutNext();
    }
    const std::int64_t number = task.number;
    Done done = Finish(std::move(task), worker);
    {
      const std::lock_guard lock(state_);
      done_.emplace(number, std::move(done));
    }
    changed_.notify_all();
  }
}

BlockLine::Done BlockLine::Next() {
  if (threads_.empty()) return Finish(CutNext(), 0);
  std::unique_lock lock(state_);
  changed_.wait(lock, [&] { return done_.count(next_out_) > 0; });
  Done done = std::move(done_.extract(next_out_).mapped());
  ++next_out_;
  lock.unlock();
  changed_.notify_all();
  return done;
}

}  // namespace twinbill::readers
