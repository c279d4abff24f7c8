#include "harness/fuzz/pair.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace twinbill::fuzz {

using model::LineItem;
using model::Period;

namespace {

auto Fields(const LineItem& line) {
  return std::tie(line.billing_period, line.bill_type, line.clause, line.usage_account_id,
                  line.product_code, line.region, line.usage_type, line.amount.units,
                  line.amount.digits, line.quantity, line.line_item_type, line.description,
                  line.payer_account_id, line.contract_id, line.currency);
}

// The same lines, each the same number of times. Sorts both.
bool SameLines(std::vector<LineItem>& a, std::vector<LineItem>& b) {
  if (a.size() != b.size()) return false;
  const auto less = [](const LineItem& x, const LineItem& y) { return Fields(x) < Fields(y); };
  std::sort(a.begin(), a.end(), less);
  std::sort(b.begin(), b.end(), less);
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](const LineItem& x, const LineItem& y) { return Fields(x) == Fields(y); });
}

void Clear(SideBill& side) {
  side.lines.clear();
  side.refused_from.reset();
  side.refusal.reset();
}

void Refuse(SideBill& side, Period period, model::Failure failure) {
  side.refused_from = period;
  side.refusal = std::move(failure);
}

// The records of `period`: a run of `records`, which are ordered by period.
std::span<const model::UsageRecord> RecordsIn(const std::vector<model::UsageRecord>& records,
                                              Period period) {
  const auto begin = std::lower_bound(
      records.begin(), records.end(), period,
      [](const model::UsageRecord& record, Period sought) { return record.period < sought; });
  const auto end = std::find_if(begin, records.end(), [&](const model::UsageRecord& record) {
    return record.period != period;
  });
  return {begin, end};
}

}  // namespace

Pair::Pair(const legacy::LegacyModel& legacy, const plan::Plan& standard,
           const model::SlotTable& slots)
    : legacy_model_(legacy),
      plan_(standard),
      slots_(slots),
      legacy_run_(legacy.Start(slots)),
      standard_run_(standard, slots) {}

PairVerdict Pair::Bill(const UsageCase& usage) {
  columns_.Fill(usage);
  BillLegacy(usage);
  BillStandard(usage);
  if (legacy_.refused_from != standard_.refused_from) return PairVerdict::kDifferent;
  if (!SameLines(legacy_.lines, standard_.lines)) return PairVerdict::kDifferent;
  if (legacy_.refused_from) return PairVerdict::kBothRefused;
  return legacy_.lines.empty() ? PairVerdict::kNothing : PairVerdict::kIdentical;
}

void Pair::BillLegacy(const UsageCase& usage) {
  Clear(legacy_);
  legacy_run_->Restart();
  const legacy::LegacyHead& head = legacy_model_.head();
  const bool by_records = legacy_model_.need() == legacy::UsageNeed::kRecords;
  if (by_records) records_ = RecordsOf(usage, slots_, head.payer, head.currency);
  const Period last = std::min(usage.last, head.term.LastPeriod());
  for (Period period = head.term.FirstPeriod(); period <= last; period = period.Next()) {
    auto added = by_records ? legacy_run_->AddRecords(RecordsIn(records_, period))
                            : legacy_run_->Add(columns_.Of(period));
    if (!added) return Refuse(legacy_, period, std::move(added).error());
    auto billed = legacy_run_->BillNext(legacy_.lines);
    if (!billed) return Refuse(legacy_, period, std::move(billed).error());
  }
}

void Pair::BillStandard(const UsageCase& usage) {
  Clear(standard_);
  standard_run_.Restart();
  const model::Term& term = plan_.contract().term;
  const Period last = std::min(usage.last, term.LastPeriod());
  for (Period period = term.FirstPeriod(); period <= last; period = period.Next()) {
    standard_run_.Add(columns_.Of(period));
    auto billed = standard_run_.BillNext(standard_.lines);
    if (!billed) return Refuse(standard_, period, std::move(billed).error());
  }
}

}  // namespace twinbill::fuzz
