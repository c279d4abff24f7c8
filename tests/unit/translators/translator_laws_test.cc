// The laws that every translator keeps: those of registered.def, and a toy that is one folder and
// one line of a list of the tests' own.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "translators/translation_json.h"
#include "translators/translator.h"

namespace twinbill::translators {

#define TWINBILL_TRANSLATOR(folder) const Translator& The_##folder();
#include "tests/unit/translators/registered.def"
#undef TWINBILL_TRANSLATOR

namespace {

std::vector<const Translator*> AllTranslators() {
  std::vector<const Translator*> all(Translators().begin(), Translators().end());
#define TWINBILL_TRANSLATOR(folder) all.push_back(&The_##folder());
#include "tests/unit/translators/registered.def"
#undef TWINBILL_TRANSLATOR
  return all;
}

// A configuration of each kind, with a rule that translates and one that doesn't.
const std::map<std::string_view, std::string>& Samples() {
  static const std::map<std::string_view, std::string> samples = {
      {"cbas", R"j({"cbas": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
        "start": "2025-01-01", "end": "2026-01-01"}, "rules": [
        {"id": "A", "clause": "1", "credit": "cost * 0.1", "line": {"type": "T", "text": "a"}},
        {"id": "B", "clause": "2", "credit": "floor(cost)", "line": {"type": "T", "text": "b"}}]})j"},
      {"toy", R"({"toy": 1, "percents": ["5", "no number"]})"}};
  return samples;
}

class TranslatorLaws : public ::testing::Test {
 protected:
  static void ForEach(void (*check)(const Translator&, const std::string&)) {
    const auto all = AllTranslators();
    EXPECT_EQ(all.size(), Samples().size());
    for (const Translator* translator : all) {
      const auto sample = Samples().find(translator->name());
      ASSERT_NE(sample, Samples().end()) << "no sample of " << translator->name();
      check(*translator, sample->second);
    }
  }
};

TEST_F(TranslatorLaws, TheSameTextGivesTheSameTranslation) {
  ForEach([](const Translator& translator, const std::string& text) {
    const auto once = translator.Translate(text, "f").value();
    const auto again = translator.Translate(text, "f").value();
    EXPECT_EQ(once.contract, again.contract);
    const std::string written = contract::WriteContract(once.contract);
    const auto edits = KeepEdits(written, "", "", "c", "t").value();
    EXPECT_EQ(WriteTranslation(once, {"f", text}, edits),
              WriteTranslation(again, {"f", text}, edits));
  });
}

TEST_F(TranslatorLaws, EveryRuleHasAConstructOrARefusalAndNeverBoth) {
  ForEach([](const Translator& translator, const std::string& text) {
    const auto translation = translator.Translate(text, "f").value();
    EXPECT_EQ(translation.rules.size(), 2U);
    for (const RuleTrace& rule : translation.rules) {
      EXPECT_NE(rule.constructs.empty(), rule.refusals.empty()) << rule.id;
    }
    EXPECT_EQ(translation.contract.incomplete, !translation.is_whole());
    EXPECT_FALSE(translation.is_whole());
  });
}

TEST_F(TranslatorLaws, WhatIsTranslatedPassesTheStandardReader) {
  ForEach([](const Translator& translator, const std::string& text) {
    const auto translation = translator.Translate(text, "f").value();
    const auto read =
        contract::ReadContract(contract::WriteContract(translation.contract), "translated");
    ASSERT_TRUE(read) << model::Format(read.error().diagnostics.front());
    EXPECT_EQ(read->constructs.size(), translation.contract.constructs.size());
  });
}

TEST_F(TranslatorLaws, EachKindIsKnownByOneTranslator) {
  ForEach([](const Translator& translator, const std::string& text) {
    for (const Translator* other : AllTranslators()) {
      EXPECT_EQ(other->Knows(text), other == &translator);
    }
  });
}

}  // namespace
}  // namespace twinbill::translators
