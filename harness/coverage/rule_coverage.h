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
  // Both must outlive the listener; `book` is the one that runs.
  RuleCoverage(const rule_book::RuleBook& book, Cells& reached) : book_(book), reached_(reached) {}
  RuleCoverage(const RuleCoverage&) = delete;
  RuleCoverage& operator=(const RuleCoverage&) = delete;
  ~RuleCoverage() override { CloseGroup(); }

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
  void MarkBands(std::uint32_t node);
  void MarkRounding(const arithmetic::ExactAmount& exact, const model::Amount& amount);
  // What is known of a group once all of its lines were told.
  void CloseGroup();

  const rule_book::RuleBook& book_;
  Cells& reached_;
  const rule_book::Rule* rule_ = nullptr;
  std::vector<std::optional<std::string>> values_;  // of the formula's nodes, so far
  const rule_book::Edition* edition_ = nullptr;

  // Of the group told last.
  std::optional<arithmetic::ExactAmount> result_;  // of its formula
  std::optional<model::Amount> amount_;
  struct Share {
    arithmetic::ExactAmount weight;
    model::Amount amount;  // with the formula's sign
  };
  std::vector<Share> shares_;
};

}  // namespace twinbill::coverage
