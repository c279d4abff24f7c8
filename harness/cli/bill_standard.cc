// `twinbill bill --model standard`: a standard contract over reports.
#include <algorithm>

#include "harness/cli/bill_model.h"
#include "harness/cli/bill_usage.h"
#include "standard_engine/billing/bill.h"
#include "standard_engine/billing/usage_intake.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::cli {

model::Result<std::vector<model::LineItem>> BillStandard(const BillOrder& order) {
  TWINBILL_ASSIGN(contract, contract::ReadContractFile(order.contract));
  TWINBILL_ASSIGN(records, ReadBillUsage(order.usage));
  const plan::Plan plan(std::move(contract));
  billing::UsageIntake intake(plan);
  for (const model::UsageRecord& record : records) TWINBILL_TRY(intake.Add(record));
  const model::Term& term = plan.contract().term;
  billing::PeriodRange range{order.from.value_or(term.FirstPeriod()),
                             order.to.value_or(term.LastPeriod())};
  if (!order.to) {
    if (!intake.last_period()) return std::vector<model::LineItem>();
    range.to = std::min(range.to, *intake.last_period());
  }
  return billing::Bill(plan, intake.cells(), intake.slots(), range);
}

}  // namespace twinbill::cli
