#include "translators/cbas/rule_lines.h"

#include <algorithm>

namespace twinbill::translators {

using model::Dimension;
using model::DimensionKind;

namespace {

constexpr std::size_t kPartsMax = 16;

bool IsConstant(const Clauses& clauses, const Dimension& dimension) {
  const auto texts = OnlyTexts(clauses, dimension);
  return texts && texts->size() <= 1;
}

std::vector<Dimension> InLineOrder(const std::vector<Dimension>& dimensions) {
  std::vector<Dimension> ordered;
  for (const Dimension& dimension : contract::LineDimensions()) {
    if (Contains(dimensions, dimension)) ordered.push_back(dimension);
  }
  return ordered;
}

// Each part again for each text of the dimension.
bool CutByTexts(const Dimension& dimension, std::vector<Clauses>& parts) {
  std::vector<Clauses> cut;
  for (const Clauses& part : parts) {
    const auto texts = OnlyTexts(part, dimension);
    if (!texts || parts.size() * texts->size() > kPartsMax) return false;
    for (const std::string& text : *texts) {
      Clauses one = part;
      one.push_back({{{dimension, {text}, true}}, {}});
      cut.push_back(Reduced(one));
    }
  }
  parts = std::move(cut);
  return true;
}

}  // namespace

bool Contains(const std::vector<Dimension>& dimensions, const Dimension& dimension) {
  return std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end();
}

bool AreSameGroups(const std::vector<Dimension>& a, const std::vector<Dimension>& b,
                   const Clauses& clauses) {
  const auto within = [&](const std::vector<Dimension>& some, const std::vector<Dimension>& all) {
    return std::all_of(some.begin(), some.end(), [&](const Dimension& dimension) {
      return Contains(all, dimension) || IsConstant(clauses, dimension);
    });
  };
  return within(a, b) && within(b, a);
}

std::variant<RuleLines, RuleFault> LinesOf(const RuleSituation& situation) {
  const rule_book::Rule& rule = *situation.surroundings.rule;
  const Dimension usage_type{DimensionKind::kUsageType, {}};
  RuleLines lines;
  lines.by = InLineOrder(rule.spread ? *rule.spread : rule.per);
  lines.parts = {situation.clauses};
  for (const Dimension& dimension : rule.per) {
    if (Contains(lines.by, dimension)) {
      lines.per.push_back(dimension);
    } else if (IsConstant(situation.clauses, dimension) || CutByTexts(dimension, lines.parts)) {
      continue;
    } else if (dimension.kind == DimensionKind::kProduct && Contains(rule.per, usage_type) &&
               Contains(lines.by, usage_type)) {
      lines.conditions.push_back(
          {"dependent_dimension",
           "/per",
           "Of the records of one group of the other dimensions of `per`, all have the same " +
               dimension.Name() + " within a window.",
           {{"dimension", dimension.Name()}, {"window", "the rule's"}}});
    } else {
      return RuleFault{"per_not_in_lines", "/per", dimension.Name(),
                       "the formula runs for each " + dimension.Name() +
                           " by itself, and the lines don't show it: a construct would join them",
                       "lines by " + dimension.Name() + ", or groups that lines don't show"};
    }
  }
  lines.per = InLineOrder(lines.per);
  lines.is_one_a_group = lines.per == lines.by;
  return lines;
}

}  // namespace twinbill::translators
