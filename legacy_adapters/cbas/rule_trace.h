// RuleTrace: all that a rule book's run did in one period, as a plain value.
//
// It needs neither run nor model once it is taken. A step is named by its rule's id and its node in
// the parsed formula (rule_book::Formula::nodes), both the same from run to run; nodes without a
// value stand in branches that were not chosen. Values are texts: exact decimals, or a double's
// shortest decimal. Source of the numbers: specification, cbas_rules.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "corpus/model/calendar.h"
#include "corpus/model/line_item.h"
#include "legacy_adapters/cbas/rule_listener.h"

namespace twinbill::cbas {

struct NodeValue {
  std::uint32_t node = 0;
  std::string value;
  bool operator==(const NodeValue&) const = default;
};

// A record that a rule with `each: event` ran for.
struct RecordTrace {
  std::size_t record = 0;  // its place within the period, in ledger order, from 0
  std::vector<NodeValue> nodes;
  std::optional<model::Amount> amount;  // of the formula's sign; none where the bill stopped
};

struct GroupTrace {
  std::vector<std::string> texts;  // in the order of the rule's `per`
  std::vector<std::pair<rule_book::Variable, std::string>> variables;  // those in the formula
  std::vector<std::pair<std::string, std::string>> inputs;             // name and value
  std::vector<NodeValue> nodes;         // in the order of evaluation; with `each: group`
  std::vector<RecordTrace> records;     // with `each: event`
  std::optional<model::Amount> amount;  // of the formula's sign; none where the bill stopped
  std::vector<ToldLine> lines;          // as billed, those left out with their amount of 0 too
};

// A rule that ran in the period; one that waits for its window's end is not there.
struct RuleTrace {
  std::string rule;  // its id
  std::string clause;
  bool is_credit = true;
  std::vector<GroupTrace> groups;  // in the order of their bytes
};

struct PeriodTrace {
  model::Period period;
  std::vector<RuleTrace> rules;  // in the order of the rule book
  std::string stopped;           // the code of the error that stopped the bill, in the last group
};

// "R10#7": the name of a step that reports may show.
std::string StepName(const std::string& rule, std::uint32_t node);

// Listens to a run (CbasRun::Listen) and keeps what one call of BillNext() tells.
class RuleRecorder final : public RuleListener {
 public:
  void OnRule(model::Period period, const rule_book::Rule& rule) override;
  void OnGroup(const std::vector<std::string>& texts) override;
  void OnVariable(rule_book::Variable variable, const std::string& value) override;
  void OnInput(const std::string& name, const std::string& value) override;
  void OnRecord(std::size_t record, std::size_t group) override;
  void OnNode(std::uint32_t node, const std::string& value) override;
  void OnRecordAmount(const model::Amount& amount) override;
  void OnAmount(const model::Amount& amount) override;
  void OnLine(const ToldLine& line) override;
  void OnStop(const std::string& code) override;

  // What was told since the last Take(). A period in which no rule ran has no period either.
  PeriodTrace Take() { return std::exchange(trace_, {}); }

 private:
  GroupTrace& Group() { return trace_.rules.back().groups[group_]; }

  PeriodTrace trace_;
  std::size_t group_ = 0;  // told last
  bool by_event_ = false;
};

}  // namespace twinbill::cbas
