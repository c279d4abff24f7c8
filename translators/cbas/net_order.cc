#include "translators/cbas/net_order.h"

#include <algorithm>

#include "translators/cbas/rule_lines.h"

namespace twinbill::translators {

using model::Dimension;
using rule_book::Rule;

namespace {

// Records whose net cost is asked for, and the dimensions that tell their groups apart.
struct Asked {
  const Clauses* clauses;
  const std::vector<Dimension>* per;
};

std::vector<Asked> AskedBy(const RuleStage& stage) {
  std::vector<Asked> asked = {{&stage.situation.clauses, &stage.rule->per}};
  for (std::size_t i = 0; i < stage.rule->inputs.size(); ++i) {
    if (stage.rule->inputs[i].of != rule_book::InputOf::kNet) continue;
    asked.push_back({&stage.situation.input_clauses[i], &stage.rule->inputs[i].per});
  }
  return asked;
}

// Whether all records of each line of `earlier` are in one of the groups asked for, or in none.
bool LinesFallWhole(const Asked& asked, const RuleStage& earlier, bool asks_for_a_time) {
  const Rule& rule = *earlier.rule;
  const std::vector<Dimension>& by = rule.spread ? *rule.spread : rule.per;
  const auto is_of_line = [&](const Dimension& dimension) {
    const auto texts = OnlyTexts(earlier.situation.clauses, dimension);
    // Groups are never joined in a line, so what groups agree in, lines agree in.
    return Contains(by, dimension) || Contains(rule.per, dimension) ||
           (texts && texts->size() <= 1);
  };
  if (asks_for_a_time) return false;
  const bool same_records = *asked.clauses == earlier.situation.clauses;
  const bool clauses_whole =
      same_records ||
      std::all_of(asked.clauses->begin(), asked.clauses->end(), [&](const MatchClause& clause) {
        return clause.during == contract::Effective() &&
               std::all_of(clause.any.begin(), clause.any.end(),
                           [&](const Literal& literal) { return is_of_line(literal.dimension); });
      });
  return clauses_whole && std::all_of(asked.per->begin(), asked.per->end(), is_of_line);
}

}  // namespace

NetFinding NetBetween(const RuleStage& stage, const RuleStage& earlier, bool earlier_is_refused) {
  NetFinding finding;
  const std::vector<Asked> asked = AskedBy(stage);
  const bool overlaps = std::any_of(asked.begin(), asked.end(), [&](const Asked& each) {
    return !AreDisjoint(*each.clauses, earlier.situation.clauses);
  });
  if (!overlaps) return finding;
  const std::string& id = earlier.rule->id;
  const std::string key = FormulaKey(*stage.rule);
  if (earlier_is_refused) {
    finding.fault = RuleFault{"net_of_refused", key, "net",
                              "net cost counts the lines of rule " + id + ", which is refused",
                              "rule " + id + " on the standard side"};
    return finding;
  }
  if (earlier.built && earlier.built->is_apart_from_net) {
    finding.fault = RuleFault{"net_after_charge", key, "net",
                              "net cost counts the line of rule " + id +
                                  ", and a construct's charge or settlement leaves net cost alone",
                              "charges and settlements that count towards net cost"};
    return finding;
  }
  const bool whole = std::all_of(asked.begin(), asked.end(), [&](const Asked& each) {
    return LinesFallWhole(each, earlier, stage.situation.has_active);
  });
  if (whole) return finding;
  finding.condition = RuleCondition{
      "net_of_divided_line",
      key,
      "No line of rule " + id +
          " has records of list cost 0 in total, and none of them is divided between groups in "
          "parts that the legacy arithmetic rounds.",
      {{"rule", id}}};
  return finding;
}

}  // namespace twinbill::translators
