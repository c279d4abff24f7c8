// Billing contracts from a history: all contracts of a payer in one pass over its partitions.
//
// The only part of billing that reads files. Source: specification, usage.md "What counts".
#pragma once

#include <span>
#include <vector>

#include "corpus/history/history.h"
#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/payer_run.h"

namespace twinbill::billing {

struct HistoryBillOptions {
  // Without it, each contract from its term's first period to the last that has begun: the last of
  // the history's, whosever it is, but no later than its term's last.
  std::optional<PeriodRange> range;
  std::size_t threads = 1;
};

// Fails (`usage_currency`) where the history has records of the contract's payer and term in
// another currency.
model::Result<void> CheckCurrency(const history::History& history,
                                  const contract::Contract& contract);

// A bill for each plan, in their order; contracts of any payers. What can't be billed is its
// contract's failure; a history that can't be read is the failure of all (`usage_currency` is the
// contract's: records of its payer and term in another currency).
model::Result<std::vector<ContractBill>> BillHistory(const history::History& history,
                                                     std::span<const plan::Plan* const> plans,
                                                     const HistoryBillOptions& options);

}  // namespace twinbill::billing
