#include "tests/support/obligation_check.h"

namespace twinbill::support {
namespace {

// Digits after the point of what the legacy side reads of a record under that name.
int DigitsOf(const model::UsageRecord& record, const std::string& name) {
  if (name == "usage") return record.quantity.scale();
  if (name == "cost") return record.list_cost().scale();
  return record.rate ? record.rate->scale() + record.quantity.scale() : record.list_cost().scale();
}

}  // namespace

Holding HoldingOf(const translators::Obligation& obligation,
                  const std::vector<model::UsageRecord>& records) {
  if (obligation.code != "decimal_digits") return Holding::kUnknown;
  for (const auto& [name, value] : obligation.parameters) {
    if (name == "scale") continue;
    for (const model::UsageRecord& record : records) {
      if (DigitsOf(record, name) > std::stoi(value)) return Holding::kFails;
    }
  }
  return Holding::kHolds;
}

Holding HoldingOf(const translators::RuleTrace& rule,
                  const std::vector<model::UsageRecord>& records) {
  Holding all = Holding::kHolds;
  for (const translators::Obligation& obligation : rule.obligations) {
    const Holding holding = HoldingOf(obligation, records);
    if (holding == Holding::kFails) return holding;
    if (holding == Holding::kUnknown) all = holding;
  }
  return all;
}

}  // namespace twinbill::support
