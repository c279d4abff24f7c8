// The operators by name, and the mutants of a standard contract.
#include <algorithm>

#include "harness/mutate/standard_edits.h"

namespace twinbill::mutate {

std::vector<Operator> StandardOperators() {
  return {
      {"base", "list, rated or net for another of them"},
      {"below_zero", "what lies below zero: first step against nothing"},
      {"cap_cent", "a cap a cent more or less"},
      {"cap_dropped", "no cap"},
      {"cap_last_digit", "a cap's last digit"},
      {"charge_text", "another text on a shortfall"},
      {"commit_cent", "a commitment a cent more or less"},
      {"commit_dropped", "no commitment"},
      {"commit_last_digit", "a commitment's last digit"},
      {"commit_measure", "a commitment by list cost against net cost"},
      {"commit_prorated", "a window cut short is prorated or not"},
      {"construct_doubled", "a construct applies twice"},
      {"construct_dropped", "a construct is gone"},
      {"deal", "shares of the exact amounts against shares of the rounded sum"},
      {"delivery", "the other bill"},
      {"effective_by", "effective by usage against by period"},
      {"effective_day", "an effective date a day earlier or later"},
      {"effective_dropped", "always effective"},
      {"entitlement_dropped", "no entitlement"},
      {"fee_cent", "a fee a cent more or less"},
      {"fee_last_digit", "a fee's last digit"},
      {"fee_text", "another text on a fee"},
      {"floor", "none, zero or signed for another of them"},
      {"grant_cent", "a grant a cent more or less"},
      {"grant_last_digit", "a grant's last digit"},
      {"limit_basis_point", "a limit's share a hundredth of a percent more or less"},
      {"limit_dropped", "a limit of a commitment is gone"},
      {"limit_last_digit", "the last digit of a limit's share"},
      {"last_tier_dropped", "the last step gives nothing"},
      {"line_clause", "another clause"},
      {"line_grouping", "lines by one dimension less"},
      {"line_text", "another description"},
      {"line_type", "another line item type"},
      {"meter_apart", "a meter for each account or region"},
      {"meter_measure", "quantity, list, rated or net cost for another of them"},
      {"meter_scope_dropped", "a cross-service meter counts what is discounted"},
      {"meter_shared", "one meter for several groups"},
      {"net_rounding", "net costs exact against as billed"},
      {"not_dropped", "an exclusion is gone"},
      {"rate_basis_point", "a rate a hundredth more or less"},
      {"rate_last_digit", "a rate's last digit"},
      {"rates_swapped", "two neighbouring steps' rates swapped"},
      {"ratio_hundredth", "an entitlement's ratio a hundredth more or less"},
      {"ratio_last_digit", "the last digit of an entitlement's ratio"},
      {"remainder", "left units to the largest, first or last"},
      {"rounding_digits", "a digit more or less"},
      {"rounding_mode", "another rounding mode"},
      {"rounding_place", "rounded by line, total or group"},
      {"scope_narrowed", "a pattern of a scope is gone"},
      {"scope_pattern", "a pattern asks for one character more"},
      {"scope_widened", "a key of a scope is asked for no more"},
      {"settlement", "monthly against the window's end"},
      {"sharing", "the owner is not served first"},
      {"spread", "a group's discount spread by another weight"},
      {"stacking_swapped", "two neighbouring constructs change places"},
      {"term_end_day", "the term ends a day earlier or later"},
      {"tie_mode", "half up, half down and half even for one another"},
      {"tier_bound", "a bound belongs to the step below or above"},
      {"tier_edge_fraction", "a bound a millionth more or less"},
      {"tier_edge_unit", "a bound's last digit"},
      {"tier_mode", "volume against graduated"},
      {"tier_split", "a step in two of the same rate (equal by construction)"},
      {"tiers_merged", "two neighbouring steps become one"},
      {"unless_dropped", "another construct is yielded to no more"},
      {"window", "a month, quarter, year or term for another of them"},
      {"zero_lines", "lines of 0 kept or not"},
  };
}

std::vector<Operator> RuleBookOperators() {
  return {
      {"active_day", "active a day earlier or later"},
      {"amount_digits", "a digit more or less"},
      {"amount_rounding", "another rounding mode"},
      {"arithmetic", "binary64 against decimal"},
      {"band_edge", "a band's end, last digit"},
      {"band_entry", "a band's entry, last digit"},
      {"band_tiered", "the band's entry against the sum over bands"},
      {"bill", "the other bill"},
      {"comparison", "a bound belongs to the other side"},
      {"each", "by group against by event"},
      {"line_text", "another text"},
      {"line_type", "another line item type"},
      {"match_dropped", "all usage is taken"},
      {"min_max", "min against max"},
      {"number_last_digit", "a number's last digit"},
      {"operation", "plus against minus, times against over"},
      {"per_dropped", "one dimension less to run by"},
      {"remainder", "left units to the largest, first or last"},
      {"round_how", "scaled against exact"},
      {"rule_dropped", "a rule is gone"},
      {"rules_swapped", "two neighbouring rules change places"},
      {"sign", "credit against charge"},
      {"spread_cut", "the amount rounded first against each share by itself"},
      {"spread_dropped", "spread over one dimension less"},
      {"spread_on", "spread on cost against on usage"},
      {"tier_edge", "a bound belongs to the band below or above"},
      {"unless_dropped", "no other rule is yielded to"},
      {"variable", "cost against net, this period against the window"},
      {"when", "always against the window's end"},
      {"window", "another window"},
      {"zero_lines", "lines of 0 kept or not"},
  };
}

std::vector<Mutant> MutantsOf(const contract::Contract& contract) {
  StandardEdits edits(contract);
  EditLines(edits);
  EditTerms(edits);
  EditReach(edits);
  EditOrder(edits);
  std::vector<Mutant> mutants = edits.Take();
  std::stable_sort(mutants.begin(), mutants.end(),
                   [](const Mutant& a, const Mutant& b) { return a.operation < b.operation; });
  return mutants;
}

}  // namespace twinbill::mutate
