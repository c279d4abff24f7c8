#include "harness/fuzz/mentions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::fuzz {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

constexpr const char* kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-10", "end": "2026-01-01"}},
  "constructs": [
    {"id": "tiers", "construct": "primitive", "clause": "1",
     "effective": {"from": "2025-03-15", "to": null, "by": "usage"},
     "scope": {"usage_type": ["*-Storage-?"], "not": {"tag.team": ["x"]}},
     "meter": {"measure": "quantity", "per": ["product.family"]},
     "benefit": {"tiers": {"mode": "volume", "steps": [
       {"up_to": "500", "percent_off": "1"}, {"up_to": null, "percent_off": "2"}]}},
     "cap": {"amount": "75.5", "window": "term"},
     "line": {"type": "T", "description": "D"}}]
})";

std::string Text(const model::Dimension& dimension) { return dimension.Name(); }

std::vector<std::string> Written(const std::vector<model::Decimal>& numbers) {
  std::vector<std::string> texts;
  for (const model::Decimal& number : numbers) texts.push_back(number.ToString());
  return texts;
}

TEST(TextsTaken, FillRunsAndLeaveThemEmpty) {
  EXPECT_THAT(TextsTaken("*-Storage-?", {'*', '?'}),
              UnorderedElementsAre("-Storage-q", "Zz-9-Storage-q"));
  EXPECT_THAT(TextsTaken("a*?", {'%', '_'}), UnorderedElementsAre("a*?"));
}

TEST(TextsBeside, AreOneCharacterAway) {
  EXPECT_THAT(TextsBeside("-ab"), UnorderedElementsAre("-abx", "-a", "-Ab"));
  EXPECT_THAT(TextsBeside("\u00e9"), UnorderedElementsAre("\u00e9x"));
  EXPECT_THAT(TextsBeside(""), UnorderedElementsAre("x"));
}

TEST(Mentions, OfAStandardContractAreItsTextsEdgesAndDates) {
  const auto contract = contract::ReadContract(kContract, "c.json");
  ASSERT_TRUE(contract) << Format(contract.error().diagnostics[0]);
  Mentions mentions;
  mentions.Add(*contract);
  EXPECT_THAT(Written(mentions.quantities), UnorderedElementsAre("500"));
  EXPECT_THAT(Written(mentions.money), UnorderedElementsAre("75.5"));
  EXPECT_THAT(mentions.texts.at(*model::Dimension::Parse("usage_type")),
              IsSupersetOf({"Zz-9-Storage-q", "Zz-9-Storage-qx", "Zz-9-Storage-", "-Storage-q"}));
  EXPECT_THAT(mentions.texts.at(*model::Dimension::Parse("tag.team")), Contains("x"));
  std::vector<std::string> names;
  for (const auto& [dimension, texts] : mentions.texts) names.push_back(Text(dimension));
  EXPECT_THAT(names, Contains("product.family"));
  EXPECT_THAT(mentions.moments, Contains(*model::Timestamp::Parse("2025-03-15")));
  EXPECT_THAT(mentions.periods, Contains(*model::Period::Parse("2025-12")));
  ASSERT_EQ(mentions.selectors.size(), 2U);
  model::Slot slot;
  slot.line_item_type = "Usage";
  slot.usage_type = "A-Storage-B";
  EXPECT_TRUE(mentions.selectors[1].takes(slot));
  slot.tags = {{"team", "x"}};
  EXPECT_FALSE(mentions.selectors[1].takes(slot));
}

TEST(Mentions, OfARuleBookAreThoseOfAllItsEditions) {
  const auto read = rule_book::ReadRuleBook(R"book({
    "cbas": 1,
    "contract": {"id": "C", "payer": "1", "currency": "USD", "start": "2025-01-01", "end": "2026-01-01"},
    "tables": {"t": [["0", "10", "1"], ["10", null, "2"]]},
    "rules": [{"id": "R", "clause": "1", "match": "service like 'Amazon%' and region <> 'eu'",
               "per": ["account"], "credit": "min(cost - tiered(usage, t), 900)",
               "active": {"from": "2025-02-05", "to": null}, "line": {
  "type" : "T", "text" : "D"}}],
    "amendments": [{"from": "2025-06-01", "set": {"/tables/t/0/1": "20", "/tables/t/1/0": "20"}}]
})book",
                                            "b.json");
  ASSERT_TRUE(read) << Format(read.error().diagnostics[0]);
  Mentions mentions;
  mentions.Add(read->book);
  EXPECT_THAT(Written(mentions.quantities), UnorderedElementsAre("0", "10", "20", "900"));
  EXPECT_THAT(Written(mentions.money), Contains("900"));
  EXPECT_THAT(mentions.periods,
              IsSupersetOf({*model::Period::Parse("2025-02"), *model::Period::Parse("2025-06")}));
  EXPECT_THAT(mentions.moments, Contains(*model::Timestamp::Parse("2025-02-05")));
  EXPECT_THAT(mentions.texts.at(*model::Dimension::Parse("service")),
              IsSupersetOf({"Amazon", "AmazonZz-9"}));
  model::Slot slot;
  slot.line_item_type = "Usage";
  slot.service = "AmazonS3";
  slot.region = "eu";
  ASSERT_FALSE(mentions.selectors.empty());
  EXPECT_FALSE(mentions.selectors[1].takes(slot));
  slot.region = "us";
  EXPECT_TRUE(mentions.selectors[1].takes(slot));
}

}  // namespace
}  // namespace twinbill::fuzz
