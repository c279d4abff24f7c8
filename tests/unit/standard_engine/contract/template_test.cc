// What templates can say, by definitions made for it.
#include <gtest/gtest.h>

#include <string>

#include "standard_engine/contract/contract_tree.h"
#include "standard_engine/contract/definition_match.h"
#include "standard_engine/contract/definition_reader.h"
#include "standard_engine/contract/expansion.h"
#include "standard_engine/contract/template_text.h"

namespace twinbill::contract {
namespace {

// A definition "mine" of `parameters` and `pattern`, whose example is `example`'s keys.
Definition Made(const std::string& parameters, const std::string& pattern,
                const std::string& example) {
  const std::string text = R"({"twinbill_definition": 1, "name": "mine", "title": "t", "about": "a",
    "documentation": [], "parameters": {)" +
                           parameters + R"(}, "template": )" + pattern +
                           R"(, "examples": [{"about": "e", "construct": {"id": "x",
    "construct": "mine", "clause": "1")" +
                           example + "}}]}";
  auto read = ReadDefinition(text, "mine.json");
  EXPECT_TRUE(read) << (read ? "" : model::Format(read.error().diagnostics.front()));
  return read ? std::move(*read) : Definition();
}

std::vector<Construct> Expanded(const Definition& definition, const std::string& keys) {
  const auto value =
      ParseJson(R"({"id": "c", "construct": "mine", "clause": "1")" + keys + "}", "c.json");
  EXPECT_TRUE(value);
  std::vector<JsonValue> trees;
  Findings findings;
  auto constructs = ReadNamed(definition, *value, trees, findings);
  EXPECT_TRUE(findings.empty()) << model::Format(findings.front());
  return constructs;
}

// The named construct found again for the one primitive that `keys` expand to, without its head.
std::string FoundAgain(const Definition& definition, const std::string& keys) {
  Construct primitive = Expanded(definition, keys).front();
  primitive.origin.reset();
  const auto form = MatchDefinition(definition, primitive);
  if (!form) return "none";
  EXPECT_TRUE(form->construct.origin);
  std::string written = form->construct.origin->written;
  std::string line;
  for (const char c : written) {
    if (c != '\n' && !(c == ' ' && (line.ends_with(' ') || line.ends_with('{')))) line += c;
  }
  const std::string head = R"({"id": "c", "construct": "mine", "clause": "1")";
  EXPECT_TRUE(line.starts_with(head)) << line;
  line.pop_back();
  return line.substr(head.size());
}

const std::string kLine = R"("line": {"type": "T", "description": "d"})";

TEST(TemplateText, IsAValueATextOrNeither) {
  EXPECT_TRUE(ParseTemplateText("$name")->is_value);
  EXPECT_FALSE(ParseTemplateText("${name}")->is_value);
  const auto mixed = ParseTemplateText("a $$ b ${c.d} e");
  ASSERT_EQ(mixed->pieces.size(), 3U);
  EXPECT_EQ(mixed->pieces[0].text, "a $ b ");
  EXPECT_TRUE(mixed->pieces[1].is_reference);
  EXPECT_EQ(mixed->pieces[1].text, "c.d");
  EXPECT_TRUE(ParseTemplateText("")->pieces.empty());
  for (const char* wrong : {"$", "a $b", "${", "${a", "${}", "${A}", "$ {a}", "$Name"}) {
    EXPECT_FALSE(ParseTemplateText(wrong)) << wrong;
  }
}

TEST(Template, PutsTextsIntoTextsAndDollarSigns) {
  const Definition mine = Made(
      R"("percent": {"type": "percent", "about": "p"}, "whom": {"type": "name", "about": "w"})",
      R"({"benefit": {"percent_off": "$percent"},
               "line": {"type": "T", "description": "${percent} % in $$ for ${whom} [${id}]"}})",
      R"(, "percent": "5", "whom": "us")");
  const auto constructs = Expanded(mine, R"(, "percent": "7.50", "whom": "them")");
  ASSERT_EQ(constructs.size(), 1U);
  EXPECT_EQ(constructs[0].line.description, "7.50 % in $ for them [c]");
  // 7.5 is the same percentage, but its text is not in the description: so it needs saying.
  EXPECT_EQ(FoundAgain(mine, R"(, "percent": "7.5", "whom": "them")"),
            R"(, "percent": "7.5", "whom": "them")");
}

TEST(Template, AConditionIsByWhatIsGivenOrByItsText) {
  const Definition mine = Made(
      R"("capped": {"type": "boolean", "default": false, "about": "c"},
         "kind": {"type": "choice", "choices": ["a", "b", "c"], "default": "a", "about": "k"},
         "floor": {"type": "choice", "choices": ["zero", "signed"], "optional": true, "about": "f"})",
      R"({"benefit": {"percent_off": "1", "floor": "$floor"},
          "cap": {"$when": "capped", "$unless": {"kind": ["b", "c"]}, "amount": "9"},
          "rounding": {"$when": {"kind": "b"}, "digits": 5},
          "sharing": {"$unless": "floor", "order": "owner_first", "owner": "o"}, )" +
          kLine + "}",
      R"(, "capped": true, "kind": "b", "floor": "zero")");
  const auto one = [&](const std::string& keys) { return Expanded(mine, keys).front(); };
  EXPECT_FALSE(one("").cap);
  EXPECT_TRUE(one(R"(, "capped": true)").cap);
  EXPECT_FALSE(one(R"(, "capped": true, "kind": "c")").cap);
  EXPECT_EQ(one(R"(, "kind": "b")").rounding.rule.digits, 5);
  EXPECT_EQ(one("").rounding.rule.digits, 2);
  EXPECT_EQ(one("").sharing.owner, "o");
  EXPECT_FALSE(one(R"(, "floor": "zero")").sharing.owner);
  for (const char* keys : {"", R"(, "capped": true)", R"(, "floor": "zero")"}) {
    EXPECT_EQ(FoundAgain(mine, keys), keys);
  }
}

TEST(Template, RepeatsAnElementForEachItem) {
  const Definition mine = Made(
      R"("limits": {"type": "list", "about": "l", "fields": {
           "of": {"type": "scope", "about": "s"}, "share": {"type": "percent", "about": "p"}}})",
      R"({"commit": {"amount": "5", "measure": "net_cost",
          "limits": [{"$each": "limits", "$as": {"scope": "$limits.of", "share": "$limits.share"}}],
          "charge": {"type": "F", "description": ""}}, )" +
          kLine + "}",
      R"(, "limits": [])");
  const std::string keys =
      R"(, "limits": [{"of": {"service": ["A"]}, "share": "25"}, {"of": {}, "share": "50"}])";
  const auto constructs = Expanded(mine, keys);
  ASSERT_EQ(constructs.front().commit->limits.size(), 2U);
  EXPECT_EQ(constructs.front().commit->limits[1].share.ToString(), "50");
  EXPECT_EQ(FoundAgain(mine, keys), keys);
  EXPECT_EQ(FoundAgain(mine, R"(, "limits": [])"), R"(, "limits": [])");
}

TEST(Template, SeveralPartsHaveIdsOfTheirOwnAndAreNotFoundAgain) {
  const Definition mine = Made(
      R"("phases": {"type": "list", "about": "p", "fields": {
           "from": {"type": "date", "about": "f"}, "percent": {"type": "percent", "about": "p"}}})",
      R"([{"$each": "phases", "$as": {"part": "phase", "effective": {"from": "$phases.from"},
           "benefit": {"percent_off": "$phases.percent"}, )" +
          kLine + R"(}},
          {"part": "rest", "unless": ["${id}/phase/1"], "benefit": {"percent_off": "1"}, )" +
          kLine + "}]",
      R"(, "phases": [{"from": "2025-01-01", "percent": "5"}])");
  const auto constructs = Expanded(mine, R"(, "phases": [{"from": "2025-01-01", "percent": "5"},
                            {"from": "2026-01-01", "percent": "6"}], "note": "n")");
  ASSERT_EQ(constructs.size(), 3U);
  EXPECT_EQ(constructs[0].id, "c/phase/1");
  EXPECT_EQ(constructs[1].id, "c/phase/2");
  EXPECT_EQ(constructs[1].effective.from->ToString(), "2026-01-01");
  EXPECT_EQ(constructs[2].id, "c/rest");
  EXPECT_EQ(constructs[2].unless, std::vector<std::string>{"c/phase/1"});
  EXPECT_EQ(constructs[2].note, "n");
  EXPECT_EQ(constructs[0].origin, constructs[2].origin);
  EXPECT_FALSE(MatchDefinition(mine, constructs[2]));
}

TEST(Template, WhatAConstructSaysGoesOverIt) {
  const Definition mine =
      Made("",
           R"({"benefit": {"percent_off": "1"}, "effective": {"from": "2025-01-01"},
                   "unless": ["a"], "rounding": {"digits": 5, "mode": "UP"}, )" +
               kLine + "}",
           "");
  const auto constructs =
      Expanded(mine, R"(, "effective": {"from": null, "by": "period"}, "unless": ["b"],
                        "rounding": {"digits": 3}, "line": {"description": "mine"},
                        "delivery": "out_of_cycle")");
  const Construct& made = constructs.front();
  EXPECT_FALSE(made.effective.from);
  EXPECT_EQ(made.effective.by, EffectiveBy::kPeriod);
  EXPECT_EQ(made.unless, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(made.rounding.rule.digits, 3);
  EXPECT_EQ(made.rounding.rule.mode, arithmetic::RoundingMode::kUp);
  EXPECT_EQ(made.line.type, "T");
  EXPECT_EQ(made.line.description, "mine");
  const std::string keys = R"(, "effective": {"from": null, "by": "period"}, "unless": ["b"], )"
                           R"("line": {"description": "mine"}, "rounding": {"digits": 3}, )"
                           R"("delivery": "out_of_cycle")";
  EXPECT_EQ(FoundAgain(mine, keys), keys);
}

}  // namespace
}  // namespace twinbill::contract
