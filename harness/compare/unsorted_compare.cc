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

CanonicalRow Checked(std::string_view text) {
  CanonicalRow row;
  TWINBILL_CHECK(!ReadRow(text, row).has_value());
  return row;
}

Entry EntryOf(const CanonicalRow& row) {
  return {std::hash<std::string_view>()(row.Key()), row.bytes.data(),
          static_cast<std::uint32_t>(row.bytes.size())};
}

std::string KeyOf(const Difference& difference) {
  return std::string(Checked(difference.a.empty() ? difference.b : difference.a).Key());
}

// One side's file, read once: what was found.
struct Pass {
  std::optional<model::Diagnostic> fault;
  bool sorted = true;
  int error = 0;  // of the system; 0: none
};

// Checks every row and gives it to `take`, until a row is faulty or `take` is false.
template <class Take>
Pass ReadRows(const LineItemFile& file, const Take& take) {
  Pass pass;
  CanonicalRow row;
  std::string_view before;
  std::size_t released = file.rows_begin();
  for (std::size_t at = released; at < file.text().size(); at += row.bytes.size()) {
    if (const auto fault = ReadRow(file.text().substr(at), row)) {
      pass.fault = file.Locate(*fault, at);
      break;
    }
    pass.sorted = pass.sorted && before <= row.bytes;
    before = row.bytes;
    if (!take(row)) break;
    if (at - released >= kReleaseBytes) {
      file.Release(released, at);
      released = at;
    }
  }
  return pass;
}

// What the passes over both sides found, into `comparison`; the failure of the first faulty row,
// A's before B's.
model::Result<void> Settle(std::array<Pass, 2>& passes, Comparison& comparison) {
  for (Pass& pass : passes) {
    if (pass.fault) return model::Fail(model::InputFailure(std::move(*pass.fault)));
  }
  comparison.sorted_a = passes[0].sorted;
  comparison.sorted_b = passes[1].sorted;
  return {};
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
    kept_.push_back({KeyOf(difference), difference});
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
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i].hash == b[j].hash && a[i].bytes() == b[j].bytes()) {
      pairing.Equal(a[i].bytes());
      ++i;
      ++j;
    } else if (j == b.size() || (i < a.size() && less(a[i], b[j]))) {
      pairing.OnlyA(Checked(a[i++].bytes()));
    } else {
      pairing.OnlyB(Checked(b[j++].bytes()));
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

model::Result<void> InMemory(const LineItemFile& a, const LineItemFile& b, int threads,
                             Comparison& comparison, DifferenceSink& sink) {
  std::array<Buckets, 2> sides;
  std::array<Pass, 2> passes;
  const std::array<const LineItemFile*, 2> files = {&a, &b};
  InParallel(threads, 2, [&](std::size_t s) {
    passes[s] = ReadRows(*files[s], [&](const CanonicalRow& row) {
      const Entry entry = EntryOf(row);
      sides[s][entry.hash >> kBucketShift].push_back(entry);
      return true;
    });
  });
  TWINBILL_TRY(Settle(passes, comparison));
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
  return {};
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

Pass Deal(const LineItemFile& file, std::vector<BucketFile>& buckets) {
  int error = 0;
  Pass pass = ReadRows(file, [&](const CanonicalRow& row) {
    const std::size_t bucket = (EntryOf(row).hash >> kBucketShift) % buckets.size();
    if (!buckets[bucket].Append(row.bytes)) error = errno;
    return error == 0;
  });
  for (BucketFile& bucket : buckets) {
    if (error == 0 && !bucket.Flush()) error = errno;
  }
  pass.error = error;
  return pass;
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
    head.keyed.key = KeyOf(head.keyed.difference);
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

// As many buckets as bring one, on each of the threads, well within the memory; a power of two.
std::size_t BucketCountOf(std::size_t bytes, std::size_t memory_bytes) {
  std::size_t count = 1;
  while (count < kBucketCount && bytes / count > memory_bytes / 8) count *= 2;
  return count;
}

model::Result<void> OnDisk(const LineItemFile& a, const LineItemFile& b,
                           const UnsortedOptions& options, Comparison& comparison,
                           DifferenceSink& sink) {
  std::array<std::vector<BucketFile>, 2> sides;
  const std::size_t bucket_count =
      BucketCountOf(a.text().size() + b.text().size(), options.memory_bytes);
  for (auto& side : sides) {
    for (std::size_t i = 0; i < bucket_count; ++i) {
      side.emplace_back(options.temporary_folder);
      if (side.back().open_failed())
        return model::Fail(SpillFailed(options.temporary_folder, errno));
    }
  }
  const std::array<const LineItemFile*, 2> files = {&a, &b};
  std::array<Pass, 2> passes;
  InParallel(options.threads, 2, [&](std::size_t s) { passes[s] = Deal(*files[s], sides[s]); });
  TWINBILL_TRY(Settle(passes, comparison));
  std::atomic<int> error{passes[0].error != 0 ? passes[0].error : passes[1].error};
  if (error != 0) return model::Fail(SpillFailed(options.temporary_folder, error));
  std::vector<DifferenceSpool> spools;
  for (std::size_t i = 0; i < bucket_count; ++i) {
    spools.emplace_back(options.temporary_folder, options.memory_bytes / bucket_count / 4);
  }
  std::vector<Comparison> parts(bucket_count);
  InParallel(options.threads, bucket_count, [&](std::size_t bucket) {
    std::array<std::string, 2> rows;
    std::array<std::vector<Entry>, 2> entries;
    for (std::size_t s = 0; s < 2; ++s) {
      if (!sides[s][bucket].Load(rows[s])) {
        error = errno != 0 ? errno : EIO;
        return;
      }
      for (std::string_view rest = rows[s]; !rest.empty();) {
        entries[s].push_back(EntryOf(Checked(rest)));
        rest.remove_prefix(entries[s].back().length);
      }
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
    return InMemory(a, b, options.threads, comparison, sink);
  }
  return OnDisk(a, b, options, comparison, sink);
}

}  // namespace twinbill::compare
