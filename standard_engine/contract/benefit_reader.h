// Reading what a construct gives: `benefit`, with its tiers and prepayment.
#pragma once

#include "standard_engine/contract/contract.h"
#include "standard_engine/contract/object_reader.h"

namespace twinbill::contract {

// The steps of tiers, with what they all give.
struct StepsRead {
  Rule rule = Rule::kPercentOff;
  std::vector<Step> steps;
};
StepsRead ReadSteps(const JsonValue& value, Findings& findings);

Benefit ReadBenefit(const JsonValue& value, Findings& findings);
// `{"type", "description"}`.
ChargeText ReadChargeText(const JsonValue& value, Findings& findings);

}  // namespace twinbill::contract
