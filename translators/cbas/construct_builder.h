// From a proved shape to constructs: lines, groups, spreading and rounding as the rule has them.
//
// What a rule says about its lines can have no counterpart even where its formula has one; that is
// a refusal, or an obligation where it depends on the usage. Source: specification, cbas_rules.md
// "Rules", "Spreading", standard_contract.md "Meter", "Spread", "From cells to lines".
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "standard_engine/contract/contract.h"
#include "translators/cbas/selection.h"
#include "translators/cbas/shape_finder.h"

namespace twinbill::translators {

// A finding without its place: `key` of the rule says where ("/credit", "/per"; empty: the rule).
struct RuleFault {
  std::string code;
  std::string key;
  std::string text;
  std::string reason;
  std::string needed;
};

struct RuleCondition {
  std::string code;
  std::string key;
  std::string condition;
  std::vector<std::pair<std::string, std::string>> parameters;
  bool operator==(const RuleCondition&) const = default;
};

struct PartialConstruct {
  contract::Construct construct;  // its `unless` still open
  std::vector<Exclusion> exclusions;
  bool operator==(const PartialConstruct&) const = default;
};

// What a construct remembers of earlier periods, and so what may not change within a window.
enum class Lookback : std::uint8_t {
  kNone,
  kMeter,   // could be told to count by a scope of its own
  kStrict,  // meters, caps and settlements of exactly what it discounts
  kCharge,  // charged in every window, whatever its range
};

struct BuiltRule {
  std::vector<PartialConstruct> constructs;
  std::vector<RuleCondition> conditions;
  Lookback lookback = Lookback::kNone;
  bool runs_in_last_periods_only = false;
  // Its lines don't count towards `net` on the standard side, though they do on the legacy side.
  bool is_apart_from_net = false;
  bool operator==(const BuiltRule&) const = default;
};

// All that building needs to know of a rule in one edition.
struct RuleSituation {
  RuleSurroundings surroundings;
  Clauses clauses;                     // of its records, simplified
  std::vector<Clauses> input_clauses;  // in the order of its inputs
  bool has_active = false;
};

std::variant<BuiltRule, RuleFault> BuildRule(const RuleSituation& situation,
                                             const FoundShape& found,
                                             const FormulaMeaning& meaning);

// Faults of a rule that hold whatever its formula is.
std::optional<RuleFault> FaultOfLines(const RuleSituation& situation);

// The key that the formula stands at.
std::string FormulaKey(const rule_book::Rule& rule);

}  // namespace twinbill::translators
