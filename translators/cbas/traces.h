// Traceability: where each value of a rule's constructs comes from.
#pragma once

#include <string>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "translators/cbas/rule_history.h"
#include "translators/translation.h"

namespace twinbill::translators {

class Places {
 public:
  explicit Places(const rule_book::ReadBook& book) : book_(book) {}

  // The place of `pointer` as it stands in `period`: where an amendment set it, there.
  Place At(const std::string& pointer, model::Period period, std::string text = {}) const;

 private:
  Place Found(const std::string& pointer, std::string text) const;

  const rule_book::ReadBook& book_;
};

// For one construct of a stage.
std::vector<Derivation> DerivationsOf(const RuleStage& stage, const contract::Construct& construct,
                                      const Places& places);

std::vector<SettingTrace> SettingTraces(const rule_book::ReadBook& book, const Places& places);

// What the comments at a pointer and below it say, a line each; empty where there are none.
std::string NoteAt(const rule_book::RuleBook& book, const std::string& pointer);
// Those of no rule.
std::string NoteOfRest(const rule_book::RuleBook& book);

}  // namespace twinbill::translators
