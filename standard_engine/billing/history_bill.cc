#include "standard_engine/billing/history_bill.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "corpus/history/usage_feed.h"
#include "standard_engine/billing/family_pass.h"

namespace twinbill::billing {

using history::History;
using history::PartitionInfo;
using history::UsageFeed;
using model::Period;
using model::Result;

namespace {

// Whether a record of the partition starts within the term.
Result<bool> HasStartIn(const PartitionInfo& info, const model::Term& term) {
  TWINBILL_ASSIGN(partition, history::Partition::Open(info));
  TWINBILL_ASSIGN(scan, partition->OpenScan({true, false, false, false}));
  std::vector<std::int32_t> slot(history::kFeedBlockRows);
  std::vector<std::int64_t> start(history::kFeedBlockRows);
  while (true) {
    TWINBILL_ASSIGN(rows, scan->Next({slot, start, {}, {}, {}, {}}));
    if (rows == 0) return false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
      if (term.Contains(model::Timestamp{start[i]})) return true;
    }
  }
}

// Contracts that are billed from the same records.
struct Family {
  std::vector<const plan::Plan*> plans;
  std::vector<std::size_t> places;  // among all plans
};

Result<void> BillFamily(const History& history, const Family& family, Period from, Period to,
                        std::size_t threads, std::span<ContractBill> all) {
  const contract::Contract& first = family.plans.front()->contract();
  history::FeedRange range;
  for (const plan::Plan* plan : family.plans) {
    const model::Term& term = plan->contract().term;
    range.from = std::min(range.from.value_or(term.FirstPeriod()), term.FirstPeriod());
    range.to = std::max(range.to.value_or(term.LastPeriod()), term.LastPeriod());
  }
  range.to = std::min(*range.to, to);
  TWINBILL_ASSIGN(feed, UsageFeed::Open(history, first.payer, range, threads));
  std::vector<ContractBill> bills(family.plans.size());
  PayerRun run(family.plans, feed.slots(), bills, from);
  TWINBILL_TRY(FamilyPass(feed, first.currency, to, threads, run).Run());
  std::vector<CarriedState> carried = run.Carried();
  for (std::size_t i = 0; i < bills.size(); ++i) bills[i].carried = std::move(carried[i]);
  for (std::size_t i = 0; i < bills.size(); ++i) all[family.places[i]] = std::move(bills[i]);
  return {};
}

}  // namespace

Result<void> CheckCurrency(const History& history, const contract::Contract& contract) {
  for (const PartitionInfo& info : history.partitions()) {
    if (info.payer != contract.payer || info.currency == contract.currency) continue;
    TWINBILL_ASSIGN(found, HasStartIn(info, contract.term));
    if (!found) continue;
    model::Position position;
    position.file = info.directory;
    return model::Fail(model::InputFailure(model::Diagnostic(
        model::Code{"usage_currency"}, std::move(position),
        fmt::format("the records of payer {} in {} are in {}, but contract {} is in {}", info.payer,
                    info.period.ToString(), info.currency, contract.id, contract.currency),
        "usage of the contract's payer and term in the contract's currency")));
  }
  return {};
}

Result<std::vector<ContractBill>> BillHistory(const History& history,
                                              std::span<const plan::Plan* const> plans,
                                              const HistoryBillOptions& options) {
  std::vector<ContractBill> bills(plans.size());
  Period from;
  Period to;
  if (options.range) {
    from = options.range->from;
    to = options.range->to;
  } else {
    to = history.LastPeriod().value_or(Period());
  }
  std::map<std::pair<std::string, std::string>, Family> families;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const contract::Contract& contract = plans[i]->contract();
    if (const auto checked = CheckCurrency(history, contract); !checked) {
      bills[i].failure = checked.error();
      continue;
    }
    Family& family = families[{contract.payer, contract.currency}];
    family.plans.push_back(plans[i]);
    family.places.push_back(i);
  }
  for (const auto& [key, family] : families) {
    TWINBILL_TRY(BillFamily(history, family, from, to, options.threads, bills));
  }
  return bills;
}

}  // namespace twinbill::billing
