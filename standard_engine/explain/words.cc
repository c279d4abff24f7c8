#include "standard_engine/explain/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace twinbill::explain {

using contract::Construct;
using contract::Rule;

namespace {

std::string KeysInWords(const std::vector<contract::ScopeKey>& keys) {
  std::string words;
  for (const contract::ScopeKey& key : keys) {
    words += (words.empty() ? "" : "; ") + key.dimension.Name();
    for (std::size_t i = 0; i < key.patterns.size(); ++i) {
      words += (i == 0 ? " " : " or ") + (key.patterns[i].empty() ? "(none)" : key.patterns[i]);
    }
  }
  return words;
}

std::string RateInWords(Rule rule, const std::string& value, contract::Base base) {
  switch (rule) {
    case Rule::kPercentOff: return fmt::format("{} % off {} cost", value, contract::TextOf(base));
    case Rule::kUnitPrice:
      return fmt::format("{} for each unit instead of {} cost", value, contract::TextOf(base));
    case Rule::kUnitDiscount: return fmt::format("{} off each unit", value);
  }
  return value;
}

std::string TiersInWords(const Construct& construct, const contract::Tiers& tiers) {
  std::string words = fmt::format("{} tiers by {} over the {}", contract::TextOf(tiers.mode),
                                  contract::TextOf(construct.meter->measure),
                                  contract::TextOf(construct.meter->window));
  for (std::size_t i = 0; i < tiers.steps.size(); ++i) {
    const contract::Step& step = tiers.steps[i];
    words += i == 0 ? ": " : "; ";
    words += step.up_to ? "up to " + step.up_to->ToString() + ": " : std::string("above: ");
    words += RateInWords(tiers.rule, step.value.ToString(), construct.base);
  }
  return words;
}

}  // namespace

std::string ScopeInWords(const Construct& construct) {
  if (!construct.scope || (construct.scope->keys.empty() && !construct.scope->excluded)) {
    return "all usage";
  }
  std::string words = KeysInWords(construct.scope->keys);
  if (construct.scope->excluded) {
    words +=
        (words.empty() ? "all usage but: " : "; not: ") + KeysInWords(*construct.scope->excluded);
  }
  const bool by_service = !construct.scope->excluded &&
                          std::all_of(construct.scope->keys.begin(), construct.scope->keys.end(),
                                      [](const contract::ScopeKey& key) {
                                        return key.dimension.kind == model::DimensionKind::kService;
                                      });
  return words + (by_service ? " (service specific)" : " (attribute based)");
}

std::string BenefitInWords(const Construct& construct) {
  if (!construct.benefit) return "a commitment without a discount of its own";
  std::string words;
  if (const auto* flat = std::get_if<contract::Flat>(&construct.benefit->form)) {
    words = RateInWords(flat->rule, flat->value.ToString(), construct.base);
  } else if (const auto* tiers = std::get_if<contract::Tiers>(&construct.benefit->form)) {
    words = TiersInWords(construct, *tiers);
  } else {
    const auto& prepaid = std::get<contract::Prepaid>(construct.benefit->form);
    words = fmt::format("a prepaid grant of {} a {} for {}", prepaid.grant.ToString(),
                        contract::TextOf(prepaid.window), prepaid.amount.ToString());
  }
  if (construct.cap) {
    words += fmt::format(", at most {} a {}", construct.cap->amount.ToString(),
                         contract::TextOf(construct.cap->window));
  }
  if (construct.entitlement) {
    words +=
        fmt::format(", as far as entitled: {} a unit", construct.entitlement->ratio.ToString());
  }
  return words;
}

}  // namespace twinbill::explain
