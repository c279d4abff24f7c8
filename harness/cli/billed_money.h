// BilledMoney: what a standard contract bills for some usage, by construct, account and period.
//
// The sums are of the amounts on the lines, as rounded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "corpus/model/decimal_sum.h"
#include "harness/cli/explain_usage.h"
#include "standard_engine/plan/plan.h"

namespace twinbill::cli {

// Both ends inclusive; without one, as far as the term and the usage go.
struct PeriodBounds {
  std::optional<model::Period> from;
  std::optional<model::Period> to;
};

struct BilledMoney {
  std::vector<model::DecimalSum> by_construct;           // of the contract's constructs, in order
  std::map<std::string, model::DecimalSum> by_account;   // "" for lines that are not by account
  std::map<model::Period, model::DecimalSum> by_period;  // of those that were billed
  model::DecimalSum total;
};

// `usage` is the plan's.
model::Result<BilledMoney> BillMoney(const plan::Plan& plan, ExplainUsage& usage,
                                     const PeriodBounds& bounds);

}  // namespace twinbill::cli
