// RuleListener: who is told what a rule book's run does, step by step.
//
// A step is named by what does not change from run to run: the rule by its id, the group by its
// texts, a formula's step by its node in the rule's parsed formula. Values are texts: the exact
// decimal, or a double's shortest decimal. Nothing is told, and nothing is spent, where nobody
// listens.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "legacy_adapters/cbas/rule_book/rule_book.h"

namespace twinbill::cbas {

// What a rule's formula does, in the order in which it does it.
class StepListener {
 public:
  virtual ~StepListener() = default;

  // A variable or input of the group, before the formula runs; only those that stand in it, and for
  // a rule that runs for every record not those of the record.
  virtual void OnVariable(rule_book::Variable variable, const std::string& value) = 0;
  virtual void OnInput(const std::string& name, const std::string& value) = 0;
  // With `each: event`: a record's steps follow; its place within the period in ledger order, from
  // 0, and its group's among OnGroup()s of this rule.
  virtual void OnRecord(std::size_t record, std::size_t group) = 0;
  // The value of a node of Rule::formula. Nodes of branches that are not chosen have none.
  virtual void OnNode(std::uint32_t node, const std::string& value) = 0;
  // With `each: event`: what the record's result was rounded to, with the formula's sign.
  virtual void OnRecordAmount(const model::Amount& amount) = 0;
};

// A line of a group: its share, as billed.
struct ToldLine {
  std::string account;
  std::string service;
  std::string region;
  std::string usage_type;
  std::string weight;        // with `spread`: exact; else empty
  std::string quantity;      // as on the line item
  model::Amount amount;      // signed, as on the line item
  bool is_left_out = false;  // an amount of 0
};

class RuleListener : public StepListener {
 public:
  // What follows is of this period and rule; a rule that does not run here is not told.
  virtual void OnRule(model::Period period, const rule_book::Rule& rule) = 0;
  // What follows is of the group with these texts of the rule's `per`, until the next one. With
  // `each: event` all groups are told with their variables, then the records, then each group once
  // more with its amount and lines.
  virtual void OnGroup(const std::vector<std::string>& texts) = 0;
  // The group's amount with the formula's sign, and its lines.
  virtual void OnAmount(const model::Amount& amount) = 0;
  virtual void OnLine(const ToldLine& line) = 0;
  // The bill stops here, in the group told last: with the message's code.
  virtual void OnStop(const std::string& code) = 0;
};

}  // namespace twinbill::cbas
