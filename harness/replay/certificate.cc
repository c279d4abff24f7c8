#include "harness/replay/certificate.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "corpus/history/partition.h"
#include "corpus/model/record_feed.h"

namespace twinbill::replay {
namespace {

using model::Period;
using model::Result;
using model::UsageRecord;

constexpr int kPeriodsMax = 3;

// In what a run of the sample differs from the plain one.
struct Way {
  const char* name;
  bool backwards;    // records are given from the last to the first, so slots have other numbers
  std::size_t rows;  // of a block, at the most
  bool resumed;      // a fresh run for every period
  bool on_a_thread;
};
constexpr Way kPlain = {"as it is", false, model::RecordFeed::kBlockRows, false, false};
constexpr Way kWays[] = {
    {"rows in another order, slots by other numbers, blocks of 7 rows", true, 7, false, false},
    {"resumed at every period, on another thread, blocks of 1,000 rows", false, 1000, true, true},
};

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

// The canonical file of all periods, or what the side says instead.
Result<std::string> BillSample(const Side& side, const std::vector<UsageRecord>& sample,
                               const Way& way) {
  model::SlotTable slots;
  model::RecordFeed feed;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    feed.Add(sample[way.backwards ? sample.size() - 1 - i : i], slots);
  }
  TWINBILL_TRY(feed.Finish());
  std::vector<model::LineItem> lines;
  const model::Term& term = side.head().term;
  Period last = term.FirstPeriod();
  for (const UsageRecord& record : sample) last = std::max(last, record.period);
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
        for (const UsageRecord& record : sample) {
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

Result<std::string> BillSampleSomewhere(const Side& side, const std::vector<UsageRecord>& sample,
                                        const Way& way) {
  if (!way.on_a_thread) return BillSample(side, sample, way);
  std::optional<Result<std::string>> billed;
  std::thread([&] { billed.emplace(BillSample(side, sample, way)); }).join();
  return std::move(*billed);
}

struct SideCertificate {
  int runs = 0;
  std::string broken;  // the first way that gave other lines
};

Result<SideCertificate> CertifySide(const Side& side, const std::vector<UsageRecord>& sample) {
  SideCertificate certificate;
  TWINBILL_ASSIGN(plain, BillSampleSomewhere(side, sample, kPlain));
  ++certificate.runs;
  for (const Way& way : kWays) {
    TWINBILL_ASSIGN(other, BillSampleSomewhere(side, sample, way));
    ++certificate.runs;
    if (other != plain && certificate.broken.empty()) certificate.broken = way.name;
  }
  return certificate;
}

}  // namespace

Result<std::vector<UsageRecord>> SampleOf(const Side& legacy, const Side& standard,
                                          const history::History& history, Period last,
                                          std::int64_t records) {
  std::vector<UsageRecord> sample;
  const SideHead& head = legacy.head();
  int periods = 0;
  for (const history::PartitionInfo& info : history.Of(head.payer)) {
    const bool is_begun =
        head.term.Contains(info.period) || standard.head().term.Contains(info.period);
    if (info.period > last || !is_begun || info.currency != head.currency) continue;
    if (++periods > kPeriodsMax) break;
    TWINBILL_ASSIGN(partition, history::Partition::Open(info));
    TWINBILL_ASSIGN(first, partition->ReadRecords(0, records));
    std::move(first.begin(), first.end(), std::back_inserter(sample));
  }
  return sample;
}

Result<evidence::Certificate> Certify(const Side& legacy, const Side& standard,
                                      const std::vector<UsageRecord>& sample, int threads) {
  std::optional<Result<SideCertificate>> of_legacy, of_standard;
  {
    const auto certify_legacy = [&] { of_legacy.emplace(CertifySide(legacy, sample)); };
    std::jthread other;
    if (threads > 1) {
      other = std::jthread(certify_legacy);
    } else {
      certify_legacy();
    }
    of_standard.emplace(CertifySide(standard, sample));
  }
  TWINBILL_ASSIGN(legacy_runs, std::move(*of_legacy));
  TWINBILL_ASSIGN(standard_runs, std::move(*of_standard));
  evidence::Certificate certificate;
  certificate.records = static_cast<std::int64_t>(sample.size());
  for (const Way& way : kWays) certificate.ways.emplace_back(way.name);
  certificate.legacy_runs = legacy_runs.runs;
  certificate.standard_runs = standard_runs.runs;
  if (!standard_runs.broken.empty()) certificate.broken = "standard: " + standard_runs.broken;
  if (!legacy_runs.broken.empty()) certificate.broken = "legacy: " + legacy_runs.broken;
  certificate.holds = certificate.broken.empty();
  return certificate;
}

}  // namespace twinbill::replay
