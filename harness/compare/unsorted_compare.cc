#include "harness/compare/unsorted_compare.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>
#include <optional>
#include <thread>

#include "harness/compare/pairing.h"

namespace twinbill::compare {
namespace {

constexpr std::size_t kBucketCount = 256;  // a power of two
constexpr std::size_t kBucketShift = 56;

struct Entry {
  std::uint64_t hash = 0;
  const char* row = nullptr;
  std::uint32_t length = 0;

  std::string_view bytes() const { return {row, length}; }
};

using Buckets = std::array<std::vector<Entry>, kBucketCount>;

// The bytes up to the comma behind the tenth field.
std::size_t KeyLength(std::string_view row) {
  bool inside = false;
  std::size_t commas = 0;
  for (std::size_t at = 0;; ++at) {
    if (row[at] == '"') inside = !inside;
    if (row[at] == ',' && !inside && ++commas == kKeyFieldCount) return at + 1;
  }
}

Entry EntryOf(std::string_view row) {
  return {std::hash<std::string_view>()(row.substr(0, KeyLength(row))), row.data(),
          static_cast<std::uint32_t>(row.size())};
}

template <class Take>
void ForEachRow(std::string_view rows, const Take& take) {
  while (!rows.empty()) {
    const std::size_t length = RowLength(rows);
    take(rows.substr(0, length));
    rows.remove_prefix(length);
  }
}

// The differences of one bucket, kept with their keys so that they can be put in order.
struct Keyed {
  std::string key;
  Difference difference;
};

class KeyedSink : public DifferenceSink {
 public:
  explicit KeyedSink(std::vector<Keyed>& kept) : kept_(kept) {}
  void Take(const Difference& difference) override {
    const std::string& row = difference.a.empty() ? difference.b : difference.a;
    kept_.push_back({row.substr(0, KeyLength(row)), difference});
  }

 private:
  std::vector<Keyed>& kept_;
};

// Compares one bucket: rows in the order of their hashes, those of one hash in the order of their
// bytes.
void CompareBucket(std::vector<Entry>& a, std::vector<Entry>& b, Comparison& comparison,
                   std::vector<Keyed>& kept) {
  const auto less = [](const Entry& x, const Entry& y) {
    return x.hash != y.hash ? x.hash < y.hash : x.bytes() < y.bytes();
  };
  std::sort(a.begin(), a.end(), less);
  std::sort(b.begin(), b.end(), less);
  KeyedSink sink(kept);
  Pairing pairing(comparison, sink);
  const auto checked = [](const Entry& entry) {
    CanonicalRow row;
    TWINBILL_CHECK(!CheckRow(entry.bytes(), row).has_value());
    return row;
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i].hash == b[j].hash && a[i].bytes() == b[j].bytes()) {
      pairing.Equal(a[i].bytes());
      ++i;
      ++j;
    } else if (j == b.size() || (i < a.size() && less(a[i], b[j]))) {
      pairing.OnlyA(checked(a[i++]));
    } else {
      pairing.OnlyB(checked(b[j++]));
    }
  }
  pairing.End();
  comparison.rows_a += static_cast<std::int64_t>(a.size());
  comparison.rows_b += static_cast<std::int64_t>(b.size());
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Keyed& x, const Keyed& y) { return x.key < y.key; });
}

// Runs `work(i)` for i in [0, count) on the threads.
void InParallel(int threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto loop = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(loop);
  loop();
  for (std::thread& thread : others) thread.join();
}

void InMemory(const LineItemFile& a, const LineItemFile& b, int threads, Comparison& comparison,
              DifferenceSink& sink) {
  std::array<Buckets, 2> sides;
  const std::array<const LineItemFile*, 2> files = {&a, &b};
  InParallel(threads, 2, [&](std::size_t s) {
    ForEachRow(files[s]->text().substr(files[s]->rows_begin()), [&](std::string_view row) {
      const Entry entry = EntryOf(row);
      sides[s][entry.hash >> kBucketShift].push_back(entry);
    });
  });
  std::vector<Comparison> parts(kBucketCount);
  std::vector<std::vector<Keyed>> kept(kBucketCount);
  InParallel(threads, kBucketCount, [&](std::size_t bucket) {
    CompareBucket(sides[0][bucket], sides[1][bucket], parts[bucket], kept[bucket]);
  });
  std::vector<Keyed> all;
  for (std::size_t bucket = 0; bucket < kBucketCount; ++bucket) {
    comparison.Add(parts[bucket]);
    std::move(kept[bucket].begin(), kept[bucket].end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Keyed& x, const Keyed& y) { return x.key < y.key; });
  for (const Keyed& keyed : all) sink.Take(keyed.difference);
}

// A bucket's rows of one side on disk.
class BucketFile {
 public:
  explicit BucketFile(const std::string& folder)
      : descriptor_(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) {}
  BucketFile(BucketFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), bytes_(std::move(other.bytes_)) {}
  BucketFile& operator=(BucketFile&&) = delete;
  ~BucketFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  bool Append(std::string_view row) {
    bytes_ += row;
    return bytes_.size() < kBufferBytes || Flush();
  }
  bool Flush() {
    for (std::size_t at = 0; at < bytes_.size();) {
      const ssize_t written = write(descriptor_, bytes_.data() + at, bytes_.size() - at);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      at += static_cast<std::size_t>(written);
    }
    size_ += bytes_.size();
    bytes_.clear();
    return true;
  }
  // All rows, after Flush.
  bool Load(std::string& rows) const {
    rows.resize(size_);
    for (std::size_t at = 0; at < size_;) {
      const ssize_t got = pread(descriptor_, rows.data() + at, size_ - at, static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      at += static_cast<std::size_t>(got);
    }
    return true;
  }
  bool open_failed() const { return descriptor_ < 0; }

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{128} << 10;
  int descriptor_;
  std::string bytes_;
  std::size_t size_ = 0;
};

model::Failure SpillFailed(const std::string& folder, int error) {
  return model::SurroundingsFailure(
      {model::Code{"temporary_file_failed"},
       {folder, 0, 0, "", ""},
       fmt::format("a temporary file can't be kept here: {}", std::strerror(error)),
       "room for a copy of both files, or --temporary DIR with a folder that has it"});
}

bool Deal(const LineItemFile& file, std::vector<BucketFile>& buckets) {
  constexpr std::size_t kReleaseStep = std::size_t{64} << 20;
  std::size_t released = 0;
  bool good = true;
  ForEachRow(file.text().substr(file.rows_begin()), [&](std::string_view row) {
    if (!good) return;
    good = buckets[EntryOf(row).hash >> kBucketShift].Append(row);
    const auto at = static_cast<std::size_t>(row.data() - file.text().data());
    if (at - released >= kReleaseStep) {
      file.Release(at);
      released = at;
    }
  });
  return good && std::all_of(buckets.begin(), buckets.end(),
                             [](BucketFile& bucket) { return bucket.Flush(); });
}

// Tells the differences of all buckets, each in order, in the order of their keys.
model::Result<void> MergeSpools(std::vector<DifferenceSpool>& spools, DifferenceSink& sink) {
  struct Head {
    Keyed keyed;
    std::size_t spool = 0;
  };
  const auto later = [](const Head& x, const Head& y) { return x.keyed.key > y.keyed.key; };
  std::vector<Head> heads;
  const auto read = [&](std::size_t spool) -> model::Result<void> {
    Head head;
    TWINBILL_ASSIGN(more, spools[spool].Next(head.keyed.difference));
    if (!more) return {};
    const Difference& difference = head.keyed.difference;
    const std::string& row = difference.a.empty() ? difference.b : difference.a;
    head.keyed.key = row.substr(0, KeyLength(row));
    head.spool = spool;
    heads.push_back(std::move(head));
    std::push_heap(heads.begin(), heads.end(), later);
    return {};
  };
  for (std::size_t spool = 0; spool < spools.size(); ++spool) TWINBILL_TRY(read(spool));
  while (!heads.empty()) {
    std::pop_heap(heads.begin(), heads.end(), later);
    const Head head = std::move(heads.back());
    heads.pop_back();
    sink.Take(head.keyed.difference);
    TWINBILL_TRY(read(head.spool));
  }
  return {};
}

model::Result<void> OnDisk(const LineItemFile& a, const LineItemFile& b,
                           const UnsortedOptions& options, Comparison& comparison,
                           DifferenceSink& sink) {
  std::array<std::vector<BucketFile>, 2> sides;
  for (auto& side : sides) {
    for (std::size_t i = 0; i < kBucketCount; ++i) {
      side.emplace_back(options.temporary_folder);
      if (side.back().open_failed())
        return model::Fail(SpillFailed(options.temporary_folder, errno));
    }
  }
  const std::array<const LineItemFile*, 2> files = {&a, &b};
  std::atomic<int> error{0};
  InParallel(options.threads, 2, [&](std::size_t s) {
    if (!Deal(*files[s], sides[s])) error = errno;
  });
  if (error != 0) return model::Fail(SpillFailed(options.temporary_folder, error));
  std::vector<DifferenceSpool> spools;
  for (std::size_t i = 0; i < kBucketCount; ++i) {
    spools.emplace_back(options.temporary_folder, options.memory_bytes / kBucketCount / 4);
  }
  std::vector<Comparison> parts(kBucketCount);
  InParallel(options.threads, kBucketCount, [&](std::size_t bucket) {
    std::array<std::string, 2> rows;
    std::array<std::vector<Entry>, 2> entries;
    for (std::size_t s = 0; s < 2; ++s) {
      if (!sides[s][bucket].Load(rows[s])) error = errno;
      ForEachRow(rows[s], [&](std::string_view row) { entries[s].push_back(EntryOf(row)); });
    }
    std::vector<Keyed> kept;
    CompareBucket(entries[0], entries[1], parts[bucket], kept);
    for (const Keyed& keyed : kept) spools[bucket].Take(keyed.difference);
  });
  if (error != 0) return model::Fail(SpillFailed(options.temporary_folder, error));
  for (const Comparison& part : parts) comparison.Add(part);
  return MergeSpools(spools, sink);
}

}  // namespace

model::Result<void> CompareUnsorted(const LineItemFile& a, const LineItemFile& b,
                                    const UnsortedOptions& options, Comparison& comparison,
                                    DifferenceSink& sink) {
  // In memory, the files' pages and an entry a row: rows are no shorter than some hundred bytes.
  const std::size_t bytes = a.text().size() + b.text().size();
  if (bytes + bytes / 4 <= options.memory_bytes) {
    InMemory(a, b, options.threads, comparison, sink);
    return {};
  }
  return OnDisk(a, b, options, comparison, sink);
}

}  // namespace twinbill::compare
