#include "corpus/readers/parquet_line.h"

#include <algorithm>
#include <utility>

#include "corpus/readers/parquet_guard.h"

namespace twinbill::readers {

ParquetLine::ParquetLine(const ParquetFile& file, const ParquetLayout& layout, int threads)
    : file_(file), layout_(layout) {
  const auto count = static_cast<std::size_t>(std::max(threads, 1));
  for (std::size_t i = 0; i < count; ++i)
    parsers_.push_back(std::make_unique<ParquetRowParser>(layout));
  if (count == 1) return;
  for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this, i] { Work(i); });
}

ParquetLine::~ParquetLine() {
  {
    const std::lock_guard lock(state_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

// The first row group that nobody decodes and whose next piece is not too far ahead.
ParquetLine::Group* ParquetLine::Choose(int& number) {
  const auto workers = static_cast<int>(parsers_.size());
  const int behind = std::min(next_group_ + workers, file_.groups());
  for (number = next_group_; number < behind; ++number) {
    Group& group = groups_[number];
    const std::int64_t ahead_max = number == next_group_ ? workers + 1 : 2;
    if (!group.busy && !group.ended && group.pieces - group.given < ahead_max) return &group;
  }
  return nullptr;
}

// The next piece of the row group, which no other thread touches meanwhile, or why there is none.
ParquetLine::Done ParquetLine::DecodeNext(Group& group, int number,
                                          std::optional<ParquetPiece>& piece) {
  Done done;
  if (group.opened == nullptr) {
    auto opened = ParquetGroup::Open(file_, number, layout_.used_columns, layout_.limits);
    if (!opened) {
      done.parsed.failure = std::move(opened).error();
      return done;
    }
    group.opened = *std::move(opened);
    done.checksums = group.opened->checksums();
  }
  auto decoded = GuardParquet(file_.path(), ParquetGroup::NameOf(number),
                              [&] { return group.opened->Next(); });
  if (!decoded) done.parsed.failure = std::move(decoded).error();
  if (decoded && decoded->rows > 0) piece.emplace(*std::move(decoded));
  if (!piece) group.opened.reset();
  return done;
}

// Decodes and parses one piece; false where there is none to be worked on.
bool ParquetLine::WorkOnce(std::size_t worker, std::unique_lock<std::mutex>& lock) {
  int number = 0;
  Group* const group = Choose(number);
  if (group == nullptr) return false;
  group->busy = true;
  lock.unlock();
  std::optional<ParquetPiece> piece;
  Done done = DecodeNext(*group, number, piece);
  lock.lock();
  group->busy = false;
  group->ended = !piece;
  const std::int64_t place = group->pieces;
  const bool gives = piece || done.parsed.failure;
  if (gives) ++group->pieces;
  lock.unlock();
  changed_.notify_all();
  if (piece) {
    const std::string name = ParquetGroup::NameOf(number);
    auto parsed = GuardParquet(file_.path(), name, [&]() -> model::Result<ParsedPiece> {
      return parsers_[worker]->Parse(*piece, name);
    });
    if (parsed) done.parsed = *std::move(parsed);
    if (!parsed) done.parsed.failure = std::move(parsed).error();
    piece.reset();
  }
  lock.lock();
  // A row group stays until all of its pieces are given out: if this is one, it is still there.
  if (gives) group->done.emplace(place, std::move(done));
  changed_.notify_all();
  return true;
}

void ParquetLine::Work(std::size_t worker) {
  std::unique_lock lock(state_);
  while (!stopping_) {
    if (!WorkOnce(worker, lock)) changed_.wait(lock);
  }
}

ParquetLine::Done ParquetLine::Next() {
  std::unique_lock lock(state_);
  while (next_group_ < file_.groups()) {
    Group& group = groups_[next_group_];
    if (const auto at = group.done.find(group.given); at != group.done.end()) {
      Done done = std::move(at->second);
      group.done.erase(at);
      ++group.given;
      done.end = done.parsed.rows.empty();
      changed_.notify_all();
      return done;
    }
    if (group.ended && !group.busy && group.given == group.pieces) {
      groups_.erase(next_group_++);
      changed_.notify_all();
    } else if (threads_.empty()) {
      WorkOnce(0, lock);
    } else {
      changed_.wait(lock);
    }
  }
  Done end;
  end.end = true;
  return end;
}

}  // namespace twinbill::readers
