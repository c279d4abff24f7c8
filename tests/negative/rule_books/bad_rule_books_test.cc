// Every bad rule book of the table has one thing wrong, and is told so by its own code at its own
// place.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"

namespace twinbill::rule_book {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(TWINBILL_SOURCE_DIR) / "tests/negative/rule_books/cases";

// By file name: "code line:column pointer".
std::map<std::string, std::string> Expected() {
  std::map<std::string, std::string> expected;
  std::ifstream stream(kCases / "expected.txt");
  for (std::string row; std::getline(stream, row);) {
    const std::size_t space = row.find(' ');
    if (!row.starts_with('#')) expected[row.substr(0, space)] = row.substr(space + 1);
  }
  return expected;
}

std::string Written(const model::Diagnostic& diagnostic) {
  const model::Position& at = diagnostic.position;
  std::ostringstream out;
  out << diagnostic.code << ' ' << at.line << ':' << at.column << ' '
      << (at.pointer.empty() ? "-" : at.pointer);
  return out.str();
}

TEST(BadRuleBooks, EachHasItsCodeAtItsPlaceAndNothingElse) {
  const std::map<std::string, std::string> expected = Expected();
  EXPECT_GE(expected.size(), 250U);
  for (const auto& [name, place] : expected) {
    const std::string file = kCases / (name + ".json");
    const auto read = ReadRuleBookFile(file);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().kind, model::FailureKind::kInput) << name;
    ASSERT_EQ(read.error().diagnostics.size(), 1U) << name;
    const model::Diagnostic& found = read.error().diagnostics.front();
    EXPECT_EQ(Written(found), place) << name;
    EXPECT_EQ(found.position.file, file) << name;
    EXPECT_FALSE(found.message.empty()) << name;
  }
}

TEST(BadRuleBooks, EveryFileIsInTheTable) {
  const std::map<std::string, std::string> expected = Expected();
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() != ".json") continue;
    EXPECT_TRUE(expected.contains(entry.path().stem())) << entry.path();
  }
}

// The only diagnostic of a file of the table.
model::Diagnostic DiagnosticOf(const std::string& name) {
  const auto read = ReadRuleBookFile(kCases / (name + ".json"));
  return read ? model::Diagnostic() : read.error().diagnostics.front();
}

TEST(BadRuleBooks, AMessageSaysWhatWasFoundWhatIsAllowedAndWhatWasMeant) {
  const model::Diagnostic misspelt = DiagnosticOf("setting_unknown");
  EXPECT_EQ(misspelt.message, "the key \"zero_line\" is unknown here");
  EXPECT_EQ(misspelt.hint, "did you mean \"zero_lines\"?");
  const model::Diagnostic bare = DiagnosticOf("band_bare_entry");
  EXPECT_EQ(bare.message, "the number 0.01 is no text, so readers may round it");
  EXPECT_EQ(bare.hint, "write \"0.01\"");
  EXPECT_EQ(DiagnosticOf("unless_unknown").hint, "did you mean \"R10\"?");
  EXPECT_EQ(DiagnosticOf("table_unknown").hint, "did you mean \"s3\"?");
  EXPECT_EQ(DiagnosticOf("function_unknown").hint, "did you mean \"round\"?");
  EXPECT_EQ(DiagnosticOf("match_dimension").hint, "did you mean \"service\"?");
  EXPECT_EQ(DiagnosticOf("amendment_no_table").hint, "did you mean \"s3\"?");
  EXPECT_EQ(DiagnosticOf("match_upper_and").hint, "keywords are in lower case: `and`");
  EXPECT_EQ(DiagnosticOf("block_comment").hint, "comments begin with `//`");
}

TEST(BadRuleBooks, AFormulaIsShownWithItsOwnPlaceAndACaretBelow) {
  const model::Diagnostic unknown = DiagnosticOf("variable_unknown");
  EXPECT_EQ(unknown.position.part, "line 1, column 8 of the formula");
  EXPECT_EQ(unknown.excerpt, "  cost - usge\n         ^");
  EXPECT_EQ(unknown.hint, "did you mean \"usage\"?");
  const model::Diagnostic match = DiagnosticOf("match_not_in");
  EXPECT_EQ(match.position.part, "line 1, column 8 of the match");
  EXPECT_EQ(match.excerpt, "  region not in ('x')\n         ^");
}

TEST(BadRuleBooks, EscapesInAFormulaMoveItsPlaceInTheFileNotTheCaret) {
  const std::string book =
      R"book({"cbas": 1, "contract": {"id": "A", "payer": "1", "currency": "USD",
  "start": "2025-01-01", "end": "2026-01-01"}, "rules": [
 {"id": "a", "clause": "1", "line": {"type": "T", "text": ""}, "credit":
"cost\n\u002a \"\uD83D\ude00 2"}]})book";
  const auto read = ReadRuleBook(book, "escapes.json");
  ASSERT_FALSE(read);
  const model::Diagnostic& found = read.error().diagnostics.front();
  EXPECT_EQ(Written(found), "cbas_formula_syntax 4:15 /rules/0/credit");
  EXPECT_EQ(found.position.part, "line 2, column 3 of the formula");
  EXPECT_EQ(found.excerpt, "  * \"\U0001F600 2\n    ^");
}

TEST(BadRuleBooks, WhatAnAmendmentBreaksElsewhereIsSaidAtItsSetWithThePlace) {
  const model::Diagnostic found = DiagnosticOf("amendment_drops_table");
  EXPECT_EQ(found.message,
            "with this value the book is wrong at line 9, column 58 (/rules/0/credit): there is no "
            "table `s3`");
  EXPECT_EQ(found.excerpt, "  cost - tiered(usage, s3)\n                       ^");
}

TEST(BadRuleBooks, AllThatIsWrongIsSaidAtOnceInTheOrderOfTheFile) {
  const std::string text = R"book({"cbas": 1, "contract": {"id": "A", "payer": 1, "currency": "usd",
    "start": "2025-01-01", "end": "2024-01-01"}, "settings": {"scale": 3},
  "rules": [{"id": "a", "clause": "1", "credit": "a + b + tiered(cost, t)", "match": "x",
    "line": {"type": "T"}}],
  "amendments": [{"from": "2025-02-02", "set": {"/rules/3": 0, "/rules/0/credit": "cost +"}},
    {"from": "2025-03-01", "set": {"/rules/0/credit": "cost *", "/rules/0/id": ""}}]
})book";
  const auto read = ReadRuleBook(text, "many.json");
  ASSERT_FALSE(read);
  std::vector<std::string> found;
  for (const model::Diagnostic& diagnostic : read.error().diagnostics) {
    found.push_back(Written(diagnostic));
  }
  EXPECT_EQ(
      found,
      (std::vector<std::string>{
          "cbas_wrong_form 1:46 /contract/payer", "cbas_bad_currency 1:61 /contract/currency",
          "cbas_term_order 2:35 /contract/end", "cbas_decimal_only 2:72 /settings/scale",
          "cbas_unknown_variable 3:51 /rules/0/credit",
          "cbas_unknown_variable 3:55 /rules/0/credit", "cbas_unknown_table 3:72 /rules/0/credit",
          "cbas_match_dimension 3:87 /rules/0/match", "cbas_missing_key 4:13 /rules/0/line",
          "cbas_amendment_day 5:27 /amendments/0/from",
          "cbas_formula_syntax 6:62 /amendments/1/set/~1rules~10~1credit",
          "cbas_wrong_form 6:80 /amendments/1/set/~1rules~10~1id"}));
}

TEST(BadRuleBooks, AFileThatIsNotThereOrIsAFolderIsWrongInput) {
  for (const std::string path : {"/nowhere/book.json", "/tmp"}) {
    const auto read = ReadRuleBookFile(path);
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().kind, model::FailureKind::kInput);
    EXPECT_EQ(read.error().diagnostics.front().code, "cbas_unreadable");
  }
}

TEST(BadRuleBooks, ADiskThatFailsIsNotTheInputsFault) {
  const auto read = ReadRuleBookFile("/proc/self/mem");  // opens, and fails at its first byte
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(read.error().diagnostics.front().code, "cbas_read_failed");
}

}  // namespace
}  // namespace twinbill::rule_book
