#include "corpus/history/row_merge.h"

#include <algorithm>
#include <utility>

#include "corpus/history/packed_row.h"

namespace twinbill::history {

using model::Result;

RowMerge::RowMerge(std::vector<std::unique_ptr<RowSource>> sources)
    : sources_(std::move(sources)) {}

bool RowMerge::After(const Head& a, const Head& b) {
  if (a.start != b.start) return a.start > b.start;
  if (a.prefix != b.prefix) return a.prefix > b.prefix;
  const int order = a.source->row().id.compare(b.source->row().id);
  return order != 0 ? order > 0 : a.rank > b.rank;
}

Result<bool> RowMerge::Advance(Head& head) {
  TWINBILL_ASSIGN(more, head.source->Next());
  if (more) {
    head.start = head.source->row().start.micros;
    head.prefix = PrefixOf(head.source->row().id);
  }
  return more;
}

Result<bool> RowMerge::Next() {
  if (!begun_) {
    begun_ = true;
    for (std::size_t rank = 0; rank < sources_.size(); ++rank) {
      Head head{sources_[rank].get(), rank, 0, 0};
      TWINBILL_ASSIGN(more, Advance(head));
      if (more) heap_.push_back(head);
    }
    std::make_heap(heap_.begin(), heap_.end(), After);
    return !heap_.empty();
  }
  if (heap_.empty()) return false;
  TWINBILL_ASSIGN(more, Advance(heap_.front()));
  if (more && heap_.size() == 1) return true;
  if (!more) {
    std::pop_heap(heap_.begin(), heap_.end(), After);
    heap_.pop_back();
    return !heap_.empty();
  }
  // The head sinks to its place: one way down, against pop and push which go twice.
  std::size_t at = 0;
  while (true) {
    std::size_t least = at;
    for (const std::size_t child : {2 * at + 1, 2 * at + 2}) {
      if (child < heap_.size() && After(heap_[least], heap_[child])) least = child;
    }
    if (least == at) return true;
    std::swap(heap_[at], heap_[least]);
    at = least;
  }
}

Result<bool> StayingRows::Next() {
  if (!begun_) {
    begun_ = true;
    TWINBILL_ASSIGN(first, merge_.Next());
    ahead_ = first;
  }
  while (ahead_) {
    row_ = merge_.row();
    id_ = row_.id;
    row_.id = id_;
    const bool existed = has_existing_ && merge_.source() == 0;
    TWINBILL_ASSIGN(more, merge_.Next());
    ahead_ = more;
    if (!more || merge_.row().start != row_.start || merge_.row().id != id_) return true;
    ++(existed ? existing_rows_replaced_ : rows_replaced_);
  }
  return false;
}

}  // namespace twinbill::history
