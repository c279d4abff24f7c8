// `twinbill bill --model legacy`: a legacy model of any kind over reports.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "corpus/history/usage_feed.h"
#include "corpus/model/record_feed.h"
#include "harness/cli/bill_model.h"
#include "harness/cli/bill_usage.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::cli {

using legacy::LegacyHead;
using legacy::LegacyModel;
using legacy::LegacyRun;
using legacy::UsageNeed;
using model::Period;
using model::UsageRecord;

namespace {

model::Failure WrongCurrency(const LegacyHead& head, const UsageRecord& record) {
  model::Position position{record.source.file, record.source.line, 0, {}, {}};
  if (record.source.line == 0) position.part = fmt::format("row {}", record.source.row);
  return model::InputFailure(model::Diagnostic(
      model::Code{"usage_currency"}, std::move(position),
      fmt::format("the record \"{}\" of payer {} is in {}, but contract {} is in {}", record.id,
                  record.payer, record.currency, head.contract_id, head.currency),
      "usage of the contract's payer and term in the contract's currency"));
}

// The usage of a contract, as its model wants it.
class LegacyUsage {
 public:
  LegacyUsage(const LegacyModel& model) : model_(model) {}

  // Takes what is the contract's and refuses what can't be.
  model::Result<void> Take(std::vector<UsageRecord> records) {
    const LegacyHead& head = model_.head();
    for (UsageRecord& record : records) {
      last_period_ = std::max(last_period_.value_or(record.period), record.period);
      if (record.payer != head.payer || !head.term.Contains(record.start)) continue;
      if (record.currency != head.currency) return model::Fail(WrongCurrency(head, record));
      if (model_.need() == UsageNeed::kBlocks) feed_.Add(record, slots_);
      if (model_.need() == UsageNeed::kRecords) records_.push_back(std::move(record));
    }
    TWINBILL_TRY(feed_.Finish());
    std::sort(records_.begin(), records_.end(), [](const UsageRecord& a, const UsageRecord& b) {
      return a.period != b.period ? a.period < b.period : LedgerLess(a, b);
    });
    return {};
  }

  const model::SlotTable& slots() const { return slots_; }
  // The last period of any record, whosever it is: as far as periods have begun.
  std::optional<Period> last_period() const { return last_period_; }

  // Gives `run` a period's usage.
  model::Result<void> Feed(Period period, LegacyRun& run) const {
    for (const model::UsageBlock& block : feed_.Of(period)) TWINBILL_TRY(run.Add(block));
    if (model_.need() != UsageNeed::kRecords) return {};
    const auto of_period =
        std::equal_range(records_.begin(), records_.end(), period,
                         [](const auto& a, const auto& b) { return PeriodOf(a) < PeriodOf(b); });
    if (of_period.first == of_period.second) return {};
    return run.AddRecords(std::span(of_period.first, of_period.second));
  }

 private:
  static Period PeriodOf(Period period) { return period; }
  static Period PeriodOf(const UsageRecord& record) { return record.period; }

  const LegacyModel& model_;
  model::SlotTable slots_;
  model::RecordFeed feed_;
  std::vector<UsageRecord> records_;  // by period, then in ledger order
  std::optional<Period> last_period_;
};

// The last period to bill: as asked for, else as far as periods have begun in the usage.
Period LastOf(const BillOrder& order, const model::Term& term, std::optional<Period> begun) {
  const Period last = order.to ? *order.to : begun.value_or(Period());
  return std::min(last, term.LastPeriod());
}

// Bills all periods up to `to`, each fed by `feed(period, run)`, and keeps the lines of those from
// `from` on.
template <class Feed>
Billed BillPeriods(const BillOrder& order, Period to, LegacyRun& run, const LegacyModel& model,
                   const Feed& feed) {
  Billed billed;
  billed.notes = model.notes();
  const Period first = model.head().term.FirstPeriod();
  const Period from = order.from.value_or(first);
  for (Period period = first; period <= to; period = period.Next()) {
    const std::size_t before = billed.lines.size();
    auto outcome = feed(period, run);
    if (outcome) outcome = run.BillNext(billed.lines);
    if (period < from) billed.lines.resize(before);
    if (outcome) continue;
    billed.stopped = std::move(outcome).error();
    break;
  }
  return billed;
}

// The model's file in a contract's folder: legacy.json, else the one legacy.* that is there. (A
// script beside it, as legacy.sql, is named by it.)
model::Result<std::string> LegacyFileIn(const std::string& folder) {
  const std::string usual = folder + "/legacy.json";
  if (std::filesystem::is_regular_file(usual)) return usual;
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().stem() == "legacy" && entry.is_regular_file()) found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  return model::Fail(model::InputFailure(
      {model::Code{"legacy_missing"},
       {folder, 0, 0, {}, {}},
       found.empty() ? "the contract has no legacy side" : "several files are called legacy",
       "legacy.json, or one file legacy.*"}));
}

// Refuses a partition in another currency that has records of the contract's term.
model::Result<void> CheckCurrency(const history::Partition& partition, const LegacyHead& head) {
  const history::PartitionInfo& info = partition.info();
  if (info.currency == head.currency) return {};
  return model::Fail(model::InputFailure(
      {model::Code{"usage_currency"},
       {{}, 0, 0, {}, fmt::format("history of {}, period {}", info.payer, info.period.ToString())},
       fmt::format("the usage is in {}, but contract {} is in {}", info.currency, head.contract_id,
                   head.currency),
       "usage of the contract's payer and term in the contract's currency"}));
}

model::Result<void> FeedPartition(const history::UsageFeed& feed, std::size_t at,
                                  const LegacyModel& model, LegacyRun& run) {
  if (model.need() == UsageNeed::kNone) return {};
  if (model.need() == UsageNeed::kRecords) {
    const std::int64_t rows = feed.partition(at).info().rows;
    TWINBILL_ASSIGN(records, feed.partition(at).ReadRecords(0, rows));
    return run.AddRecords(records);
  }
  TWINBILL_ASSIGN(pass, feed.Read(at, {.start = true, .rate = model.needs_rates()}));
  model::UsageBlock block;
  while (true) {
    TWINBILL_ASSIGN(more, pass.Next(block));
    if (!more) return {};
    TWINBILL_TRY(run.Add(block));
  }
}

model::Result<Billed> BillWorkspace(const BillOrder& order) {
  TWINBILL_ASSIGN(path, LegacyFileIn(order.contract));
  TWINBILL_ASSIGN(model, legacy::OpenLegacyModel(path));
  const LegacyHead& head = model->head();
  TWINBILL_ASSIGN(history, history::History::Open(order.workspace));
  const Period to = LastOf(order, head.term, history.LastPeriod());
  TWINBILL_ASSIGN(feed, history::UsageFeed::Open(history, head.payer,
                                                 {.from = head.term.FirstPeriod(), .to = to}));
  const std::unique_ptr<LegacyRun> run = model->Start(feed.slots());
  std::size_t at = 0;
  return BillPeriods(order, to, *run, *model,
                     [&](Period period, LegacyRun& fed) -> model::Result<void> {
                       while (at < feed.size() && feed.partition(at).info().period < period) ++at;
                       if (at == feed.size() || feed.partition(at).info().period != period)
                         return {};
                       TWINBILL_TRY(CheckCurrency(feed.partition(at), head));
                       return FeedPartition(feed, at, *model, fed);
                     });
}

}  // namespace

model::Result<Billed> BillLegacy(const BillOrder& order) {
  if (!order.workspace.empty()) return BillWorkspace(order);
  TWINBILL_ASSIGN(model, legacy::OpenLegacyModel(order.contract));
  TWINBILL_ASSIGN(records, ReadBillUsage(order.usage));
  LegacyUsage usage(*model);
  TWINBILL_TRY(usage.Take(std::move(records)));
  const Period to = LastOf(order, model->head().term, usage.last_period());
  const std::unique_ptr<LegacyRun> run = model->Start(usage.slots());
  return BillPeriods(order, to, *run, *model,
                     [&](Period period, LegacyRun& fed) { return usage.Feed(period, fed); });
}

}  // namespace twinbill::cli
