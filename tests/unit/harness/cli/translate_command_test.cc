#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

using nlohmann::json;

// One rule that translates, one that can't.
constexpr auto kBook = R"({
  "cbas": 1,
  "contract": {"id": "N-1", "payer": "111122223333", "currency": "USD", "start": "2025-01-01",
    "end": "2026-01-01"},
  "settings": {"arithmetic": "decimal"},
  "rules": [
    // agreed on with Kim
    {"id": "R1", "clause": "B 1", "match": "service = 'AmazonS3'", "credit": "cost * 12 / 100",
     "line": {"type": "Discount", "text": "12 %"}},
    {"id": "R2", "clause": "B 2", "credit": "REST",
     "line": {"type": "Discount", "text": "other"}}
  ]})";

std::string Book(const std::string& second) {
  std::string text = kBook;
  text.replace(text.find("REST"), 4, second);
  return text;
}

class TranslateCommand : public ::testing::Test {
 protected:
  int Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }
  static std::string Content(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::string PathOf(const std::string& name) { return folder_.At(name); }

  support::TemporaryFolder folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(TranslateCommand, WritesAWholeTranslationAndItsTrace) {
  const std::string source = folder_.Write("legacy.json", Book("usage * 0.5"));
  ASSERT_EQ(Run({"translate", source, "-o", PathOf("standard.json")}), kDone) << err_.str();
  const json contract = json::parse(Content(PathOf("standard.json")));
  EXPECT_EQ(contract["constructs"].size(), 2U);
  EXPECT_FALSE(contract["contract"].contains("incomplete"));
  EXPECT_EQ(contract["constructs"][0]["note"], " agreed on with Kim");
  const json trace = json::parse(Content(PathOf("translation.json")));
  EXPECT_EQ(trace["whole"], true);
  EXPECT_EQ(trace["rules"][0]["constructs"], json({"R1"}));
  EXPECT_EQ(trace["constructs"][0]["rules"][0]["clause"], "B 1");
  EXPECT_EQ(trace["coverage"]["rules"], json({{"translated", 2}, {"of", 2}}));
  EXPECT_NE(err_.str().find("decimal_digits"), std::string::npos);
}

TEST_F(TranslateCommand, MarksAnIncompleteTranslationAndSaysNo) {
  const std::string source = folder_.Write("legacy.json", Book("round(cost, 4) * 0.1"));
  ASSERT_EQ(Run({"translate", source}), kAnswerIsNo);
  const json contract = json::parse(out_.str());
  EXPECT_EQ(contract["contract"]["incomplete"], true);
  EXPECT_EQ(contract["constructs"].size(), 1U);
  EXPECT_NE(err_.str().find(":10:45: refused: rounding_inside: rule R2"), std::string::npos)
      << err_.str();
}

TEST_F(TranslateCommand, KeepsWhatWasEditedSince) {
  const std::string source = folder_.Write("legacy.json", Book("usage * 0.5"));
  const std::string target = PathOf("standard.json");
  ASSERT_EQ(Run({"translate", source, "-o", target}), kDone);
  std::string edited = Content(target);
  edited.replace(edited.find("12 %"), 4, "12 per cent");
  std::ofstream(target) << edited;
  ASSERT_EQ(Run({"translate", source, "-o", target}), kDone) << err_.str();
  EXPECT_EQ(Content(target), edited);
  EXPECT_NE(err_.str().find("kept as edited: R1/line/description"), std::string::npos);
  const json trace = json::parse(Content(PathOf("translation.json")));
  EXPECT_EQ(trace["edited"][0]["generated"], "12 %");
  // Again, and nothing changes.
  const std::string first = Content(PathOf("translation.json"));
  ASSERT_EQ(Run({"translate", source, "-o", target}), kDone);
  EXPECT_EQ(Content(target), edited);
  EXPECT_EQ(Content(PathOf("translation.json")), first);
}

TEST_F(TranslateCommand, RefusesAContractWhoseEditsCantBeTold) {
  const std::string source = folder_.Write("legacy.json", Book("usage * 0.5"));
  const std::string target = PathOf("standard.json");
  ASSERT_EQ(Run({"translate", source, "-o", target}), kDone);
  std::ofstream(target) << "[";
  EXPECT_EQ(Run({"translate", source, "-o", target}), kInputWrong);
  EXPECT_NE(err_.str().find("translate_edited_json"), std::string::npos);
  EXPECT_EQ(Content(target), "[");
}

TEST_F(TranslateCommand, RefusesAFileOfNoLegacyKind) {
  EXPECT_EQ(Run({"translate", folder_.Write("x.json", R"({"twinbill": 1})")}), kInputWrong);
  EXPECT_NE(err_.str().find("translate_unknown_kind"), std::string::npos);
  EXPECT_EQ(Run({"translate", folder_.Write("y.json", "cbas")}), kInputWrong);
  EXPECT_EQ(Run({"translate"}), kCommandLineWrong);
  EXPECT_EQ(Run({"translate", "x.json", "--format", "xml"}), kCommandLineWrong);
}

TEST_F(TranslateCommand, PrintsBothSidesBesideEachOther) {
  const std::string source = folder_.Write("legacy.json", Book("round(cost, 4) * 0.1"));
  ASSERT_EQ(Run({"translate", source, "--explain", "--quiet"}), kAnswerIsNo);
  EXPECT_NE(out_.str().find("credit cost * 12 / 100"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("= percent off list cost"), std::string::npos);
  EXPECT_NE(out_.str().find("| refused: rounding_inside (/rules/1/credit)"), std::string::npos);
  EXPECT_TRUE(err_.str().empty());
}

TEST_F(TranslateCommand, WritesSarifForCodeReview) {
  const std::string source = folder_.Write("legacy book.json", Book("round(cost, 4) * 0.1"));
  ASSERT_EQ(Run({"translate", source, "--format", "sarif"}), kAnswerIsNo);
  const json sarif = json::parse(out_.str());
  EXPECT_EQ(sarif["version"], "2.1.0");
  const json& results = sarif["runs"][0]["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["level"], "note");
  EXPECT_EQ(results[1]["level"], "error");
  EXPECT_EQ(results[1]["ruleId"], "rounding_inside");
  const json& place = results[1]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["region"], json({{"startLine", 10}, {"startColumn", 45}}));
  EXPECT_TRUE(place["artifactLocation"]["uri"].get<std::string>().ends_with("legacy%20book.json"));
}

TEST_F(TranslateCommand, PlansAMigrationRankedByWhatHoldsItBack) {
  folder_.Write("a.json", Book("usage * 0.5"));
  folder_.Write("b.json", Book("round(cost, 4) * 0.1"));
  folder_.Write("c.json", Book("floor(cost)"));
  folder_.Write("d.json", Book("cost * usage"));
  folder_.Write("standard.json", R"({"twinbill": 1})");
  ASSERT_EQ(Run({"plan-migration", folder_.path(), "--json"}), kAnswerIsNo) << err_.str();
  const json plan = json::parse(out_.str());
  EXPECT_EQ(plan["counts"]["whole"], 1);
  EXPECT_EQ(plan["counts"]["in part"], 3);
  EXPECT_EQ(plan["reasons"][0]["code"], "rounding_inside");
  EXPECT_EQ(plan["reasons"][0]["files"], json({"b.json", "c.json"}));
  EXPECT_EQ(plan["reasons"][1]["code"], "product_of_sums");
  EXPECT_EQ(plan["contracts"].size(), 4U);
  ASSERT_EQ(Run({"plan-migration", folder_.path()}), kAnswerIsNo);
  EXPECT_NE(out_.str().find("4 contracts: 1 whole, 3 in part, 0 not at all"), std::string::npos)
      << out_.str();
  folder_.Write("e.json", R"({"cbas": 1})");
  EXPECT_EQ(Run({"plan-migration", folder_.path()}), kInputWrong);
  EXPECT_NE(out_.str().find("e.json: "), std::string::npos);
}

}  // namespace
}  // namespace twinbill::cli
