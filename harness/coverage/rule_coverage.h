// RuleCoverage: what a rule book's run reached, as it is told of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/model/decimal.h"
#include "harness/coverage/coverage.h"
#include "legacy_adapters/cbas/rule_listener.h"

namespace twinbill::coverage {

class RuleCoverage : public cbas::RuleListener {
 public:
  // `reached` must outlive the listener.
  explicit RuleCoverage(Cells& reached) : reached_(reached) {}

  void OnRule(model::Period period, const rule_book::Rule& rule) override;
  void OnGroup(const std::vector<std::string>& texts) override;
  void OnVariable(rule_book::Variable variable, const std::string& value) override;
  void OnInput(const std::string& name, const std::string& value) override;
  void OnRecord(std::size_t record, std::size_t group) override;
  void OnNode(std::uint32_t node, const std::string& value) override;
  void OnRecordAmount(const model::Amount& amount) override;
  void OnAmount(const model::Amount& amount) override;
  void OnLine(const cbas::ToldLine& line) override;
  void OnStop(const std::string& code) override;

 private:
  void Mark(std::string what);
  void MarkChoice(std::uint32_t node);
  void MarkComparison(std::uint32_t node);

  Cells& reached_;
  const rule_book::Rule* rule_ = nullptr;
  std::vector<std::optional<std::string>> values_;  // of the formula's nodes, so far
};

}  // namespace twinbill::coverage
