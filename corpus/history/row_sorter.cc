#include "corpus/history/row_sorter.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <optional>
#include <utility>

#include "corpus/history/packed_row.h"
#include "corpus/store/durable_file.h"

namespace twinbill::history {
namespace {

using model::Fail;
using model::Result;

constexpr std::size_t kBlockBytes = std::size_t{4} << 20;
constexpr std::size_t kReadBytesMin = std::size_t{64} << 10;
constexpr std::size_t kReadBytesMax = std::size_t{1} << 20;

struct Entry {
  std::int64_t start;
  std::uint64_t prefix;
  const char* packed;
  std::uint32_t partition;
  std::uint32_t sequence;
};

// A type, not a function: sorting calls it in place.
struct EntryLess {
  bool operator()(const Entry& a, const Entry& b) const {
    if (a.partition != b.partition) return a.partition < b.partition;
    if (a.start != b.start) return a.start < b.start;
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = PackedId(a.packed).compare(PackedId(b.packed));
    return order != 0 ? order < 0 : a.sequence < b.sequence;
  }
};

// Sorted rows lie scattered in memory: the ones that come soon are fetched ahead.
void FetchAhead(const Entry* at, const Entry* end) {
  constexpr std::ptrdiff_t kAhead = 12;
  constexpr std::ptrdiff_t kLine = 64;
  if (end - at <= kAhead) return;
  __builtin_prefetch(at[kAhead].packed);
  __builtin_prefetch(at[kAhead].packed + kLine);
}

// Rows in memory.
class Run {
 public:
  bool empty() const { return entries_.empty(); }
  std::int64_t bytes() const {
    return static_cast<std::int64_t>(bytes_ + entries_.size() * sizeof(Entry));
  }

  void Add(std::uint32_t partition, const NewRow& row) {
    packed_.clear();
    AppendPacked(row, packed_);
    char* const at = Room(packed_.size());
    std::memcpy(at, packed_.data(), packed_.size());
    entries_.push_back({row.start.micros, PrefixOf(row.id), at, partition,
                        static_cast<std::uint32_t>(entries_.size())});
  }

  void Sort() {
    // Reports are often in order already.
    if (!std::is_sorted(entries_.begin(), entries_.end(), EntryLess())) {
      std::sort(entries_.begin(), entries_.end(), EntryLess());
    }
  }
  const std::vector<Entry>& entries() const { return entries_; }
  // The memory stays, to be filled again: fresh pages cost more than what is put into them.
  void Clear() {
    entries_.clear();
    large_.clear();
    blocks_used_ = 0;
    room_ = 0;
    bytes_ = 0;
  }

 private:
  char* Room(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes > kBlockBytes) {
      return large_.emplace_back(std::make_unique_for_overwrite<char[]>(bytes)).get();
    }
    if (bytes > room_) {
      if (blocks_used_ == blocks_.size()) {
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockBytes));
      }
      at_ = blocks_[blocks_used_++].get();
      room_ = kBlockBytes;
    }
    char* const given = at_;
    at_ += bytes;
    room_ -= bytes;
    return given;
  }

  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<std::unique_ptr<char[]>> large_;  // rows longer than a block
  std::size_t blocks_used_ = 0;
  std::string packed_;
  char* at_ = nullptr;
  std::size_t room_ = 0;
  std::size_t bytes_ = 0;
};

class MemorySource : public RowSource {
 public:
  MemorySource(const Entry* begin, const Entry* end) : at_(begin), end_(end) {}
  Result<bool> Next() override {
    if (at_ == end_) return false;
    FetchAhead(at_, end_);
    Unpack((at_++)->packed, row_);
    return true;
  }
  const NewRow& row() const override { return row_; }

 private:
  const Entry* at_;
  const Entry* end_;
  NewRow row_;
};

// A partition's part of a spilled run.
struct Segment {
  std::uint32_t partition;
  std::int64_t offset;
  std::int64_t bytes;
};

class SpilledSource : public RowSource {
 public:
  SpilledSource(int file, const std::string& path, const Segment& segment, std::size_t read_bytes)
      : file_(file),
        path_(path),
        offset_(segment.offset),
        left_(segment.bytes),
        read_bytes_(read_bytes) {}

  Result<bool> Next() override {
    TWINBILL_ASSIGN(head, Have(kPackedLengthBytes));
    if (!head) return false;
    const std::size_t length = PackedLength(buffer_.data() + at_);
    TWINBILL_ASSIGN(whole, Have(length));
    TWINBILL_CHECK(whole);
    Unpack(buffer_.data() + at_, row_);
    at_ += length;
    return true;
  }
  const NewRow& row() const override { return row_; }

 private:
  // Whether `count` bytes are there from at_ on; reads on where they are not.
  Result<bool> Have(std::size_t count) {
    if (buffer_.size() - at_ >= count) return true;
    if (left_ == 0) return false;
    buffer_.erase(0, at_);
    at_ = 0;
    while (buffer_.size() < count && left_ > 0) {
      const std::size_t more =
          std::min(std::max(read_bytes_, count), static_cast<std::size_t>(left_));
      const std::size_t filled = buffer_.size();
      buffer_.resize(filled + more);
      const ssize_t got = pread(file_, buffer_.data() + filled, more, offset_);
      if (got == 0 || (got < 0 && errno != EINTR)) {
        return Fail(store::FileFailure("read", path_, got == 0 ? EIO : errno));
      }
      const std::size_t taken = got < 0 ? 0 : static_cast<std::size_t>(got);
      buffer_.resize(filled + taken);
      offset_ += static_cast<std::int64_t>(taken);
      left_ -= static_cast<std::int64_t>(taken);
    }
    return buffer_.size() >= count;
  }

  int file_;
  const std::string& path_;
  std::int64_t offset_;
  std::int64_t left_;
  std::size_t read_bytes_;
  std::string buffer_;
  std::size_t at_ = 0;
  NewRow row_;
};

class SpillingSorter : public RowSorter {
 public:
  SpillingSorter(const std::string& directory, std::int64_t bytes_max, int threads)
      : directory_(directory),
        path_(directory + "/spill"),
        bytes_max_(bytes_max),
        background_(threads > 1) {}
  ~SpillingSorter() override {
    if (spilling_.valid()) spilling_.wait();
    if (file_ >= 0) close(file_);
  }

  Result<void> Add(std::uint32_t partition, const NewRow& row) override {
    filling_.Add(partition, row);
    if (filling_.bytes() < (background_ ? bytes_max_ / 2 : bytes_max_)) return {};
    TWINBILL_TRY(AwaitSpill());
    std::swap(filling_, full_);
    if (!background_) return SpillFull();
    spilling_ = std::async(std::launch::async, [this] { return SpillFull(); });
    return {};
  }

  Result<void> Finish() override {
    TWINBILL_TRY(AwaitSpill());
    filling_.Sort();
    return {};
  }

  std::vector<std::unique_ptr<RowSource>> SourcesOf(std::uint32_t partition) const override {
    std::vector<std::unique_ptr<RowSource>> sources;
    const std::size_t read_bytes = std::clamp(
        static_cast<std::size_t>(bytes_max_) / (runs_.size() + 1), kReadBytesMin, kReadBytesMax);
    for (const std::vector<Segment>& run : runs_) {
      const auto at = std::lower_bound(
          run.begin(), run.end(), partition,
          [](const Segment& segment, std::uint32_t wanted) { return segment.partition < wanted; });
      if (at == run.end() || at->partition != partition) continue;
      sources.push_back(std::make_unique<SpilledSource>(file_, path_, *at, read_bytes));
    }
    const auto& entries = filling_.entries();
    const auto [first, last] =
        std::equal_range(entries.begin(), entries.end(), Entry{0, 0, nullptr, partition, 0},
                         [](const Entry& a, const Entry& b) { return a.partition < b.partition; });
    if (first != last) {
      sources.push_back(std::make_unique<MemorySource>(entries.data() + (first - entries.begin()),
                                                       entries.data() + (last - entries.begin())));
    }
    return sources;
  }

 private:
  Result<void> AwaitSpill() {
    if (!spilling_.valid()) return {};
    return spilling_.get();
  }

  Result<void> SpillFull() {
    if (file_ < 0) {
      TWINBILL_TRY(store::MakeDirectories(directory_));
      file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
      if (file_ < 0) return Fail(store::FileFailure("made", path_, errno));
      unlink(path_.c_str());
    }
    full_.Sort();
    std::vector<Segment> segments;
    std::string buffer;
    for (const Entry& entry : full_.entries()) {
      if (segments.empty() || segments.back().partition != entry.partition) {
        segments.push_back({entry.partition, size_ + static_cast<std::int64_t>(buffer.size()), 0});
      }
      FetchAhead(&entry, full_.entries().data() + full_.entries().size());
      const std::size_t length = PackedLength(entry.packed);
      buffer.append(entry.packed, length);
      segments.back().bytes += static_cast<std::int64_t>(length);
      if (buffer.size() >= kReadBytesMax) TWINBILL_TRY(Flush(buffer));
    }
    TWINBILL_TRY(Flush(buffer));
    runs_.push_back(std::move(segments));
    full_.Clear();
    return {};
  }

  Result<void> Flush(std::string& buffer) {
    std::string_view rest = buffer;
    while (!rest.empty()) {
      const ssize_t written = write(file_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Fail(store::FileFailure("written", path_, errno));
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    size_ += static_cast<std::int64_t>(buffer.size());
    buffer.clear();
    return {};
  }

  std::string directory_;
  std::string path_;
  std::int64_t bytes_max_;
  bool background_;
  Run filling_;
  Run full_;
  int file_ = -1;
  std::int64_t size_ = 0;
  std::vector<std::vector<Segment>> runs_;
  std::future<Result<void>> spilling_;
};

}  // namespace

std::unique_ptr<RowSorter> RowSorter::Make(const std::string& directory, std::int64_t bytes_max,
                                           int threads) {
  return std::make_unique<SpillingSorter>(directory, bytes_max, threads);
}

}  // namespace twinbill::history
