// A rule through the editions of its book: what it is in each stretch of periods, and the
// constructs that come of all of them together.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "translators/cbas/construct_builder.h"

namespace twinbill::translators {

// Periods [first, last] in which one edition is in force.
struct Stretch {
  const rule_book::Edition* edition = nullptr;
  model::Period first;
  model::Period last;
};

// The stretches of the term, in order.
std::vector<Stretch> StretchesOf(const rule_book::RuleBook& book);

// What a rule is in one or more stretches that follow each other.
struct RuleStage {
  Stretch stretch;
  const rule_book::Rule* rule = nullptr;
  std::size_t index = 0;  // of the rule in its edition
  RuleSituation situation;
  std::optional<BuiltRule> built;
  std::optional<RuleFault> fault;
  Shape shape;
  bool reads_net = false;
};

// The rule in one stretch, translated by itself: `net` is not looked into.
RuleStage TranslateStage(const rule_book::Head& head, const Stretch& stretch, std::size_t index);

// Stages that follow each other and have the same constructs become one.
std::vector<RuleStage> Joined(std::vector<RuleStage> stages);

// The constructs of all stages, each limited to its periods; a fault where what a construct
// remembers doesn't go with a change within a window. Ids are the rule's, told apart.
struct RuleConstructs {
  std::vector<PartialConstruct> constructs;
  std::optional<RuleFault> fault;
};
RuleConstructs ConstructsOf(const std::vector<RuleStage>& stages, const model::Term& term);

}  // namespace twinbill::translators
