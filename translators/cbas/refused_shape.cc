#include "translators/cbas/refused_shape.h"

#include <algorithm>

namespace twinbill::translators {

using algebra::Branch;
using algebra::Monomial;
using algebra::Polynomial;
using algebra::Rational;
using rule_book::Rule;

namespace {

// What stands in the forms that a formula gives on its branches.
struct Contents {
  bool divides = false;
  bool multiplies = false;
  bool given = false;
  bool months = false;
  bool input = false;
  bool fixed = false;           // an amount that comes of no sum
  bool mixed = false;           // more than one of percent and price at once
  bool shortfall = false;       // an amount less cost
  bool opposite_price = false;  // a price less cost
  bool window_sum = false;      // sums of earlier periods
  int kinds = 0;                // forms that differ in more than their number
};

bool Has(const Polynomial& form, algebra::VariableNumber variable) {
  return std::any_of(form.terms().begin(), form.terms().end(), [&](const auto& term) {
    return std::find(term.first.begin(), term.first.end(), variable) != term.first.end();
  });
}

void Look(const Polynomial& form, Contents& contents, std::vector<std::vector<bool>>& kinds) {
  for (const auto& [monomial, coefficient] : form.terms()) {
    contents.multiplies |= monomial.size() > 1;
    contents.input |= std::any_of(monomial.begin(), monomial.end(),
                                  [](algebra::VariableNumber number) { return number >= kInputs; });
  }
  contents.given |= Has(form, kGivenBefore);
  contents.months |= Has(form, kMonths);
  contents.window_sum |= Has(form, kCostBefore) || Has(form, kUsageBefore);
  const Rational fixed = form.Constant();
  contents.fixed |= fixed != 0;
  const Rational cost =
      form.Coefficient({kCost}) + form.Coefficient({kRated}) + form.Coefficient({kNet});
  const Rational usage = form.Coefficient({kUsage});
  contents.shortfall |= cost < 0 && (fixed > 0 || form.Coefficient({kMonths}) > 0);
  contents.opposite_price |= cost == -1 && usage > 0;
  const int bases = Has(form, kCost) + Has(form, kRated) + Has(form, kNet);
  contents.mixed |= bases > 1 || (bases == 1 && usage != 0 && cost != 1);
  const std::vector<bool> kind = {Has(form, kCost), Has(form, kRated), Has(form, kNet), usage != 0};
  if (!form.is_zero() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    kinds.push_back(kind);
    ++contents.kinds;
  }
}

std::string Forms(const std::vector<Branch>& branches, const Rule& rule) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> shown;
  for (const Branch& branch : branches) {
    if (!branch.value) continue;
    std::string form = WriteForm(branch.value->numerator(), rule);
    if (!branch.value->is_polynomial()) {
      form = "(" + form + ") / (" + WriteForm(branch.value->denominator(), rule) + ")";
    }
    if (std::find(shown.begin(), shown.end(), form) == shown.end()) shown.push_back(form);
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(shown.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + shown[i];
  }
  if (shown.size() > kShown) text += ", …";
  return text;
}

}  // namespace

RuleFault WhyNoShape(const FormulaMeaning& meaning, const RuleSurroundings& surroundings) {
  const Rule& rule = *surroundings.rule;
  const auto fault = [&](const char* code, std::string reason, const char* needed) {
    return RuleFault{code, FormulaKey(rule), rule.formula.text, std::move(reason), needed};
  };
  const auto branches = algebra::Branches(BenefitOf(meaning, rule), meaning.facts);
  if (!branches) {
    return fault("formula_size", "the formula has more cases than can be compared one by one",
                 "a formula of fewer bands, or a rule for each of its parts");
  }
  Contents contents;
  std::vector<std::vector<bool>> kinds;
  for (const Branch& branch : *branches) {
    if (!branch.value) continue;
    contents.divides |= !branch.value->is_polynomial();
    Look(branch.value->numerator(), contents, kinds);
  }
  const std::string forms = Forms(*branches, rule);
  if (contents.divides) {
    return fault("division_by_sum", "what is given is divided by a sum: " + forms,
                 "a benefit that depends on an average");
  }
  if (contents.multiplies) {
    return fault("product_of_sums", "sums are multiplied by each other: " + forms,
                 "a benefit that is a product of two meters");
  }
  if (rule.is_credit && contents.shortfall) {
    return fault("shortfall_credit", "a shortfall is credited: " + forms,
                 "a credit of what a commitment falls short by; a commitment charges it");
  }
  if (!rule.is_credit && contents.opposite_price) {
    return fault("charge_less_price",
                 "what is charged is cost less a price: a unit price gives it as a discount only",
                 "a unit price that charges what cost is above it");
  }
  if (contents.given && !rule.is_credit) {
    return fault("capped_charge", "what is charged in a window is limited: " + forms,
                 "a cap on charges; a cap limits what is given");
  }
  if (contents.given) {
    return fault("given_before_use", "what was given before changes the amount: " + forms,
                 "a benefit that depends on earlier lines other than by a cap");
  }
  if (contents.months) {
    return fault("months_use", "the amount changes with the months of the window: " + forms,
                 "a benefit that depends on how many periods have passed");
  }
  if (contents.input) {
    return fault("input_amount", "the amount comes of other usage than the rule's own: " + forms,
                 "a benefit reckoned from usage that isn't discounted");
  }
  if (contents.window_sum) {
    return fault("window_sum_each_period",
                 "sums of the whole window so far are given again in each period: " + forms,
                 "a benefit on a window's sum in every period of it");
  }
  if (contents.mixed || contents.kinds > 1) {
    return fault("mixed_benefit", "a percentage and a price, or two bases, are mixed: " + forms,
                 "a benefit of more than one kind in one construct");
  }
  if (contents.fixed) {
    return fault("fixed_amount", "a fixed amount is given, or tiers jump by one: " + forms,
                 "a fixed credit, or tiers with amounts of their own");
  }
  return fault("tier_edges",
               "the tiers' edges are below 0, are met from both sides, or cut off on the other "
               "side: " +
                   forms,
               "tiers below 0, or with an edge that belongs to the one step here and to the next "
               "there");
}

}  // namespace twinbill::translators
