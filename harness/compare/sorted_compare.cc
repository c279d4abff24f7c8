#include "harness/compare/sorted_compare.h"

#include <cstring>

#include "harness/compare/pairing.h"

namespace twinbill::compare {
namespace {

class Side {
 public:
  explicit Side(const Range& range)
      : file_(*range.file), at_(range.begin), end_(range.end), released_(range.begin) {}

  bool empty() const { return at_ == end_; }
  std::string_view rest() const { return file_.text().substr(at_, end_ - at_); }
  std::int64_t rows() const { return rows_; }
  std::string_view first() const { return first_; }
  std::string_view last() const { return previous_; }

  // Checks the row that the rest begins with, where that has not been done.
  MergeEnd Look() {
    if (seen_) return MergeEnd::kDone;
    if (ReadRow(rest(), row_)) return MergeEnd::kFaulty;
    if (row_.bytes < previous_) return MergeEnd::kUnsorted;
    seen_ = true;
    return MergeEnd::kDone;
  }
  const CanonicalRow& row() const { return row_; }

  // Moves behind a row of `length` bytes that is known to be in order.
  void Advance(std::size_t length) {
    previous_ = rest().substr(0, length);
    if (rows_ == 0) first_ = previous_;
    at_ += length;
    seen_ = false;
    ++rows_;
    if (at_ - released_ >= kReleaseBytes) {
      file_.Release(released_, at_ - length);  // the row before may still be asked for
      released_ = at_ - length;
    }
  }

 private:
  const LineItemFile& file_;
  std::size_t at_;
  std::size_t end_;
  std::size_t released_;
  std::int64_t rows_ = 0;
  bool seen_ = false;
  CanonicalRow row_;
  std::string_view first_;
  std::string_view previous_;
};

bool StartsWith(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && std::memcmp(text.data(), start.data(), start.size()) == 0;
}

MergeEnd Merge(Side& a, Side& b, Pairing& pairing) {
  while (!a.empty() || !b.empty()) {
    if (!a.empty()) {
      if (const MergeEnd end = a.Look(); end != MergeEnd::kDone) return end;
      // B's row is the same bytes, so it is whole and canonical; and it stands behind a row of B's
      // that is no greater: where B's row before were greater, it would have been taken after this
      // one.
      if (StartsWith(b.rest(), a.row().bytes)) {
        const std::string_view bytes = a.row().bytes;
        pairing.Equal(bytes);
        a.Advance(bytes.size());
        b.Advance(bytes.size());
        continue;
      }
    }
    if (!b.empty()) {
      if (const MergeEnd end = b.Look(); end != MergeEnd::kDone) return end;
    }
    if (b.empty() || (!a.empty() && a.row().bytes < b.row().bytes)) {
      pairing.OnlyA(a.row());
      a.Advance(a.row().bytes.size());
    } else {
      pairing.OnlyB(b.row());
      b.Advance(b.row().bytes.size());
    }
  }
  pairing.End();
  return MergeEnd::kDone;
}

}  // namespace

Merged CompareSorted(const Range& a, const Range& b, Comparison& comparison, DifferenceSink& sink) {
  Side side_a(a);
  Side side_b(b);
  Pairing pairing(comparison, sink);
  const MergeEnd end = Merge(side_a, side_b, pairing);
  comparison.rows_a += side_a.rows();
  comparison.rows_b += side_b.rows();
  return {end, side_a.first(), side_a.last(), side_b.first(), side_b.last()};
}

}  // namespace twinbill::compare
