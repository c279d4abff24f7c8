// Rule books and their translations bill the same bytes, through both real engines.
//
// First rule books that were written from random standard contracts by a generator of the tests,
// then random rule books of any kind: there, what is translated without an open obligation must
// bill the same.
#include <gtest/gtest.h>

#include <map>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "tests/support/obligation_check.h"
#include "tests/support/random_rule_book.h"
#include "tests/support/random_usage.h"
#include "tests/support/sayable_contract.h"
#include "tests/support/two_sides.h"
#include "translators/translator.h"

#ifndef TWINBILL_CASES
#define TWINBILL_CASES 300
#endif

namespace twinbill::support {
namespace {

using translators::RuleTrace;
using translators::Translation;

constexpr int kRecordsMax = 40;

Translation TranslateText(const std::string& text) {
  auto translation = translators::Translate(translators::Translators(), text, "book.json");
  if (!translation) {
    ADD_FAILURE() << model::Format(translation.error().diagnostics.front()) << "\n" << text;
    return {};
  }
  return std::move(*translation);
}

std::string Obligations(const RuleTrace& rule) {
  std::string text;
  for (const auto& obligation : rule.obligations) text += obligation.code + " ";
  return text;
}

// The lines of one rule on both sides; clauses are one to a rule.
void ExpectSameLines(const RuleTrace& rule, const SideBill& legacy, const SideBill& standard,
                     const std::string& context) {
  EXPECT_EQ(legacy.File(rule.clause), standard.File(rule.clause))
      << rule.id << " " << rule.source << " as " << rule.shape << ", " << Obligations(rule) << "\n"
      << context;
}

TEST(TranslatedBills, OfContractsWrittenAsRuleBooksAreTheSameBytes) {
  int compared = 0;
  int open = 0;
  for (int i = 0; i < TWINBILL_CASES; ++i) {
    RandomSource source(static_cast<std::uint64_t>(i) + 1);
    const model::Term term = RandomTerm(source);
    const SayableCase drawn = RandomSayable(source, term, 3);
    const auto records = RandomUsage(source, term, kRecordsMax);
    const auto book = rule_book::ReadRuleBook(drawn.rule_book, "book.json");
    ASSERT_TRUE(book) << model::Format(book.error().diagnostics.front()) << drawn.rule_book;
    const Translation translation = TranslateText(drawn.rule_book);
    const SideBill legacy = BillLegacy(book->book, records);
    const SideBill standard = BillStandard(translation.contract, records);
    for (const RuleTrace& rule : translation.rules) {
      if (!rule.refusals.empty()) {
        ADD_FAILURE() << "case " << i << ": " << rule.id << " " << rule.source
                      << " refused: " << rule.refusals[0].code << " " << rule.refusals[0].reason
                      << "\n"
                      << drawn.rule_book;
        continue;
      }
      if (HoldingOf(rule, records) != Holding::kHolds) {
        ++open;
        continue;
      }
      ++compared;
      ExpectSameLines(rule, legacy, standard, "case " + std::to_string(i) + drawn.rule_book);
    }
    if (HasFailure()) return;
  }
  // Ample scale leaves little open: net cost on lines that are divided.
  EXPECT_GT(compared, open * 4);
}

TEST(TranslatedBills, OfRandomRuleBooksAreTheSameWhereNoObligationIsOpen) {
  std::map<std::string, int> codes;
  int compared = 0;
  for (int i = 0; i < TWINBILL_CASES; ++i) {
    RandomSource source(static_cast<std::uint64_t>(i) + 1000001);
    const model::Term term = RandomTerm(source);
    nlohmann::json json = RandomRuleBook(source, term, 4);
    json["settings"]["arithmetic"] = "decimal";
    json["settings"]["scale"] = 28;
    json["settings"].erase("round_how");
    for (auto& rule : json["rules"]) rule["clause"] = rule["id"];
    if (json.contains("amendments")) {
      // A clause that changes would hide whose line it is.
      for (auto& amendment : json["amendments"]) {
        for (auto it = amendment["set"].begin(); it != amendment["set"].end();) {
          const bool drops = it.key().ends_with("/clause") || it.key().ends_with("/arithmetic") ||
                             it.key().ends_with("/scale") || it.key().ends_with("/round_how");
          it = drops ? amendment["set"].erase(it) : std::next(it);
        }
      }
    }
    const std::string text = json.dump(1);
    const auto book = rule_book::ReadRuleBook(text, "book.json");
    if (!book) continue;  // a pointer that isn't there any more
    const auto records = RandomUsage(source, term, kRecordsMax);
    const Translation translation = TranslateText(text);
    const SideBill legacy = BillLegacy(book->book, records);
    if (legacy.stopped) continue;
    const SideBill standard = BillStandard(translation.contract, records);
    for (const RuleTrace& rule : translation.rules) {
      // A construct or a refusal, never neither and never both.
      EXPECT_NE(rule.constructs.empty(), rule.refusals.empty()) << text;
      for (const auto& refusal : rule.refusals) ++codes[refusal.code];
      if (!rule.is_translated() || HoldingOf(rule, records) != Holding::kHolds) continue;
      ++compared;
      ExpectSameLines(rule, legacy, standard, "case " + std::to_string(i) + text);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(compared, TWINBILL_CASES / 20);
}

}  // namespace
}  // namespace twinbill::support
