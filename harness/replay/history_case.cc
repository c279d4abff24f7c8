#include "harness/replay/history_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace twinbill::replay {
namespace {

using history::UsageFeed;
using model::Decimal;
using model::LineItem;
using model::Period;
using model::Result;
using model::UsageBlock;

// A column of numbers with room of its own.
struct OwnColumn {
  model::NumberColumn form;
  std::vector<std::int64_t> units;
  std::vector<Decimal> wide;

  void Clear(const model::NumberColumn& like) {
    form = like;
    units.clear();
    wide.clear();
  }
  void Take(const model::NumberColumn& from, std::size_t row) {
    if (form.narrow) {
      units.push_back(from.units[row]);
    } else {
      wide.push_back(from.wide[row]);
    }
  }
  model::NumberColumn View() {
    form.units = units;
    form.wide = wide;
    return form;
  }
};

// The rows of a block that are kept.
class KeptBlock {
 public:
  template <class IsKept>
  UsageBlock Of(const UsageBlock& block, IsKept is_kept) {
    slot_.clear();
    start_.clear();
    has_rate_.clear();
    quantity_.Clear(block.quantity);
    list_cost_.Clear(block.list_cost);
    rate_.Clear(block.rate);
    for (std::size_t row = 0; row < block.size(); ++row) {
      if (!is_kept(row)) continue;
      slot_.push_back(block.slot[row]);
      start_.push_back(block.start[row]);
      quantity_.Take(block.quantity, row);
      list_cost_.Take(block.list_cost, row);
      rate_.Take(block.rate, row);
      if (!block.has_rate.empty()) has_rate_.push_back(block.has_rate[row]);
    }
    return {block.period,      slot_,        start_,   quantity_.View(),
            list_cost_.View(), rate_.View(), has_rate_};
  }

 private:
  std::vector<std::uint32_t> slot_;
  std::vector<std::int64_t> start_;
  std::vector<std::uint8_t> has_rate_;
  OwnColumn quantity_, list_cost_, rate_;
};

// Which rows of a feed are kept: of some partitions, of some slots, of some runs of rows.
struct Kept {
  std::vector<bool> parts;
  std::vector<bool> slots;
  // Of what is left, counted through all parts: runs of `run_rows`, or all where it is 0.
  std::int64_t run_rows = 0;
  std::vector<bool> runs;
};

class CaseFinder {
 public:
  CaseFinder(const UsageFeed& feed, const Side& legacy, const Side& standard, Period period,
             const LinesDiffer& differ, shrink::Budget& budget)
      : feed_(feed),
        legacy_(legacy),
        standard_(standard),
        period_(period),
        differ_(differ),
        budget_(budget) {
    kept_.parts.assign(feed.size(), true);
    kept_.slots.assign(feed.slots().size(), true);
  }

  Result<std::vector<model::UsageRecord>> Find(std::int64_t records_max) {
    if (Rows() > records_max) {
      if (legacy_.need() == SideNeed::kRecords) return model::Fail(TooLarge(records_max));
      if (!Shows(kept_)) return std::vector<model::UsageRecord>();
      DropParts();
      DropSlots();
      DropRuns(records_max);
    }
    if (failure_) return model::Fail(std::move(*failure_));
    if (Rows() > records_max) return model::Fail(TooLarge(records_max));
    return Records();
  }

 private:
  model::Failure TooLarge(std::int64_t records_max) const {
    return model::InputFailure(model::Diagnostic(
        model::Code{"case_too_large"}, {},
        fmt::format("{} records are left, and none of them can be left out without the difference",
                    Rows()),
        fmt::format("at most {} records", records_max)));
  }

  // Goes through all rows that are kept: take(part, block, is_kept).
  template <class Take>
  Result<void> Pass(const Kept& kept, Take take) const {
    const history::ScanColumns columns{
        .start = true, .quantity = true, .list_cost = true, .rate = true};
    std::int64_t count = 0;
    for (std::size_t part = 0; part < feed_.size(); ++part) {
      if (!kept.parts[part]) continue;
      TWINBILL_ASSIGN(pass, feed_.Read(part, columns));
      UsageBlock block;
      while (true) {
        TWINBILL_ASSIGN(more, pass.Next(block));
        if (!more) break;
        TWINBILL_TRY(take(part, block, [&](std::size_t row) {
          if (!kept.slots[block.slot[row]]) return false;
          if (kept.run_rows == 0) return true;
          return static_cast<bool>(kept.runs[static_cast<std::size_t>(count++ / kept.run_rows)]);
        }));
      }
    }
    return {};
  }

  std::int64_t Rows() const {
    std::int64_t rows = 0;
    const auto counted = Pass(kept_, [&](std::size_t, const UsageBlock& block, auto is_kept) {
      for (std::size_t row = 0; row < block.size(); ++row) rows += is_kept(row) ? 1 : 0;
      return Result<void>();
    });
    if (!counted) failure_ = counted.error();
    return rows;
  }

  // Bills the kept rows by one side; the lines of the period that is looked at.
  Result<std::vector<LineItem>> Bill(const Side& side, const Kept& kept) const {
    const auto run = side.Start(feed_.slots());
    const model::Term& term = side.head().term;
    std::vector<LineItem> lines;
    Period next = term.FirstPeriod();
    const auto bill_to = [&](Period end) -> Result<void> {
      for (; next < end && term.Contains(next); next = next.Next()) {
        lines.clear();
        TWINBILL_TRY(run->BillNext(lines));
      }
      return {};
    };
    const auto add = [&](std::size_t, const UsageBlock& block, auto is_kept) -> Result<void> {
      TWINBILL_TRY(bill_to(block.period));
      const UsageBlock rows = block_.Of(block, is_kept);
      if (rows.size() == 0 || !term.Contains(block.period)) return {};
      return run->Add(rows);
    };
    TWINBILL_TRY(Pass(kept, add));
    TWINBILL_TRY(bill_to(period_.Next()));
    if (!term.Contains(period_)) lines.clear();
    return lines;
  }

  bool Shows(const Kept& kept) {
    if (failure_) return false;
    ++budget_.probes;
    const auto legacy = Bill(legacy_, kept);
    if (!legacy) return false;
    const auto standard = Bill(standard_, kept);
    return standard && differ_(*legacy, *standard);
  }

  void DropParts() {
    std::vector<std::uint32_t> all;
    const auto keep = [&](std::span<const std::uint32_t> parts) {
      Kept kept = kept_;
      kept.parts.assign(feed_.size(), false);
      for (const std::uint32_t part : parts) kept.parts[part] = true;
      return kept;
    };
    const auto parts = shrink::MinimalSubset(
        static_cast<std::uint32_t>(feed_.size()),
        [&](std::span<const std::uint32_t> some) { return Shows(keep(some)); }, budget_);
    kept_ = keep(parts);
  }

  void DropSlots() {
    std::vector<bool> is_used(kept_.slots.size(), false);
    for (std::size_t part = 0; part < feed_.size(); ++part) {
      if (!kept_.parts[part]) continue;
      for (const std::uint32_t slot : feed_.numbers(part)) is_used[slot] = true;
    }
    std::vector<std::uint32_t> used;
    for (std::uint32_t slot = 0; slot < is_used.size(); ++slot) {
      if (is_used[slot]) used.push_back(slot);
    }
    const auto keep = [&](std::span<const std::uint32_t> numbers) {
      Kept kept = kept_;
      kept.slots.assign(is_used.size(), false);
      for (const std::uint32_t number : numbers) kept.slots[used[number]] = true;
      return kept;
    };
    const auto slots = shrink::MinimalSubset(
        static_cast<std::uint32_t>(used.size()),
        [&](std::span<const std::uint32_t> some) { return Shows(keep(some)); }, budget_);
    kept_ = keep(slots);
  }

  void DropRuns(std::int64_t records_max) {
    const std::int64_t rows = Rows();
    if (rows <= records_max) return;
    Kept all = kept_;
    all.run_rows = std::max<std::int64_t>(1, records_max / 64);
    const auto run_count = static_cast<std::uint32_t>((rows + all.run_rows - 1) / all.run_rows);
    const auto keep = [&](std::span<const std::uint32_t> runs) {
      Kept kept = all;
      kept.runs.assign(run_count, false);
      for (const std::uint32_t run : runs) kept.runs[run] = true;
      return kept;
    };
    const auto runs = shrink::MinimalSubset(
        run_count, [&](std::span<const std::uint32_t> some) { return Shows(keep(some)); }, budget_);
    kept_ = keep(runs);
  }

  // The kept rows as whole records.
  Result<std::vector<model::UsageRecord>> Records() const {
    std::vector<std::vector<std::int64_t>> rows(feed_.size());
    std::vector<std::int64_t> read(feed_.size(), 0);
    TWINBILL_TRY(Pass(kept_, [&](std::size_t part, const UsageBlock& block, auto is_kept) {
      for (std::size_t row = 0; row < block.size(); ++row) {
        if (is_kept(row)) rows[part].push_back(read[part] + static_cast<std::int64_t>(row));
      }
      read[part] += static_cast<std::int64_t>(block.size());
      return Result<void>();
    }));
    std::vector<model::UsageRecord> records;
    for (std::size_t part = 0; part < feed_.size(); ++part) {
      for (std::size_t at = 0; at < rows[part].size();) {
        constexpr std::int64_t kAtATime = 1 << 14;
        const std::int64_t first = rows[part][at];
        TWINBILL_ASSIGN(some, feed_.partition(part).ReadRecords(first, kAtATime));
        for (; at < rows[part].size() && rows[part][at] < first + kAtATime; ++at) {
          records.push_back(std::move(some[static_cast<std::size_t>(rows[part][at] - first)]));
        }
      }
    }
    return records;
  }

  const UsageFeed& feed_;
  const Side& legacy_;
  const Side& standard_;
  Period period_;
  const LinesDiffer& differ_;
  shrink::Budget& budget_;
  Kept kept_;
  mutable KeptBlock block_;
  mutable std::optional<model::Failure> failure_;
};

}  // namespace

Result<std::vector<model::UsageRecord>> FindCase(const history::History& history,
                                                 const Side& legacy, const Side& standard,
                                                 Period period, const LinesDiffer& differ,
                                                 shrink::Budget& budget, std::int64_t records_max) {
  const Period first =
      std::min(legacy.head().term.FirstPeriod(), standard.head().term.FirstPeriod());
  TWINBILL_ASSIGN(feed, UsageFeed::Open(history, legacy.head().payer, {first, period}));
  return CaseFinder(feed, legacy, standard, period, differ, budget).Find(records_max);
}

}  // namespace twinbill::replay
