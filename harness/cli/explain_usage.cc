#include "harness/cli/explain_usage.h"

#include <algorithm>
#include <utility>

#include "corpus/history/usage_feed.h"
#include "corpus/model/record_feed.h"
#include "harness/cli/bill_usage.h"
#include "standard_engine/billing/history_bill.h"
#include "standard_engine/billing/usage_intake.h"

namespace twinbill::cli {
namespace {

class FileUsage : public ExplainUsage {
 public:
  model::Result<void> Read(const std::vector<std::string>& paths, const plan::Plan& plan) {
    TWINBILL_ASSIGN(records, ReadBillUsage(paths));
    billing::UsageIntake intake(plan);  // refuses what can't be the contract's
    for (const model::UsageRecord& record : records) TWINBILL_TRY(intake.Add(record));
    last_period_ = intake.last_period();
    std::erase_if(records, [&](const model::UsageRecord& record) {
      return record.payer != plan.contract().payer || !plan.contract().term.Contains(record.start);
    });
    for (const model::UsageRecord& record : records) feed_.Add(record, slots_);
    records_ = std::move(records);
    return feed_.Finish();
  }

  const model::SlotTable& slots() const override { return slots_; }
  std::optional<model::Period> last_period() const override { return last_period_; }

  model::Result<void> Feed(billing::StandardRun& run) override {
    for (const model::UsageBlock& block : feed_.Of(run.next_period())) run.Add(block);
    return {};
  }

  model::Result<void> FindRecords(const plan::Plan& plan,
                                  std::span<explain::Explanation> explanations) override {
    explain::FindRecords(plan, records_, explanations);
    return {};
  }

 private:
  std::vector<model::UsageRecord> records_;
  model::SlotTable slots_;
  model::RecordFeed feed_;
  std::optional<model::Period> last_period_;
};

class HistoryUsage : public ExplainUsage {
 public:
  HistoryUsage(history::UsageFeed feed, std::string currency,
               std::optional<model::Period> last_period)
      : feed_(std::move(feed)), currency_(std::move(currency)), last_period_(last_period) {}

  const model::SlotTable& slots() const override { return feed_.slots(); }
  std::optional<model::Period> last_period() const override { return last_period_; }

  model::Result<void> Feed(billing::StandardRun& run) override {
    const history::ScanColumns columns{
        .start = true, .quantity = true, .list_cost = true, .rate = true};
    for (std::size_t at = 0; at < feed_.size(); ++at) {
      const history::PartitionInfo& info = feed_.partition(at).info();
      if (info.period != run.next_period() || info.currency != currency_) continue;
      TWINBILL_ASSIGN(pass, feed_.Read(at, columns));
      model::UsageBlock block;
      while (true) {
        TWINBILL_ASSIGN(more, pass.Next(block));
        if (!more) break;
        run.Add(block);
      }
    }
    return {};
  }

  model::Result<void> FindRecords(const plan::Plan& plan,
                                  std::span<explain::Explanation> explanations) override {
    constexpr std::int64_t kRowsAtOnce = 1 << 16;
    for (std::size_t at = 0; at < feed_.size(); ++at) {
      TWINBILL_ASSIGN(pass, feed_.partition(at).OpenRecords(0));
      while (true) {
        TWINBILL_ASSIGN(records, pass->Next(kRowsAtOnce));
        if (records.empty()) break;
        explain::FindRecords(plan, records, explanations);
      }
    }
    return {};
  }

 private:
  history::UsageFeed feed_;
  std::string currency_;  // of the contract; partitions in another one lie outside of its term
  std::optional<model::Period> last_period_;
};

}  // namespace

model::Result<std::unique_ptr<ExplainUsage>> ExplainUsage::OfFiles(
    const std::vector<std::string>& paths, const plan::Plan& plan) {
  auto usage = std::make_unique<FileUsage>();
  TWINBILL_TRY(usage->Read(paths, plan));
  return std::unique_ptr<ExplainUsage>(std::move(usage));
}

model::Result<std::unique_ptr<ExplainUsage>> ExplainUsage::OfHistory(const std::string& workspace,
                                                                     const plan::Plan& plan) {
  TWINBILL_ASSIGN(history, history::History::Open(workspace));
  TWINBILL_TRY(billing::CheckCurrency(history, plan.contract()));
  TWINBILL_ASSIGN(feed, history::UsageFeed::Open(history, plan.contract().payer));
  return std::unique_ptr<ExplainUsage>(std::make_unique<HistoryUsage>(
      std::move(feed), plan.contract().currency, history.LastPeriod()));
}

}  // namespace twinbill::cli
