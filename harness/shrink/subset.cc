#include "harness/shrink/subset.h"

#include <algorithm>
#include <numeric>

namespace twinbill::shrink {

namespace {

// Leaving out one after the other stops where no single one can go; a single one or two of those
// that are left may show the effect all the same. Small sets are searched for them.
constexpr std::size_t kSinglesMax = 256;
constexpr std::size_t kPairsMax = 24;

void TryFew(std::vector<std::uint32_t>& kept, const SubsetJudge& judge, Budget& budget) {
  const auto shows = [&](std::vector<std::uint32_t> few) {
    if (budget.IsSpent()) return false;
    ++budget.probes;
    if (!judge(few)) return false;
    kept = std::move(few);
    return true;
  };
  const std::vector<std::uint32_t> all = kept;
  if (all.size() < 2 || all.size() > kSinglesMax) return;
  for (const std::uint32_t one : all) {
    if (shows({one})) return;
  }
  if (all.size() < 3 || all.size() > kPairsMax) return;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (shows({all[i], all[j]})) return;
    }
  }
}

}  // namespace

std::vector<std::uint32_t> MinimalSubset(std::uint32_t count, const SubsetJudge& judge,
                                         Budget& budget) {
  std::vector<std::uint32_t> kept(count);
  std::iota(kept.begin(), kept.end(), 0U);
  const auto shows = [&](const std::vector<std::uint32_t>& subset) {
    ++budget.probes;
    return judge(subset);
  };
  // Nothing at all may be enough (a charge without usage).
  if (kept.empty() || budget.IsSpent()) return kept;
  if (shows({})) return {};
  std::size_t parts = 2;
  std::vector<std::uint32_t> without;
  while (!kept.empty() && !budget.IsSpent()) {
    parts = std::min(parts, kept.size());
    bool smaller = false;
    // From the back: later records lean on earlier ones, not the other way round.
    for (std::size_t part = parts; part-- > 0 && !budget.IsSpent();) {
      const std::size_t begin = kept.size() * part / parts;
      const std::size_t end = kept.size() * (part + 1) / parts;
      if (begin == end) continue;
      without.assign(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(begin));
      without.insert(without.end(), kept.begin() + static_cast<std::ptrdiff_t>(end), kept.end());
      if (without.empty() || !shows(without)) continue;
      kept.swap(without);
      smaller = true;
      if (parts > 2) --parts;
      part = std::min(part, parts);
    }
    if (smaller) continue;
    if (parts >= kept.size()) break;
    parts *= 2;
  }
  TryFew(kept, judge, budget);
  return kept;
}

}  // namespace twinbill::shrink
