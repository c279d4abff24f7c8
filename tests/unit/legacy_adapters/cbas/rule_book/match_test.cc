#include "legacy_adapters/cbas/rule_book/match.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace twinbill::rule_book {
namespace {

const model::Position kWhere{"book.json", 7, 20, "/rules/0/match", {}};

Match Parsed(const std::string& text) {
  auto match = ParseMatch(text, kWhere);
  EXPECT_TRUE(match) << text;
  return match ? *match : Match();
}

std::string Tree(const Match& match, std::uint32_t number) {
  const MatchNode& node = match.nodes[number];
  std::vector<std::string> parts;
  for (const std::uint32_t argument : node.arguments) parts.push_back(Tree(match, argument));
  if (node.kind == MatchKind::kNot) return "!" + parts[0];
  if (node.kind == MatchKind::kAnd) return "(" + parts[0] + "&" + parts[1] + ")";
  if (node.kind == MatchKind::kOr) return "(" + parts[0] + "|" + parts[1] + ")";
  const char* sign = node.kind == MatchKind::kEqual      ? "="
                     : node.kind == MatchKind::kNotEqual ? "<>"
                     : node.kind == MatchKind::kLike     ? "~"
                                                         : "in";
  std::string text = node.dimension.Name() + sign;
  for (const std::string& one : node.texts) text += "[" + one + "]";
  return text;
}

std::string Tree(const std::string& text) {
  const Match match = Parsed(text);
  return match.nodes.empty() ? "" : Tree(match, static_cast<std::uint32_t>(match.nodes.size() - 1));
}

TEST(Match, BindsNotThenAndThenOr) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"region = 'x'", "region=[x]"},
      {"region='a' or region='b' and unit='c'", "(region=[a]|(region=[b]&unit=[c]))"},
      {"(region='a' or region='b') and unit='c'", "((region=[a]|region=[b])&unit=[c])"},
      {"not region='a' and unit='c'", "(!region=[a]&unit=[c])"},
      {"not (region='a' and unit='c')", "!(region=[a]&unit=[c])"},
      {"not not region='a'", "!!region=[a]"},
      {"region='a' and unit='b' and operation='c'", "((region=[a]&unit=[b])&operation=[c])"},
      {"region<>'a'or(unit='b')", "(region<>[a]|unit=[b])"},
      {"region in ('a')", "regionin[a]"},
      {"region in('a' ,\n'b','a')", "regionin[a][b][a]"},
      {"usage_type like '%-TimedStorage-%'", "usage_type~[%-TimedStorage-%]"},
      {"tag.user:a/b_c.d-e = ''", "tag.user:a/b_c.d-e=[]"},
      {"product.family <> 'it''s'''", "product.family<>[it's']"},
      {"account='''' and line_item_type = 'Größe'", "(account=[']&line_item_type=[Größe])"},
  };
  for (const auto& [text, tree] : cases) EXPECT_EQ(Tree(text), tree) << text;
}

TEST(Match, NodesKnowTheirBytes) {
  const std::string text = " (region = 'a''b') and not unit in ('x', 'y') ";
  std::vector<std::string> spans;
  for (const MatchNode& node : Parsed(text).nodes) {
    spans.push_back(text.substr(node.span.begin, node.span.end - node.span.begin));
  }
  EXPECT_EQ(spans, (std::vector<std::string>{"region = 'a''b'", "unit in ('x', 'y')",
                                             "not unit in ('x', 'y')",
                                             "(region = 'a''b') and not unit in ('x', 'y')"}));
}

model::Slot SlotOf(const std::string& service, const std::string& type) {
  model::Slot slot;
  slot.service = service;
  slot.line_item_type = type;
  slot.tags = {{"team", "x"}};
  return slot;
}

TEST(Match, TakesUsageOnlyUnlessItNamesTheType) {
  const Match plain = Parsed("service = 'AmazonS3'");
  EXPECT_FALSE(plain.NamesLineItemType());
  EXPECT_TRUE(plain.Takes(SlotOf("AmazonS3", "Usage")));
  EXPECT_FALSE(plain.Takes(SlotOf("AmazonS3", "Fee")));
  EXPECT_FALSE(plain.Takes(SlotOf("AmazonEC2", "Usage")));
  // Naming it lifts the default, wherever and however it stands there.
  const Match named = Parsed("service = 'AmazonS3' or not line_item_type = 'Tax'");
  EXPECT_TRUE(named.NamesLineItemType());
  EXPECT_TRUE(named.Takes(SlotOf("AmazonEC2", "Fee")));
  EXPECT_TRUE(named.Takes(SlotOf("AmazonS3", "Tax")));
  EXPECT_FALSE(named.Takes(SlotOf("AmazonEC2", "Tax")));
}

TEST(Match, AnAbsentAttributeIsTheEmptyText) {
  const model::Slot slot = SlotOf("s", "Usage");
  EXPECT_TRUE(Parsed("tag.env <> 'dev'").Takes(slot));
  EXPECT_TRUE(Parsed("tag.env = ''").Takes(slot));
  EXPECT_TRUE(Parsed("tag.env like '%'").Takes(slot));
  EXPECT_TRUE(Parsed("tag.team in ('y', 'x')").Takes(slot));
  EXPECT_FALSE(Parsed("product.team = 'x'").Takes(slot));
}

TEST(IsLike, CoversTheWholeText) {
  const std::vector<std::tuple<std::string, std::string, bool>> cases = {
      {"", "", true},
      {"", "%", true},
      {"", "_", false},
      {"a", "", false},
      {"abc", "abc", true},
      {"abc", "ab", false},
      {"abc", "a%", true},
      {"abc", "%c", true},
      {"abc", "%b%", true},
      {"abc", "%%", true},
      {"abc", "a_c", true},
      {"abc", "___", true},
      {"abc", "__", false},
      {"abc", "____", false},
      {"abc", "_%_%_", true},
      {"ab", "_%_%_", false},
      {"aab", "%ab", true},
      {"ababac", "%aba_", true},
      {"mississippi", "m%iss%pi", true},
      {"mississippi", "%ss_ss%pp", false},
      {"abc", "A%", false},
      {"a%c", "a\\%c", false},
      {"a_c", "a_c", true},
      {"größe", "gr__e", true},
      {"größe", "gr____e", false},
      {"größe", "gr%e", true},
      {"\xF0\x9F\x98\x80", "_", true},
      {"\xF0\x9F\x98\x80", "__", false},
      {"é", "%_", true},
      {"é", "%__", false},
      {"-TimedStorage-ByteHrs", "%-TimedStorage-%", true}};
  for (const auto& [text, pattern, like] : cases) {
    EXPECT_EQ(IsLike(text, pattern), like) << text << " like " << pattern;
  }
}

TEST(IsLike, ManyRunsOverALongTextAreNoTrouble) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "%a";
  EXPECT_FALSE(IsLike(std::string(100'000, 'a'), pattern + "b"));
  EXPECT_TRUE(IsLike(std::string(100'000, 'a') + "b", pattern + "b"));
}

TEST(Match, AFaultIsSaidAtTheMatchesPlaceWithItsOwnLineAndColumn) {
  const auto match = ParseMatch("region = 'x'\nand and", kWhere);
  ASSERT_FALSE(match);
  const model::Diagnostic& found = match.error().diagnostics.front();
  EXPECT_EQ(found.code, "cbas_match_syntax");
  EXPECT_EQ(found.position.line, 7);
  EXPECT_EQ(found.position.part, "line 2, column 5 of the match");
  EXPECT_EQ(found.excerpt, "  and and\n      ^");
}

}  // namespace
}  // namespace twinbill::rule_book
