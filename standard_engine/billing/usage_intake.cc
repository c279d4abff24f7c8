#include "standard_engine/billing/usage_intake.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinbill::billing {

using model::UsageRecord;

namespace {

model::Failure WrongCurrency(const contract::Contract& contract, const UsageRecord& record) {
  model::Position position{record.source.file, record.source.line, 0, {}, {}};
  if (record.source.line == 0) position.part = fmt::format("row {}", record.source.row);
  return model::InputFailure(model::Diagnostic(
      model::Code{"usage_currency"}, std::move(position),
      fmt::format("the record \"{}\" of payer {} is in {}, but contract {} is in {}", record.id,
                  record.payer, record.currency, contract.id, contract.currency),
      "usage of the contract's payer and term in the contract's currency"));
}

}  // namespace

UsageIntake::UsageIntake(const plan::Plan& plan) : plan_(plan), cells_(NeedsOf(plan)) {}

model::Result<void> UsageIntake::Add(const UsageRecord& record) {
  last_period_ = std::max(last_period_.value_or(record.period), record.period);
  const contract::Contract& contract = plan_.contract();
  if (record.payer != contract.payer || !contract.term.Contains(record.start)) return {};
  if (record.currency != contract.currency) return model::Fail(WrongCurrency(contract, record));
  cells_.Add({slots_.Intern(record.slot), record.period, record.start, record.quantity,
              record.list_cost(), record.rate});
  return {};
}

}  // namespace twinbill::billing
