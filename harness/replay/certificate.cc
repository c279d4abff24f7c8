#include "harness/replay/certificate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "corpus/model/record_feed.h"

namespace twinbill::replay {
namespace {

using model::Period;
using model::Result;
using model::UsageRecord;

constexpr int kPeriodsMax = 3;

// In what a run of the sample differs from the plain one, which is the first.
struct Way {
  const char* name;
  bool backwards;    // records are given from the last to the first, so slots have other numbers
  std::size_t rows;  // of a block, at the most
  bool resumed;      // a fresh run for every period
  bool on_a_thread;
};
constexpr std::array kWays = {
    Way{"as it is", false, model::RecordFeed::kBlockRows, false, false},
    Way{"rows in another order, slots by other numbers, blocks of 7 rows", true, 7, false, false},
    Way{"resumed at every period, on another thread, blocks of 1,000 rows", false, 1000, true,
        true},
};
// In which order a side's are run: two sides that are run at once need not wait for the same feed.
using WayOrder = std::array<std::size_t, kWays.size()>;
constexpr WayOrder kForwardsFirst = {0, 2, 1};
constexpr WayOrder kBackwardsFirst = {1, 0, 2};

model::NumberColumn Part(const model::NumberColumn& column, std::size_t first, std::size_t count) {
  model::NumberColumn part = column;
  if (!column.units.empty()) part.units = column.units.subspan(first, count);
  if (!column.wide.empty()) part.wide = column.wide.subspan(first, count);
  return part;
}

Result<void> AddInBlocks(const model::UsageBlock& block, std::size_t rows, SideRun& run) {
  for (std::size_t first = 0; first < block.size(); first += rows) {
    const std::size_t count = std::min(rows, block.size() - first);
    model::UsageBlock part = block;
    part.slot = block.slot.subspan(first, count);
    part.start = block.start.subspan(first, count);
    part.quantity = Part(block.quantity, first, count);
    part.list_cost = Part(block.list_cost, first, count);
    part.rate = Part(block.rate, first, count);
    if (!block.has_rate.empty()) part.has_rate = block.has_rate.subspan(first, count);
    TWINBILL_TRY(run.Add(part));
  }
  return {};
}

// The sample as blocks, given from its first record to its last or backwards.
class SampleFeed {
 public:
  Result<void> Fill(const Sample& sample, bool backwards) {
    const auto place = [&](std::size_t i) { return backwards ? sample.size() - 1 - i : i; };
    if (!sample.records.empty()) {
      for (std::size_t i = 0; i < sample.size(); ++i) {
        feed_.Add(sample.records[place(i)], own_slots_);
      }
    } else if (sample.slots != nullptr) {
      // Rows in their order keep their slots' numbers.
      if (!backwards) kept_slots_ = sample.slots;
      AddRows(sample.rows, *sample.slots, place);
    }
    return feed_.Finish();
  }

  const model::SlotTable& slots() const {
    return kept_slots_ != nullptr ? *kept_slots_ : own_slots_;
  }
  const model::RecordFeed& feed() const { return feed_; }

 private:
  template <class Place>
  void AddRows(const std::vector<SampleRow>& rows, const model::SlotTable& slots,
               const Place& place) {
    constexpr std::uint32_t kUnknown = 0xFFFFFFFFU;
    std::vector<std::uint32_t> numbers(slots.size(), kUnknown);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t at = place(i);
      const SampleRow& row = rows[at];
      std::uint32_t& number = numbers[row.slot];
      if (number == kUnknown) {
        number = kept_slots_ != nullptr ? row.slot : own_slots_.Intern(slots[row.slot]);
      }
      // Rows have no ids: their places keep them in order.
      feed_.Add({.id = fmt::format("{:09}", at),
                 .slot = number,
                 .period = row.period,
                 .start = row.start,
                 .quantity = row.quantity,
                 .list_cost = row.list_cost,
                 .rate = row.rate});
    }
  }

  const model::SlotTable* kept_slots_ = nullptr;
  model::SlotTable own_slots_;
  model::RecordFeed feed_;
};

// Both directions, each filled by the first that asks for it. For any number of threads.
class SampleFeeds {
 public:
  explicit SampleFeeds(const Sample& sample) : sample_(sample) {}

  Result<const SampleFeed*> Of(const Way& way) {
    Direction& direction = directions_[way.backwards ? 1 : 0];
    std::call_once(direction.once,
                   [&] { direction.filled.emplace(direction.feed.Fill(sample_, way.backwards)); });
    if (!*direction.filled) return model::Fail(direction.filled->error());
    return &direction.feed;
  }
  const Sample& sample() const { return sample_; }

 private:
  struct Direction {
    std::once_flag once;
    SampleFeed feed;
    std::optional<Result<void>> filled;
  };

  const Sample& sample_;
  std::array<Direction, 2> directions_;
};

// The canonical file of all periods, or what the side says instead.
Result<std::string> BillSample(const Side& side, SampleFeeds& feeds, const Way& way) {
  TWINBILL_ASSIGN(filled, feeds.Of(way));
  const model::SlotTable& slots = filled->slots();
  const model::RecordFeed& feed = filled->feed();
  std::vector<model::LineItem> lines;
  const model::Term& term = side.head().term;
  Period last = term.FirstPeriod();
  if (!feed.periods().empty()) last = std::max(last, feed.periods().back());
  last = std::min(last, term.LastPeriod());
  auto run = side.Start(slots);
  for (Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
    if (way.resumed && period != term.FirstPeriod()) {
      const std::string state = run->State();
      run = side.Start(slots);
      TWINBILL_TRY(run->Resume(state));
    }
    const auto bill = [&]() -> Result<void> {
      if (side.need() == SideNeed::kRecords) {
        std::vector<UsageRecord> records;
        for (const UsageRecord& record : feeds.sample().records) {
          if (record.period == period) records.push_back(record);
        }
        TWINBILL_TRY(run->AddRecords(records));
      } else if (side.need() == SideNeed::kBlocks) {
        for (const auto& block : feed.Of(period)) {
          TWINBILL_TRY(AddInBlocks(block, way.rows, *run));
        }
      }
      return run->BillNext(lines);
    };
    // A refusal is what it bills: it must be the same every time, in the same period.
    if (const auto billed = bill(); !billed) {
      return model::CanonicalFile(lines) + period.ToString() + ' ' +
             billed.error().diagnostics.front().code;
    }
  }
  return model::CanonicalFile(lines);
}

Result<std::string> BillSampleSomewhere(const Side& side, SampleFeeds& feeds, const Way& way) {
  if (!way.on_a_thread) return BillSample(side, feeds, way);
  std::optional<Result<std::string>> billed;
  std::thread([&] { billed.emplace(BillSample(side, feeds, way)); }).join();
  return std::move(*billed);
}

// The first way that gives other lines than the plain one; empty where all agree.
Result<std::string> BrokenWay(const Side& side, SampleFeeds& feeds, const WayOrder& order) {
  std::array<std::string, kWays.size()> lines;
  for (const std::size_t way : order) {
    TWINBILL_ASSIGN(billed, BillSampleSomewhere(side, feeds, kWays[way]));
    lines[way] = std::move(billed);
  }
  for (std::size_t way = 1; way < kWays.size(); ++way) {
    if (lines[way] != lines[0]) return std::string(kWays[way].name);
  }
  return std::string();
}

// The first rows of a partition.
Result<void> ReadRows(const history::UsageFeed& feed, std::size_t part, std::size_t count,
                      std::vector<SampleRow>& rows) {
  history::ScanColumns columns{.start = true, .quantity = true, .list_cost = true};
  columns.rate = true;
  TWINBILL_ASSIGN(pass, feed.Read(part, columns));
  model::UsageBlock block;
  const std::size_t end = rows.size() + count;
  while (rows.size() < end) {
    TWINBILL_ASSIGN(more, pass.Next(block));
    if (!more) return {};
    for (std::size_t row = 0; row < block.size() && rows.size() < end; ++row) {
      rows.push_back({block.slot[row], block.period, model::Timestamp{block.start[row]},
                      block.quantity.At(row), block.list_cost.At(row), std::nullopt});
      if (block.HasRate(row)) rows.back().rate = block.rate.At(row);
    }
  }
  return {};
}

}  // namespace

Result<Sample> SampleOf(const Side& legacy, const Side& standard, const history::UsageFeed& feed,
                        Period last, std::int64_t records) {
  Sample sample;
  sample.slots = &feed.slots();
  const SideHead& head = legacy.head();
  const bool by_records =
      legacy.need() == SideNeed::kRecords || standard.need() == SideNeed::kRecords;
  int periods = 0;
  for (std::size_t part = 0; part < feed.size(); ++part) {
    const history::PartitionInfo& info = feed.partition(part).info();
    const bool is_begun =
        head.term.Contains(info.period) || standard.head().term.Contains(info.period);
    if (info.period > last || !is_begun || info.currency != head.currency) continue;
    if (++periods > kPeriodsMax) break;
    if (by_records) {
      TWINBILL_ASSIGN(first, feed.partition(part).ReadRecords(0, records));
      std::move(first.begin(), first.end(), std::back_inserter(sample.records));
    } else {
      TWINBILL_TRY(ReadRows(feed, part, static_cast<std::size_t>(records), sample.rows));
    }
  }
  return sample;
}

Result<evidence::Certificate> Certify(const Side& legacy, const Side& standard,
                                      const Sample& sample, int threads) {
  SampleFeeds feeds(sample);
  std::optional<Result<std::string>> of_legacy, of_standard;
  {
    const auto certify_legacy = [&] {
      of_legacy.emplace(BrokenWay(legacy, feeds, kForwardsFirst));
    };
    std::jthread other;
    if (threads > 1) {
      other = std::jthread(certify_legacy);
    } else {
      certify_legacy();
    }
    of_standard.emplace(BrokenWay(standard, feeds, kBackwardsFirst));
  }
  TWINBILL_ASSIGN(legacy_broken, std::move(*of_legacy));
  TWINBILL_ASSIGN(standard_broken, std::move(*of_standard));
  evidence::Certificate certificate;
  certificate.records = static_cast<std::int64_t>(sample.size());
  for (std::size_t way = 1; way < kWays.size(); ++way) {
    certificate.ways.emplace_back(kWays[way].name);
  }
  certificate.legacy_runs = certificate.standard_runs = static_cast<int>(kWays.size());
  if (!standard_broken.empty()) certificate.broken = "standard: " + standard_broken;
  if (!legacy_broken.empty()) certificate.broken = "legacy: " + legacy_broken;
  certificate.holds = certificate.broken.empty();
  return certificate;
}

}  // namespace twinbill::replay
