#include "harness/compare/compare.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <vector>

#include "harness/compare/difference_spool.h"
#include "harness/compare/line_item_file.h"
#include "harness/compare/planted_differences.h"
#include "harness/compare/sorted_compare.h"
#include "harness/compare/unsorted_compare.h"

namespace twinbill::compare {
namespace {

// Below this many bytes a second thread does not pay.
constexpr std::size_t kSplitBytesMin = std::size_t{1} << 20;

// The row starts that cut A into about equal parts, all rows of a key in one part.
std::vector<std::size_t> CutsOf(const LineItemFile& file, int parts) {
  std::vector<std::size_t> offsets;
  const std::size_t span = file.text().size() - file.rows_begin();
  for (int part = 1; part < parts; ++part) {
    offsets.push_back(file.rows_begin() +
                      span / static_cast<std::size_t>(parts) * static_cast<std::size_t>(part));
  }
  std::vector<std::size_t> cuts;
  for (std::size_t start : file.RowStarts(offsets)) {
    CanonicalRow row;
    std::string key;
    while (start < file.text().size()) {
      const std::string_view rest = file.text().substr(start);
      if (ReadRow(rest, row)) return {};
      if (key.empty()) key = row.Key();
      if (row.Key() != key) break;
      start += row.bytes.size();
    }
    cuts.push_back(start);
  }
  return cuts;
}

// The first row start of `file` at which a row stands that is not below the one at `row`.
// Bisects over offsets; where the file is not sorted the answer is some row start, and the merge
// sees it.
std::size_t LowerBound(const LineItemFile& file, std::string_view row) {
  constexpr std::size_t kGridBytes = std::size_t{64} << 10;
  std::vector<std::size_t> offsets;
  for (std::size_t at = file.rows_begin(); at < file.text().size(); at += kGridBytes)
    offsets.push_back(at);
  std::vector<std::size_t> starts = file.RowStarts(offsets);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  // The row that begins there; nothing where it is faulty, which the merge sees.
  const auto row_at = [&](std::size_t start) {
    CanonicalRow at;
    return ReadRow(file.text().substr(start), at) ? std::string_view() : at.bytes;
  };
  auto above = std::partition_point(starts.begin(), starts.end(), [&](std::size_t start) {
    return start < file.text().size() && row_at(start) < row;
  });
  std::size_t start = above == starts.begin() ? file.rows_begin() : *(above - 1);
  while (start < file.text().size()) {
    const std::string_view at = row_at(start);
    if (at.empty() || at >= row) break;
    start += at.size();
  }
  return start;
}

struct Part {
  Range a;
  Range b;
  std::string_view key;  // the first of A's keys in it; empty for the first part
};

std::vector<Part> PartsOf(const LineItemFile& a, const LineItemFile& b, int threads) {
  std::vector<std::size_t> cuts_a;
  if (threads > 1 && a.text().size() >= kSplitBytesMin) cuts_a = CutsOf(a, threads);
  std::vector<Part> parts;
  std::size_t begin_a = a.rows_begin();
  std::size_t begin_b = b.rows_begin();
  std::string_view key;
  for (const std::size_t cut : cuts_a) {
    if (cut <= begin_a || cut >= a.text().size()) continue;
    CanonicalRow row;
    if (ReadRow(a.text().substr(cut), row)) continue;
    const std::size_t cut_b = std::max(begin_b, LowerBound(b, row.Key()));
    parts.push_back({{&a, begin_a, cut}, {&b, begin_b, cut_b}, key});
    key = row.Key();
    begin_a = cut;
    begin_b = cut_b;
  }
  parts.push_back({{&a, begin_a, a.text().size()}, {&b, begin_b, b.text().size()}, key});
  return parts;
}

// Whether every part was merged, and nothing of a part belongs before or behind it: the cuts were
// made by bisection, which an unsorted file leads astray.
bool AllInOrder(const std::vector<Part>& parts, const std::vector<Merged>& merged) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (merged[i].end != MergeEnd::kDone) return false;
    if (i == 0) continue;
    const std::string_view key = parts[i].key;
    for (const std::string_view last : {merged[i - 1].last_a, merged[i - 1].last_b}) {
      if (!last.empty() && last >= key) return false;
    }
    for (const std::string_view first : {merged[i].first_a, merged[i].first_b}) {
      if (!first.empty() && first < key) return false;
    }
  }
  return true;
}

model::Result<void> Forward(DifferenceSpool& spool, DifferenceSink& sink) {
  Difference difference;
  for (;;) {
    TWINBILL_ASSIGN(more, spool.Next(difference));
    if (!more) return {};
    sink.Take(difference);
  }
}

model::Digest DigestOf(const LineItemFile& file) {
  model::Sha256 hash;
  for (std::size_t at = 0; at < file.text().size(); at += kReleaseBytes) {
    hash.Update(file.text().substr(at, kReleaseBytes));
    file.Release(at, at + kReleaseBytes);
  }
  return hash.Finish();
}

// Hashes both files while they are compared.
class Digests {
 public:
  Digests(const LineItemFile& a, const LineItemFile& b)
      : thread_a_([&a, this] { a_ = DigestOf(a); }), thread_b_([&b, this] { b_ = DigestOf(b); }) {}
  ~Digests() { Join(); }
  void Into(Comparison& comparison) {
    Join();
    comparison.digest_a = a_;
    comparison.digest_b = b_;
  }

 private:
  void Join() {
    if (thread_a_.joinable()) thread_a_.join();
    if (thread_b_.joinable()) thread_b_.join();
  }
  model::Digest a_;
  model::Digest b_;
  std::thread thread_a_;
  std::thread thread_b_;
};

model::Result<Comparison> CompareOpened(const LineItemFile& a, const LineItemFile& b,
                                        const CompareOptions& options, DifferenceSink& sink) {
  const std::vector<Part> parts = PartsOf(a, b, options.threads);
  std::vector<Comparison> comparisons(parts.size());
  std::vector<Merged> merged(parts.size());
  std::vector<DifferenceSpool> spools;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    spools.emplace_back(options.temporary_folder, options.memory_bytes / 8 / parts.size());
  }
  const auto run = [&](std::size_t i) {
    merged[i] = CompareSorted(parts[i].a, parts[i].b, comparisons[i], spools[i]);
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < parts.size(); ++i) others.emplace_back(run, i);
  run(0);
  for (std::thread& thread : others) thread.join();

  Comparison comparison;
  if (AllInOrder(parts, merged)) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      comparison.Add(comparisons[i]);
      TWINBILL_TRY(Forward(spools[i], sink));
    }
    return comparison;
  }
  TWINBILL_TRY(CompareUnsorted(
      a, b, {options.memory_bytes, options.temporary_folder, options.threads}, comparison, sink));
  return comparison;
}

Comparison ComparePlanted(std::string_view a, std::string_view b, DifferenceSink& sink) {
  auto comparison = CompareTexts(a, b, {.threads = 1}, sink);
  return comparison ? *comparison : Comparison{};
}

}  // namespace

model::Result<Comparison> CompareFiles(const std::string& path_a, const std::string& path_b,
                                       const CompareOptions& options, DifferenceSink& sink) {
  TWINBILL_ASSIGN(a, LineItemFile::Open(path_a));
  TWINBILL_ASSIGN(b, LineItemFile::Open(path_b));
  std::optional<Digests> digests;
  if (options.digests) digests.emplace(a, b);
  TWINBILL_TRY(CheckSight(ComparePlanted));
  TWINBILL_ASSIGN(comparison, CompareOpened(a, b, options, sink));
  if (digests) digests->Into(comparison);
  TWINBILL_TRY(a.CheckUnchanged());
  TWINBILL_TRY(b.CheckUnchanged());
  return comparison;
}

model::Result<Comparison> CompareTexts(std::string_view text_a, std::string_view text_b,
                                       const CompareOptions& options, DifferenceSink& sink) {
  TWINBILL_ASSIGN(a, LineItemFile::OfText("A", text_a));
  TWINBILL_ASSIGN(b, LineItemFile::OfText("B", text_b));
  return CompareOpened(a, b, options, sink);
}

model::Result<Comparison> CompareLineItems(std::span<const model::LineItem> a,
                                           std::span<const model::LineItem> b,
                                           DifferenceSink& sink) {
  return CompareTexts(model::CanonicalFile(a), model::CanonicalFile(b), {.threads = 1}, sink);
}

}  // namespace twinbill::compare
