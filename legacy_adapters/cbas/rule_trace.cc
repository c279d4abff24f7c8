#include "legacy_adapters/cbas/rule_trace.h"

#include <algorithm>

namespace twinbill::cbas {

std::string StepName(const std::string& rule, std::uint32_t node) {
  return rule + "#" + std::to_string(node);
}

void RuleRecorder::OnRule(model::Period period, const rule_book::Rule& rule) {
  trace_.period = period;
  trace_.rules.push_back({rule.id, rule.clause, rule.is_credit, {}});
  by_event_ = rule.each == rule_book::Each::kEvent;
}

void RuleRecorder::OnGroup(const std::vector<std::string>& texts) {
  std::vector<GroupTrace>& groups = trace_.rules.back().groups;
  // With `each: event` a group is told twice.
  const auto told = std::find_if(groups.begin(), groups.end(), [&](const GroupTrace& group) {
    return by_event_ && group.texts == texts;
  });
  group_ = static_cast<std::size_t>(told - groups.begin());
  if (told == groups.end()) groups.emplace_back().texts = texts;
}

void RuleRecorder::OnVariable(rule_book::Variable variable, const std::string& value) {
  Group().variables.emplace_back(variable, value);
}

void RuleRecorder::OnInput(const std::string& name, const std::string& value) {
  Group().inputs.emplace_back(name, value);
}

void RuleRecorder::OnRecord(std::size_t record, std::size_t group) {
  group_ = group;
  Group().records.push_back({record, {}, std::nullopt});
}

void RuleRecorder::OnNode(std::uint32_t node, const std::string& value) {
  GroupTrace& group = Group();
  (by_event_ ? group.records.back().nodes : group.nodes).push_back({node, value});
}

void RuleRecorder::OnRecordAmount(const model::Amount& amount) {
  Group().records.back().amount = amount;
}

void RuleRecorder::OnAmount(const model::Amount& amount) { Group().amount = amount; }

void RuleRecorder::OnLine(const ToldLine& line) { Group().lines.push_back(line); }

void RuleRecorder::OnStop(const std::string& code) { trace_.stopped = code; }

}  // namespace twinbill::cbas
