#include "legacy_adapters/cbas/rule_book/rule_book_writer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"

namespace twinbill::rule_book {
namespace {

RuleBook Read(const std::string& text) {
  const auto read = ReadRuleBook(text, "book.json");
  EXPECT_TRUE(read) << (read ? "" : model::Format(read.error().diagnostics.front()));
  return read ? read->book : RuleBook();
}

const std::string kByHand = R"book(// by hand
{"cbas": 1, "contract": {"payer": "1", "id": "K", "currency": "USD", "end": "2026-01-01", "start": "2025-01-01"},
 "settings": {"amount_digits": 2, "tier_edge": "upper"}, "tables": {"b": [["0", null, "1.50"]], "a": [["0", null, "1e-3"]]},
 "rules": [{"line": {"text": "t", "type": "T"}, // what it says
   "id": "R1", "each": "group", "spread": ["region", "account"], "window": "month", // as ever
   "credit": "cost*a",
   "inputs": {"a": {"of": "net", "window": "month"}}, "clause": "C",
   "without_usage": false
   // that is all
   }],
 "amendments": [{"from": "2025-02-01", "set": {"/settings/amount_digits": 3, "/rules/0/spread/0": "service"}}]}
// end)book";

const std::string kCanonical = R"book(// by hand
{
  "cbas": 1,
  "contract": {
    "id": "K",
    "payer": "1",
    "currency": "USD",
    "start": "2025-01-01",
    "end": "2026-01-01"
  },
  "settings": {"amount_digits": 2},
  "tables": {
    "a": [["0", null, "0.001"]],
    "b": [["0", null, "1.5"]]
  },
  "rules": [
    {
      "id": "R1",
      "clause": "C",
      "credit": "cost*a",
      "window": "month",  // as ever
      "inputs": {"a": {"of": "net"}},
      "spread": ["region", "account"],
      "line": {"type": "T", "text": "t"}  // what it says
      // that is all
    }
  ],
  "amendments": [
    {"from": "2025-02-01", "set": {"/settings/amount_digits": 3, "/rules/0/spread/0": "service"}}
  ]
}
// end
)book";

TEST(RuleBookWriter, WritesWhatIsNoDefaultAndWhatCommentsAndAmendmentsStandAt) {
  EXPECT_EQ(WriteRuleBook(Read(kByHand)), kCanonical);
  EXPECT_EQ(WriteRuleBook(Read(kCanonical)), kCanonical);
  EXPECT_EQ(Read(kCanonical), Read(kByHand));
}

TEST(RuleBookWriter, AnEditedBookIsWrittenAsItIsNow) {
  RuleBook book = Read(kByHand);
  Rule& rule = book.editions.front().rules.front();
  rule.spread->pop_back();  // the list as it stood is stale
  rule.formula = *ParseFormula("cost - a", {});
  rule.is_credit = false;
  book.amendments.clear();
  const std::string written = WriteRuleBook(book);
  EXPECT_NE(written.find("\"spread\": [\"account\"]"), std::string::npos);
  EXPECT_NE(written.find("\"charge\": \"cost - a\""), std::string::npos);
  EXPECT_EQ(written.find("amount_digits"), std::string::npos);
}

TEST(RuleBookWriter, ACommentWhoseValueIsGoneGoesToTheValueAroundIt) {
  RuleBook book = Read(kByHand);
  book.editions.front().rules.clear();
  book.amendments.clear();
  const std::string written = WriteRuleBook(book);
  EXPECT_NE(written.find("  // what it says\n  // as ever\n"), std::string::npos) << written;
  EXPECT_NE(written.find("  \"rules\": []\n}\n// end\n"), std::string::npos) << written;
}

TEST(RuleBookWriter, TwoCommentsAtTheEndOfALineShareIt) {
  RuleBook book = Read(kCanonical);
  book.comments = {{"/cbas", CommentPlace::kBehind, " one"},
                   {"/cbas", CommentPlace::kBehind, " two"}};
  EXPECT_NE(WriteRuleBook(book).find("\"cbas\": 1,  // one // two\n"), std::string::npos);
}

TEST(RuleBookWriter, TheExampleOfTheDocumentIsCanonical) {
  std::ifstream stream(std::string(TWINBILL_SOURCE_DIR) + "/docs/formats/rule_book.md");
  const std::string document{std::istreambuf_iterator<char>(stream), {}};
  const std::string fence = "```json\n";
  const std::size_t begin = document.find(fence) + fence.size();
  const std::string example = document.substr(begin, document.find("```", begin) - begin);
  EXPECT_EQ(WriteRuleBook(Read(example)), example);
}

}  // namespace
}  // namespace twinbill::rule_book
