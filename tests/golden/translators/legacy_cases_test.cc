// The 80 legacy cases, rule by rule: what each became, or the reason why it is refused.
//
// The golden file is the test's own output; TWINBILL_WRITE_GOLDEN=1 in the environment writes it.
// Whatever is translated and has no open obligation bills the case's own bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "corpus/readers/usage_reader.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "tests/support/obligation_check.h"
#include "tests/support/source_dir.h"
#include "tests/support/two_sides.h"
#include "translators/translator.h"

namespace twinbill::support {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(TWINBILL_SOURCE_DIR) / "tests/conformance/legacy/cases";
const fs::path kGolden =
    fs::path(TWINBILL_SOURCE_DIR) / "tests/golden/translators/legacy_cases.txt";

std::string Content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> Cases() {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(kCases)) cases.push_back(entry.path());
  std::sort(cases.begin(), cases.end());
  return cases;
}

// Once for all tests here.
const translators::Translation& TranslateCase(const fs::path& path) {
  static std::map<fs::path, translators::Translation> translated;
  const auto known = translated.find(path);
  if (known != translated.end()) return known->second;
  translated[path] = translators::Translate(translators::Translators(),
                                            Content(path / "contract.json"), "contract.json")
                         .value();
  return translated[path];
}

std::string Describe(const fs::path& path, const translators::RuleTrace& rule) {
  std::string text = path.filename().string() + " " + rule.id + " " + rule.source + ": ";
  if (!rule.is_translated()) {
    text += "refused";
    for (const auto& refusal : rule.refusals) {
      text += " " + refusal.code + " at " + refusal.place.pointer;
    }
  } else {
    text += rule.shape + " as";
    for (const std::string& construct : rule.constructs) text += " " + construct;
    for (const auto& obligation : rule.obligations) text += ", " + obligation.code;
  }
  return text + "\n";
}

TEST(TranslatedCases, AreWhatTheGoldenFileSays) {
  std::string found;
  for (const fs::path& path : Cases()) {
    for (const translators::RuleTrace& rule : TranslateCase(path).rules) {
      found += Describe(path, rule);
    }
  }
  if (std::getenv("TWINBILL_WRITE_GOLDEN") != nullptr) std::ofstream(kGolden) << found;
  EXPECT_EQ(found, Content(kGolden));
}

TEST(TranslatedCases, EveryRefusalHasAListedReason) {
  const std::string page = Content(fs::path(TWINBILL_SOURCE_DIR) / "docs/formats/translation.md");
  for (const fs::path& path : Cases()) {
    for (const translators::RuleTrace& rule : TranslateCase(path).rules) {
      EXPECT_NE(rule.constructs.empty(), rule.refusals.empty()) << path << rule.id;
      for (const auto& refusal : rule.refusals) {
        EXPECT_NE(page.find("| `" + refusal.code + "` |"), std::string::npos) << refusal.code;
        EXPECT_FALSE(refusal.reason.empty());
        EXPECT_FALSE(refusal.needed.empty());
        EXPECT_GT(refusal.place.line, 0);
      }
      for (const auto& obligation : rule.obligations) {
        EXPECT_NE(page.find("| `" + obligation.code + "` |"), std::string::npos) << obligation.code;
      }
    }
  }
}

TEST(TranslatedCases, BillTheCasesBytesWhereNoObligationIsOpen) {
  int compared = 0;
  for (const fs::path& path : Cases()) {
    const auto& translation = TranslateCase(path);
    const auto book = rule_book::ReadRuleBookFile(path / "contract.json");
    const auto records = readers::ReadRecords(path / "usage.csv", {}).value();
    const SideBill legacy = BillLegacy(book->book, records);
    const SideBill standard = BillStandard(translation.contract, records);
    for (const translators::RuleTrace& rule : translation.rules) {
      // A clause that an amendment changes would hide whose line it is.
      const bool amended = std::any_of(
          book->book.amendments.begin(), book->book.amendments.end(), [](const auto& amendment) {
            return std::any_of(amendment.sets.begin(), amendment.sets.end(),
                               [](const auto& set) { return set.pointer.ends_with("/clause"); });
          });
      if (amended || !rule.is_translated() || HoldingOf(rule, records) != Holding::kHolds) continue;
      ++compared;
      EXPECT_EQ(legacy.File(rule.clause), standard.File(rule.clause)) << path << rule.id;
    }
  }
  EXPECT_GT(compared, 5);
}

TEST(TranslatedCases, EveryMechanismOfTheDemoTranslatesWholeTheSameEveryTime) {
  const fs::path path = fs::path(TWINBILL_SOURCE_DIR) / "corpus/data/demo/demo_mechanisms.json";
  const auto once =
      translators::Translate(translators::Translators(), Content(path), "demo").value();
  const auto again =
      translators::Translate(translators::Translators(), Content(path), "demo").value();
  EXPECT_TRUE(once.is_whole());
  EXPECT_FALSE(once.contract.incomplete);
  EXPECT_EQ(once.contract, again.contract);
  EXPECT_EQ(once.rules.size(), 12U);
}

}  // namespace
}  // namespace twinbill::support
