#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace twinbill::rule_book {
namespace {

using model::Decimal;
using model::DimensionKind;
using model::Period;

// The specification's own, with more amendments.
const std::string kNorthwind = R"book(// Northwind, as signed
{
  "cbas": 1,
  "contract": {"id": "NORTHWIND-2025", "payer": "111122223333", "currency": "USD", "start": "2025-01-01", "end": "2028-01-01"},
  "settings": {"arithmetic": "binary64", "amount_digits": 2, "amount_rounding": "HALF_UP", "tier_edge": "upper"},
  "tables": {"s3": [["0", "50000", "0.0215"], // the first 50 TB
                    ["50000", null, "0.0195"]]},
  "rules": [
    {"id": "R10", "clause": "Exhibit B 2.1", "bill": "ANNIVERSARY",
     // not the government's
     "match": "service = 'AmazonS3' and usage_type like '%-TimedStorage-%' and not region in ('us-gov-west-1')",
     "per": [], "credit": "cost - tiered(usage, s3)",
     "spread": ["usage_type", "account", "service", "region"], "spread_on": "usage",
     "line": {"type": "PrivateRateDiscount", "text": "S3 private rates"}}
    // no more
  ], // rules
  "amendments": [
    {"from": "2026-07-01", "set": {"/tables/s3/0/2": "0.0210"}},
    {"from": "2025-03-01", "set": {"/tables/s3/0/2": "0.0205", "/rules/0/clause": "Amendment 1"}},
    {"from": "2025-03-01", "set": {"/settings/amount_digits": 4}}
  ]
}
// end
)book";

ReadBook Read(const std::string& text) {
  auto read = ReadRuleBook(text, "book.json");
  EXPECT_TRUE(read) << (read ? "" : model::Format(read.error().diagnostics.front()));
  return read ? *read : ReadBook();
}

TEST(RuleBookReader, ReadsWhatTheFileSaysAndFillsInDefaults) {
  const RuleBook book = Read(kNorthwind).book;
  EXPECT_EQ(book.head.id, "NORTHWIND-2025");
  EXPECT_EQ(book.head.payer, "111122223333");
  EXPECT_EQ(book.head.currency, "USD");
  EXPECT_EQ(book.head.term.end, model::Date::FromCivil(2028, 1, 1));
  const Edition& base = book.editions.front();
  EXPECT_FALSE(base.from);
  Settings settings;
  EXPECT_EQ(base.settings, settings);
  ASSERT_EQ(base.tables.at("s3").size(), 2U);
  EXPECT_EQ(base.tables.at("s3")[0].to, Decimal::FromInteger(50000));
  EXPECT_EQ(base.tables.at("s3")[1].to, std::nullopt);
  ASSERT_EQ(base.rules.size(), 1U);
  const Rule& rule = base.rules.front();
  EXPECT_EQ(rule.match->nodes.size(), 6U);
  EXPECT_TRUE(rule.is_credit);
  EXPECT_EQ(rule.formula.text, "cost - tiered(usage, s3)");
  EXPECT_EQ(rule.window, model::WindowKind::kMonth);
  EXPECT_EQ(rule.each, Each::kGroup);
  EXPECT_EQ(rule.when, When::kAlways);
  EXPECT_EQ(rule.spread_on, SpreadOn::kUsage);
  EXPECT_EQ(rule.spread_cut, SpreadCut::kAmount);
  EXPECT_EQ(rule.bill, model::BillType::kAnniversary);
  EXPECT_FALSE(rule.without_usage);
  EXPECT_EQ(rule.line_text, "S3 private rates");
}

TEST(RuleBookReader, SpreadsInTheLinesOrderHoweverTheyAreListed) {
  const RuleBook book = Read(kNorthwind).book;
  const Rule& rule = book.editions.front().rules.front();
  std::vector<DimensionKind> kinds;
  for (const model::Dimension& dimension : *rule.spread) kinds.push_back(dimension.kind);
  EXPECT_EQ(kinds, (std::vector<DimensionKind>{DimensionKind::kAccount, DimensionKind::kService,
                                               DimensionKind::kRegion, DimensionKind::kUsageType}));
  EXPECT_EQ(rule.spread_listed.front().kind, DimensionKind::kUsageType);
}

TEST(RuleBookReader, AmendmentsHoldInTheOrderOfTheListForPeriodsFromTheirDateOn) {
  const RuleBook book = Read(kNorthwind).book;
  ASSERT_EQ(book.editions.size(), 3U);
  const auto entry = [&](int year, int month) {
    return book.EditionOf(Period::FromCivil(year, month)).tables.at("s3")[0].entry.ToString();
  };
  const auto clause = [&](int year, int month) {
    return book.EditionOf(Period::FromCivil(year, month)).rules[0].clause;
  };
  EXPECT_EQ(entry(2025, 1), "0.0215");
  EXPECT_EQ(entry(2025, 2), "0.0215");
  EXPECT_EQ(entry(2025, 3), "0.0205");
  EXPECT_EQ(entry(2026, 6), "0.0205");
  // From July 2026 the first amendment of the list holds too, and the second comes after it.
  EXPECT_EQ(entry(2026, 7), "0.0205");
  EXPECT_EQ(clause(2025, 2), "Exhibit B 2.1");
  EXPECT_EQ(clause(2027, 12), "Amendment 1");
  EXPECT_EQ(book.editions[0].settings.amount_digits, 2);
  EXPECT_EQ(book.editions[1].settings.amount_digits, 4);
  EXPECT_EQ(book.editions[1].from, Period::FromCivil(2025, 3));
  EXPECT_EQ(book.amendments[1].sets[1].pointer, "/rules/0/clause");
  EXPECT_EQ(book.amendments[1].sets[1].value, "\"Amendment 1\"");
}

TEST(RuleBookReader, AmendmentsMayPutInWholeObjectsAndChangeIds) {
  std::string text = kNorthwind;
  const std::string from = R"book("set": {"/settings/amount_digits": 4})book";
  text.replace(text.find(from), from.size(), R"book("set": {"/rules": [
    {"id": "N1", "clause": "new", "charge": "cost * f", "inputs": {"f": {"of": "usage"}}, "unless": ["N2"],
     "line": {"type": "Fee", "text": ""}},
    {"id": "N2", "clause": "new", "charge": "tiered(cost, other)", "line": {
    "type" : "Fee", "text" : ""}
}],
   "/tables": {"other": [["0", null, "1"]]}, "/rules/1/clause": "newer"
})book");
  const std::string first = R"book("/tables/s3/0/2": "0.0210")book";
  text.replace(text.find(first), first.size(), R"book("/tables": {"s3": [["0", null, "1"]]})book");
  const RuleBook book = Read(text).book;
  const Edition& edition = book.EditionOf(Period::FromCivil(2026, 8));
  ASSERT_EQ(edition.rules.size(), 2U);
  EXPECT_EQ(edition.rules[1].id, "N2");
  EXPECT_EQ(edition.rules[1].clause, "newer");
  EXPECT_EQ(edition.rules[0].inputs[0].name, "f");
  EXPECT_TRUE(edition.tables.contains("other"));
  EXPECT_EQ(book.editions.front().rules.size(), 1U);
}

TEST(RuleBookReader, KnowsWhereEveryValueStands) {
  const ReadBook read = Read(kNorthwind);
  const model::Position& credit = read.places.at("/rules/0/credit");
  EXPECT_EQ(credit.line, 12);
  EXPECT_EQ(credit.column, 27);
  EXPECT_EQ(read.places.at("/amendments/0/set/~1tables~1s3~10~12").line, 18);
  EXPECT_EQ(read.places.at("").line, 2);
}

TEST(RuleBookReader, CommentsAreKeptAtTheirValues) {
  const std::vector<Comment> expected = {
      {"", CommentPlace::kBefore, " Northwind, as signed"},
      {"", CommentPlace::kClosing, " end"},
      {"/rules", CommentPlace::kLast, " no more"},
      {"/rules", CommentPlace::kClosing, " rules"},
      {"/rules/0/match", CommentPlace::kBefore, " not the government's"},
      {"/tables/s3/0", CommentPlace::kBehind, " the first 50 TB"},
  };
  EXPECT_EQ(Read(kNorthwind).book.comments, expected);
}

TEST(RuleBookReader, WhatLooksLikeACommentWithinATextIsText) {
  std::string text = kNorthwind;
  text.replace(text.find("S3 private rates"), 16, "a // b \\\" // c");
  EXPECT_EQ(Read(text).book.editions.front().rules.front().line_text, "a // b \" // c");
}

TEST(RuleBookReader, WhatTheSpecificationDoesNotForbidIsRead) {
  const std::string text = R"book({"cbas": 1,
  "contract": {"id": "K", "payer": "1", "currency": "EUR", "start": "2025-01-15", "end": "2025-01-16"},
  "tables": {"gap": [["0", "250", "0.1"], ["251", null, "0.08"], ["10", "5", "-1e-3"]]},
  "rules": [{"id": "a", "clause": "", "unless": ["a"], "match": "line_item_type = 'Usage'", "active": null,
    "per": ["unit", "line_item_type", "tag.a b", "product.x"], "credit": "0", "spread": [],
    "line": {"type": "T", "text": ""}},
   {"id": "b", "clause": "", "active": {"from": "2025-02-01", "to": "2025-02-01"}, "per": [], "charge": "1",
    "without_usage": true, "line": {"type": "T", "text": ""}}],
  "amendments": []})book";
  const RuleBook book = Read(text).book;
  const Edition& base = book.editions.front();
  EXPECT_EQ(base.tables.at("gap")[1].from, Decimal::FromInteger(251));
  EXPECT_EQ(base.tables.at("gap")[2].entry.ToString(), "-0.001");
  ASSERT_TRUE(base.rules[0].spread);
  EXPECT_TRUE(base.rules[0].spread->empty());
  EXPECT_EQ(base.rules[0].per.size(), 4U);
  EXPECT_FALSE(base.rules[1].is_credit);
}

}  // namespace
}  // namespace twinbill::rule_book
