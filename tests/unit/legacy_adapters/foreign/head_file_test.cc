#include "legacy_adapters/foreign/head_file.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/temporary_folder.h"

namespace twinbill::foreign {
namespace {

constexpr const char* kContract =
    R"("contract": {"id": "C", "payer": "P", "currency": "USD", "start": "2025-01-01", "end": "2026-01-01"})";

class HeadFileTest : public ::testing::Test {
 protected:
  // What is wrong with `text`, a line each; empty where nothing is.
  std::string Problems(const std::string& text) {
    const std::string path = folder_.Write("legacy.json", text);
    auto file = ReadHeadFile(path);
    Findings findings;
    if (!file) {
      findings = file.error().diagnostics;
    } else {
      KeyReader keys(file->tree, findings);
      head_ = ReadHead(keys, "sql");
      keys.Finish();
    }
    std::string problems;
    for (const auto& finding : findings) {
      problems += std::to_string(finding.position.line) + ":" +
                  std::to_string(finding.position.column) + " " + finding.position.pointer + " " +
                  finding.code + "\n";
    }
    return problems;
  }

  support::TemporaryFolder folder_;
  Head head_;
};

TEST_F(HeadFileTest, GivesContractAndParameters) {
  EXPECT_EQ(Problems(std::string("{// by hand\n\"sql\": 1, /* x */ ") + kContract +
                     R"(, "parameters": {"b": "2", "a_1": ""}})"),
            "");
  EXPECT_EQ(head_.contract.contract_id, "C");
  EXPECT_EQ(head_.contract.payer, "P");
  EXPECT_EQ(head_.contract.currency, "USD");
  EXPECT_EQ(head_.contract.term.end.ToString(), "2026-01-01");
  EXPECT_EQ(head_.parameters, (Parameters{{"b", "2"}, {"a_1", ""}}));
}

TEST_F(HeadFileTest, AllThatIsWrongIsSaidAtOnce) {
  EXPECT_EQ(
      Problems("{\"sql\": 2,\n \"contract\": {\"id\": \"\", \"payer\": 5, \"currency\": "
               "\"usd\", \"start\": \"2025-02-30\", \"en\": \"2026-01-01\"},\n \"parameters\": "
               "{\"1x\": \"a\", \"n\": 7}, \"scrip\": \"x\"}"),
      "1:9 /sql foreign_wrong_form\n"
      "2:21 /contract/id foreign_wrong_form\n"
      "2:34 /contract/payer foreign_wrong_form\n"
      "2:65 /contract/start foreign_wrong_form\n"
      "2:14 /contract foreign_missing_key\n"
      "2:79 /contract/en foreign_unknown_key\n"
      "2:49 /contract/currency foreign_wrong_form\n"
      "3:17 /parameters/1x foreign_bad_name\n"
      "3:33 /parameters/n foreign_wrong_form\n"
      "3:37 /scrip foreign_unknown_key\n");
}

TEST_F(HeadFileTest, WhatIsNoJsonIsRefusedAtItsPlace) {
  EXPECT_EQ(Problems("{\"sql\": 1,\n  oops}"), "2:3  foreign_json_syntax\n");
  EXPECT_EQ(Problems("{\"a\": \"\xff\"}").find("foreign_json_syntax") != std::string::npos, true);
  EXPECT_EQ(Problems("{\"a\": 1, \"a\": 2}"), "1:10 /a foreign_duplicate_key\n");
  std::string deep;
  for (int i = 0; i < 70; ++i) deep += "[";
  EXPECT_EQ(Problems(deep).find("foreign_json_depth") != std::string::npos, true);
  EXPECT_EQ(Problems("[]"), "1:1  foreign_wrong_form\n");
}

TEST_F(HeadFileTest, ATermEndsBehindItsStart) {
  EXPECT_EQ(Problems(R"({"sql": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
"start": "2025-01-01", "end": "2025-01-01"}})"),
            "2:31 /contract/end foreign_term_order\n");
}

TEST_F(HeadFileTest, AChoiceThatIsNoneSaysWhatIsNear) {
  auto tree = ParseJson(R"({"history": "mont"})", "x");
  ASSERT_TRUE(tree.has_value());
  Findings findings;
  KeyReader keys(*tree, findings);
  EXPECT_EQ(keys.ChoiceOr("history", {"month", "term"}, 1), 1U);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].code, "foreign_unknown_choice");
  EXPECT_EQ(findings[0].hint, "did you mean \"month\"?");
}

TEST_F(HeadFileTest, FilesThatCannotBeReadAreNamed) {
  EXPECT_EQ(ReadHeadFile(folder_.At("none")).error().diagnostics[0].code, "foreign_unreadable");
  EXPECT_EQ(ReadHeadFile(folder_.path()).error().diagnostics[0].code, "foreign_unreadable");
  const std::string path = folder_.Write("long", "0123456789");
  EXPECT_EQ(ReadWholeFile(path, 9).error().diagnostics[0].code, "foreign_too_large");
  EXPECT_TRUE(ReadWholeFile(path, 10).has_value());
}

}  // namespace
}  // namespace twinbill::foreign
