#include "corpus/model/record_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace twinbill::model {

namespace {

constexpr std::size_t kTwiceMax = 10;  // records named, of those that are there twice
constexpr std::int64_t kNarrowEnd = 1'000'000'000'000'000'000;

// units · 10^up, or none where that is no narrow number.
std::optional<std::int64_t> Scaled(std::int64_t units, int up) {
  if (units == 0) return 0;
  if (up >= 18) return std::nullopt;
  std::int64_t power = 1;
  for (int i = 0; i < up; ++i) power *= 10;
  std::int64_t scaled = 0;
  if (__builtin_mul_overflow(units, power, &scaled)) return std::nullopt;
  if (scaled <= -kNarrowEnd || scaled >= kNarrowEnd) return std::nullopt;
  return scaled;
}

}  // namespace

std::uint32_t RecordFeed::InternFile(std::string_view file) {
  // The same one as before, mostly.
  if (files_.empty() || files_.back() != file) {
    const auto at = std::find(files_.begin(), files_.end(), file);
    if (at != files_.end()) return static_cast<std::uint32_t>(at - files_.begin());
    files_.emplace_back(file);
  }
  return static_cast<std::uint32_t>(files_.size() - 1);
}

void RecordFeed::Pack(const Decimal& value, Column column, Kept& kept) {
  const bool narrow = value.units() > -kNarrowEnd && value.units() < kNarrowEnd;
  kept.units[column] = narrow ? static_cast<std::int64_t>(value.units()) : std::ssize(wide_);
  kept.scale[column] = narrow ? static_cast<std::int8_t>(value.scale()) : kWide;
  if (!narrow) wide_.push_back(value);
}

Decimal RecordFeed::At(const Kept& kept, Column column) const {
  if (kept.scale[column] == kWide) return wide_[static_cast<std::size_t>(kept.units[column])];
  return Decimal::FromUnits(kept.units[column], kept.scale[column]).value();
}

std::string_view RecordFeed::IdOf(const Kept& kept) const {
  return std::string_view(ids_).substr(kept.id_begin, kept.id_size);
}

void RecordFeed::Add(const FeedRow& row) {
  TWINBILL_CHECK(kept_.size() < std::numeric_limits<std::uint32_t>::max());
  Kept& kept = kept_.emplace_back();
  kept.start = row.start.micros;
  kept.id_begin = ids_.size();
  kept.id_size = static_cast<std::uint32_t>(row.id.size());
  ids_ += row.id;
  kept.slot = row.slot;
  kept.period = row.period;
  kept.file = row.file;
  kept.row = row.row;
  kept.line = row.line;
  Pack(row.quantity, kQuantity, kept);
  Pack(row.list_cost, kListCost, kept);
  if (row.rate) Pack(*row.rate, kRate, kept);
  kept.has_rate = row.rate.has_value();
}

void RecordFeed::Add(const UsageRecord& record, SlotTable& slots) {
  Add(FeedRow{.id = record.id,
              .slot = slots.Intern(record.slot),
              .period = record.period,
              .start = record.start,
              .quantity = record.quantity,
              .list_cost = record.list_cost(),
              .rate = record.rate,
              .file = InternFile(record.source.file),
              .row = record.source.row,
              .line = record.source.line});
}

std::strong_ordering RecordFeed::Compare(const Kept& a, const Kept& b) const {
  if (const auto order = a.period <=> b.period; order != 0) return order;
  if (const auto order = a.start <=> b.start; order != 0) return order;
  return IdOf(a) <=> IdOf(b);
}

std::string RecordFeed::Place(const Kept& kept) const {
  const std::string& file = files_[kept.file];
  return kept.line != 0 ? fmt::format("{}:{}", file, kept.line)
                        : fmt::format("row {} of {}", kept.row, file);
}

bool RecordFeed::ComesBefore(const Kept& a, const Kept& b) const {
  return std::tie(files_[a.file], a.row) < std::tie(files_[b.file], b.row);
}

Diagnostic RecordFeed::Twice(const Kept& first, const Kept& second) const {
  Position position{files_[second.file], second.line, 0, {}, {}};
  if (second.line == 0) position.part = fmt::format("row {}", second.row);
  return Diagnostic(
      Code{"record_twice"}, std::move(position),
      fmt::format(
          "the same record twice: id '{}', start {}, period {}; the first is {}, the second "
          "{}",
          IdOf(first), Timestamp{first.start}.ToString(), first.period.ToString(), Place(first),
          Place(second)),
      "a record once");
}

NumberColumn RecordFeed::Sort(Column column, std::size_t first, std::size_t last) {
  int scale = 0;
  bool narrow = true;
  for (std::size_t i = first; i < last && narrow; ++i) {
    const Kept& kept = kept_[order_[i]];
    narrow = kept.scale[column] != kWide;
    scale = std::max<int>(scale, kept.scale[column]);
  }
  auto& units = units_[column];
  for (std::size_t i = first; i < last && narrow; ++i) {
    const Kept& kept = kept_[order_[i]];
    const auto scaled = Scaled(kept.units[column], scale - kept.scale[column]);
    narrow = scaled.has_value();
    units[i] = scaled.value_or(0);
  }
  const std::size_t count = last - first;
  if (narrow) return {.narrow = true, .scale = scale, .units = {&units[first], count}, .wide = {}};
  auto& decimals = decimals_[column];
  decimals.resize(kept_.size());
  for (std::size_t i = first; i < last; ++i) decimals[i] = At(kept_[order_[i]], column);
  return {.narrow = false, .scale = 0, .units = {}, .wide = {&decimals[first], count}};
}

void RecordFeed::AddBlocks(Period period, std::size_t first, std::size_t last) {
  bool rates = false;
  for (std::size_t i = first; i < last; ++i) {
    const Kept& kept = kept_[order_[i]];
    slot_[i] = kept.slot;
    start_[i] = kept.start;
    has_rate_[i] = kept.has_rate ? 1 : 0;
    rates = rates || kept.has_rate;
  }
  const NumberColumn quantity = Sort(kQuantity, first, last);
  const NumberColumn list_cost = Sort(kListCost, first, last);
  const NumberColumn rate = Sort(kRate, first, last);
  const auto part = [](NumberColumn column, std::size_t from, std::size_t count) {
    if (column.narrow) {
      column.units = column.units.subspan(from, count);
    } else {
      column.wide = column.wide.subspan(from, count);
    }
    return column;
  };
  for (std::size_t at = first; at < last; at += kBlockRows) {
    const std::size_t count = std::min(kBlockRows, last - at);
    UsageBlock& block = blocks_.emplace_back();
    block.period = period;
    block.slot = std::span(slot_).subspan(at, count);
    block.start = std::span(start_).subspan(at, count);
    block.quantity = part(quantity, at - first, count);
    block.list_cost = part(list_cost, at - first, count);
    block.rate = part(rate, at - first, count);
    if (rates) block.has_rate = std::span(has_rate_).subspan(at, count);
  }
  periods_.push_back(period);
  blocks_end_.push_back(blocks_.size());
}

Result<void> RecordFeed::Finish() {
  TWINBILL_CHECK(periods_.empty());
  order_.resize(kept_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    const auto order = Compare(kept_[a], kept_[b]);
    return order != 0 ? order < 0 : ComesBefore(kept_[a], kept_[b]);
  });
  Failure twice;
  for (std::size_t i = 1; i < order_.size() && twice.diagnostics.size() < kTwiceMax; ++i) {
    const Kept& a = kept_[order_[i - 1]];
    const Kept& b = kept_[order_[i]];
    if (Compare(a, b) == 0) twice.diagnostics.push_back(Twice(a, b));
  }
  if (!twice.diagnostics.empty()) return Fail(std::move(twice));
  slot_.resize(kept_.size());
  start_.resize(kept_.size());
  has_rate_.resize(kept_.size());
  for (auto& units : units_) units.resize(kept_.size());
  for (std::size_t first = 0; first < order_.size();) {
    const Period period = kept_[order_[first]].period;
    std::size_t last = first;
    while (last < order_.size() && kept_[order_[last]].period == period) ++last;
    AddBlocks(period, first, last);
    first = last;
  }
  return {};
}

std::span<const UsageBlock> RecordFeed::Of(Period period) const {
  const auto at = std::lower_bound(periods_.begin(), periods_.end(), period);
  if (at == periods_.end() || *at != period) return {};
  const auto index = static_cast<std::size_t>(at - periods_.begin());
  const std::size_t begin = index == 0 ? 0 : blocks_end_[index - 1];
  return std::span(blocks_).subspan(begin, blocks_end_[index] - begin);
}

void RecordFeed::Clear() {
  ids_.clear();
  files_.clear();
  wide_.clear();
  kept_.clear();
  for (auto& decimals : decimals_) decimals.clear();
  periods_.clear();
  blocks_end_.clear();
  blocks_.clear();
}

}  // namespace twinbill::model
