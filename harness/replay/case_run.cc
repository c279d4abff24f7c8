#include "harness/replay/case_run.h"

#include <algorithm>
#include <utility>

namespace twinbill::replay {

using evidence::Verdict;
using model::Period;
using model::UsageRecord;

namespace {

bool PeriodThenLedger(const UsageRecord& a, const UsageRecord& b) {
  if (a.period != b.period) return a.period < b.period;
  return model::LedgerLess(a, b);
}

// Of each period, given to AddRecords where the side wants whole records.
class RecordsByPeriod {
 public:
  explicit RecordsByPeriod(std::span<const UsageRecord> records)
      : records_(records.begin(), records.end()) {
    std::sort(records_.begin(), records_.end(), PeriodThenLedger);
  }
  std::span<const UsageRecord> Of(Period period) const {
    const auto begin = std::partition_point(records_.begin(), records_.end(),
                                            [&](const auto& at) { return at.period < period; });
    const auto end = std::partition_point(begin, records_.end(),
                                          [&](const auto& at) { return at.period == period; });
    return {begin, end};
  }

 private:
  std::vector<UsageRecord> records_;
};

}  // namespace

model::Result<CaseBill> CaseRun::Bill(const Side& side, std::span<const UsageRecord> records,
                                      CaseRange range, const DifferenceFilter& filter) {
  feed_.Clear();
  std::optional<RecordsByPeriod> whole;
  if (side.need() == SideNeed::kRecords) whole.emplace(records);
  for (const UsageRecord& record : records) feed_.Add(record, slots_);
  TWINBILL_TRY(feed_.Finish());
  const auto run = side.Start(slots_);
  const model::Term& term = side.head().term;
  CaseBill bill;
  const Period last = std::min(range.to, term.LastPeriod());
  for (Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
    const auto bill_period = [&]() -> model::Result<void> {
      if (whole) {
        if (const auto of_period = whole->Of(period); !of_period.empty()) {
          TWINBILL_TRY(run->AddRecords(of_period));
        }
      } else if (side.need() == SideNeed::kBlocks) {
        for (const model::UsageBlock& block : feed_.Of(period)) TWINBILL_TRY(run->Add(block));
      }
      return run->BillNext(lines_);
    };
    lines_.clear();
    if (auto billed = bill_period(); !billed) {
      bill.refusal = std::move(billed).error();
      bill.refused_at = period;
      break;
    }
    if (period < range.from) continue;
    for (const model::LineItem& line : lines_) {
      if (filter.Takes(line)) model::AppendRow(line, bill.rows.emplace_back());
    }
  }
  std::sort(bill.rows.begin(), bill.rows.end());
  return bill;
}

CaseRange WholeRange(const Side& legacy, const Side& standard, std::span<const UsageRecord> records,
                     std::optional<Period> at_least) {
  const model::Term& a = legacy.head().term;
  const model::Term& b = standard.head().term;
  CaseRange range{std::min(a.FirstPeriod(), b.FirstPeriod()),
                  std::min(a.FirstPeriod(), b.FirstPeriod())};
  for (const UsageRecord& record : records) range.to = std::max(range.to, record.period);
  if (at_least) range.to = std::max(range.to, *at_least);
  range.to = std::min(range.to, std::max(a.LastPeriod(), b.LastPeriod()));
  return range;
}

Verdict Judge(const CaseBill& legacy, const CaseBill& standard) {
  if (legacy.refusal && standard.refusal) {
    return legacy.refused_at == standard.refused_at && legacy.rows == standard.rows
               ? Verdict::kBothRefused
               : Verdict::kFailed;
  }
  if (legacy.refusal || standard.refusal) return Verdict::kFailed;
  if (legacy.rows != standard.rows) return Verdict::kDifferent;
  return legacy.rows.empty() ? Verdict::kInconclusive : Verdict::kIdentical;
}

}  // namespace twinbill::replay
