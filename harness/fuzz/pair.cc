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
  side.failed = false;
}

void Refuse(SideBill& side, Period period, model::Failure failure) {
  side.refused_from = period;
  side.refusal = std::move(failure);
}

}  // namespace

Pair::Pair(const legacy::LegacyModel& legacy, const plan::Plan& standard,
           const model::SlotTable& slots)
    : legacy_model_(legacy),
      plan_(standard),
      slots_(slots),
      batch_(legacy.StartCases()),
      standard_run_(standard, slots) {
  if (!batch_) legacy_run_ = legacy.Start(slots);
}

PairVerdict Pair::Bill(const UsageCase& usage) {
  if (batch_) return BillStandardAgainst(std::move(BillLegacy({&usage, 1}).front()), usage);
  columns_.Fill(usage);
  BillLegacyByRun(usage);
  BillStandard(usage);
  return Verdict();
}

PairVerdict Pair::BillStandardAgainst(SideBill legacy, const UsageCase& usage) {
  legacy_ = std::move(legacy);
  columns_.Fill(usage);
  BillStandard(usage);
  return Verdict();
}

PairVerdict Pair::Verdict() {
  if (legacy_.failed) return PairVerdict::kFailed;
  if (legacy_.refused_from != standard_.refused_from) return PairVerdict::kDifferent;
  if (!SameLines(legacy_.lines, standard_.lines)) return PairVerdict::kDifferent;
  if (legacy_.refused_from) return PairVerdict::kBothRefused;
  return legacy_.lines.empty() ? PairVerdict::kNothing : PairVerdict::kIdentical;
}

std::vector<SideBill> Pair::BillLegacy(std::span<const UsageCase> cases) {
  const legacy::LegacyHead& head = legacy_model_.head();
  std::vector<std::vector<model::UsageRecord>> records;
  std::vector<legacy::CaseUsage> asked;
  for (const UsageCase& usage : cases) {
    records.push_back(RecordsOf(usage, slots_, head.payer, head.currency));
    asked.push_back({records.back(), usage.last});
  }
  std::vector<SideBill> bills;
  for (legacy::CaseBill& bill : batch_->Bill(asked)) {
    bills.push_back({std::move(bill.lines), bill.stopped_at, std::move(bill.why), bill.failed});
  }
  return bills;
}

PairVerdict Pair::Confirm(const UsageCase& usage) {
  if (!batch_ || legacy_model_.is_deterministic()) return PairVerdict::kDifferent;
  Close();
  SideBill again = std::move(BillLegacy({&usage, 1}).front());
  if (!again.failed && again.refused_from == legacy_.refused_from &&
      SameLines(again.lines, legacy_.lines)) {
    return PairVerdict::kDifferent;
  }
  if (!again.failed) {
    again.refusal = model::SurroundingsFailure(model::Diagnostic(
        model::Code{"fuzz_unsteady"}, {},
        "the legacy side disagrees with itself: it bills other lines when it is asked for the "
        "same usage by itself",
        "the same answer to the same question"));
    again.failed = true;
  }
  legacy_ = std::move(again);
  return PairVerdict::kFailed;
}

void Pair::Close() {
  if (batch_) batch_->Close();
}

void Pair::BillLegacyByRun(const UsageCase& usage) {
  Clear(legacy_);
  legacy_run_->Restart();
  const legacy::LegacyHead& head = legacy_model_.head();
  const Period last = std::min(usage.last, head.term.LastPeriod());
  for (Period period = head.term.FirstPeriod(); period <= last; period = period.Next()) {
    if (auto added = legacy_run_->Add(columns_.Of(period)); !added) {
      return Refuse(legacy_, period, std::move(added).error());
    }
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
