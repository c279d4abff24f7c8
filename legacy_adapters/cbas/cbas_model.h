// CbasModel: a rule book as a legacy model.
//
// Source: specification, cbas_rules.md.
#pragma once

#include <memory>
#include <string>

#include "legacy_adapters/cbas/cbas_run.h"
#include "legacy_adapters/cbas/plan.h"
#include "legacy_adapters/legacy_model.h"

namespace twinbill::cbas {

class CbasModel final : public legacy::LegacyModel {
 public:
  // A book that ReadRuleBook() gave, or that obeys the same rules.
  explicit CbasModel(rule_book::RuleBook book);
  CbasModel(const CbasModel&) = delete;
  CbasModel& operator=(const CbasModel&) = delete;

  std::string_view kind() const override { return "cbas"; }
  const legacy::LegacyHead& head() const override { return head_; }
  // Of the book without its comments, and of the interpreter's version.
  model::Digest digest() const override { return digest_; }
  legacy::UsageNeed need() const override { return legacy::UsageNeed::kBlocks; }
  bool needs_rates() const override;
  bool is_deterministic() const override { return true; }
  std::unique_ptr<legacy::LegacyRun> Start(const model::SlotTable& slots) const override;
  // The same run, for whoever wants to listen to it.
  std::unique_ptr<CbasRun> StartRun(const model::SlotTable& slots) const;

  const rule_book::RuleBook& book() const { return book_; }

 private:
  rule_book::RuleBook book_;
  Plan plan_;  // of book_
  legacy::LegacyHead head_;
  model::Digest digest_;
};

// The rule book at `path`.
model::Result<std::unique_ptr<legacy::LegacyModel>> OpenCbas(const std::string& path);

}  // namespace twinbill::cbas
