#include "standard_engine/contract/construct_rules.h"

#include <algorithm>
#include <initializer_list>

namespace twinbill::contract {

using model::Code;

namespace {

// The place of the value that the keys lead to, as far as they lead.
const model::Position& At(const JsonValue& value, std::initializer_list<std::string_view> keys) {
  const JsonValue* at = &value;
  for (const std::string_view key : keys) {
    const JsonValue* next = at->Find(key);
    if (next == nullptr) break;
    at = next;
  }
  return at->position;
}

const Tiers* TiersOf(const Construct& construct) {
  return construct.benefit ? std::get_if<Tiers>(&construct.benefit->form) : nullptr;
}

bool IsGraduated(const Construct& construct) {
  const Tiers* tiers = TiersOf(construct);
  return tiers != nullptr && tiers->mode == TierMode::kGraduated;
}

bool IsPrepaid(const Construct& construct) {
  return construct.benefit && std::holds_alternative<Prepaid>(construct.benefit->form);
}

void CheckTiers(const Construct& construct, const JsonValue& value, Findings& findings) {
  const Tiers* tiers = TiersOf(construct);
  if (tiers == nullptr) return;
  const model::Position& at = At(value, {"benefit", "tiers"});
  if (!construct.meter) {
    if (value.Find("meter") == nullptr) {
      findings.emplace_back(Code{"contract_tiers_meter"}, at, "tiers without a meter",
                            "\"meter\" beside \"benefit\"");
    }
    return;
  }
  if (tiers->mode != TierMode::kGraduated) return;
  if (tiers->rule != Rule::kPercentOff && construct.meter->measure != Measure::kQuantity) {
    findings.emplace_back(Code{"contract_graduated_measure"}, At(value, {"meter", "measure"}),
                          "graduated prices or unit discounts by a meter of cost",
                          "the measure \"quantity\"");
  }
  if (construct.meter->scope) {
    findings.emplace_back(Code{"contract_graduated_meter_scope"}, At(value, {"meter", "scope"}),
                          "graduated tiers with a meter that has a scope of its own",
                          "no \"scope\" in the meter: graduated tiers meter what they discount");
  }
}

void CheckSettle(const Construct& construct, const JsonValue& value, Findings& findings) {
  if (construct.settle != Settle::kWindowEnd) return;
  const model::Position& at = At(value, {"settle"});
  const auto refuse = [&](bool given, std::string_view key) {
    if (!given) return;
    findings.emplace_back(Code{"contract_settle_combination"}, at,
                          "\"settle\": \"window_end\" with \"" + std::string(key) + "\"",
                          "\"window_end\" with neither prepaid, nor cap, nor commit");
  };
  refuse(IsPrepaid(construct), "prepaid");
  refuse(construct.cap.has_value(), "cap");
  refuse(construct.commit.has_value(), "commit");
  if (value.Find("meter") == nullptr) {
    findings.emplace_back(Code{"contract_settle_meter"}, at,
                          "\"settle\": \"window_end\" without a meter, whose window it would be",
                          "\"meter\" beside \"settle\"");
  }
}

void CheckSpread(const Construct& construct, const JsonValue& value, Findings& findings) {
  if (!construct.spread) return;
  const model::Position& at = At(value, {"spread"});
  if (IsPrepaid(construct)) {
    findings.emplace_back(Code{"contract_spread_prepaid"}, at, "\"spread\" with \"prepaid\"",
                          "no \"spread\": a prepayment is shared by \"sharing\"");
  } else if (IsGraduated(construct) && *construct.spread == Spread::kOwn) {
    findings.emplace_back(Code{"contract_spread_graduated"}, at,
                          "\"spread\": \"own\" with graduated tiers, whose cells have no D of "
                          "their own",
                          "\"quantity\", \"list_cost\" or \"base\"");
  }
}

void CheckEntitlement(const Construct& construct, const JsonValue& value, Findings& findings) {
  if (!construct.entitlement) return;
  if (construct.benefit && !IsPrepaid(construct) && !IsGraduated(construct)) return;
  findings.emplace_back(Code{"contract_entitlement_benefit"}, At(value, {"entitlement"}),
                        "an entitlement to nothing that it could be to",
                        "\"entitlement\" with a percent, a price, a unit discount or volume tiers");
}

void CheckRounding(const Construct& construct, const JsonValue& value, Findings& findings) {
  if (construct.rounding.at != RoundAt::kGroup) return;
  const model::Position& at = At(value, {"rounding", "at"});
  if (value.Find("meter") == nullptr) {
    findings.emplace_back(Code{"contract_round_group_meter"}, at,
                          "rounding by group without a meter, whose groups they would be",
                          "\"meter\" beside \"rounding\"");
  }
  if (!construct.meter) return;
  for (const model::Dimension& dimension : construct.meter->per) {
    if (std::find(construct.line.by.begin(), construct.line.by.end(), dimension) !=
        construct.line.by.end()) {
      continue;
    }
    findings.emplace_back(Code{"contract_round_group_by"}, at,
                          "rounding by group, but lines are not by \"" + dimension.Name() +
                              "\", which the meter is per",
                          "a \"line.by\" that contains all of \"meter.per\"");
  }
}

}  // namespace

void CheckConstruct(const Construct& construct, const JsonValue& value, Findings& findings) {
  if (value.kind != JsonValue::Kind::kObject) return;
  if (value.Find("benefit") == nullptr && value.Find("commit") == nullptr) {
    findings.emplace_back(Code{"contract_gives_nothing"}, value.position,
                          "a construct with neither \"benefit\" nor \"commit\"",
                          "at least one of them");
  }
  CheckTiers(construct, value, findings);
  CheckSettle(construct, value, findings);
  CheckSpread(construct, value, findings);
  CheckEntitlement(construct, value, findings);
  CheckRounding(construct, value, findings);
}

}  // namespace twinbill::contract
