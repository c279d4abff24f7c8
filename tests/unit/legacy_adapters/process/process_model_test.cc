#include "legacy_adapters/process/process_model.h"

#include <gtest/gtest.h>

#include <string>

#include "legacy_adapters/process/poison_search.h"
#include "legacy_adapters/process/self_comparison.h"
#include "tests/unit/legacy_adapters/process/process_ground.h"

namespace twinbill::process {
namespace {

using model::Period;

const Period kFebruary = Period::FromCivil(2025, 2);

TEST(ProcessModel, ALineProgramBillsPeriodAfterPeriodInOneLife) {
  const ProcessGround ground;
  const auto bill = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("good")),
                                ProcessGround::Records(), kFebruary);
  ASSERT_EQ(bill.code(), "") << model::Format(bill.diagnostics.front());
  EXPECT_EQ(bill.bytes(), std::string(model::LineItemHeader()) +
                              "Anniversary,2025-01,P,a1,,,,T,C,c,,,10.00,USD\n"
                              "Anniversary,2025-01,P,a1,,,,T,C,c,,,30.00,USD\n"
                              "Anniversary,2025-01,P,a2,,,,T,C,c,,,20.00,USD\n"
                              "Anniversary,2025-01,P,a2,,,,T,C,c,,,40.00,USD\n"
                              "Anniversary,2025-02,P,a2,,,,T,C,c,,,50.00,USD\n");
}

TEST(ProcessModel, AProgramMayLiveForOneQuestionOnly) {
  const ProcessGround ground;
  const auto good = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("good")),
                                ProcessGround::Records(), kFebruary);
  const auto bill = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("one_question")),
                                ProcessGround::Records(), kFebruary);
  EXPECT_EQ(bill.code(), "") << model::Format(bill.diagnostics.front());
  EXPECT_EQ(bill.bytes(), good.bytes());
}

TEST(ProcessModel, WithTheTermsHistoryItSeesEarlierPeriods) {
  const ProcessGround ground;
  const auto bill =
      ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("good"), R"(, "history": "term")"),
                  ProcessGround::Records(), kFebruary);
  EXPECT_EQ(bill.code(), "");
  EXPECT_EQ(bill.lines.size(), 4U + 5U);
}

TEST(ProcessModel, WhatItIsIsInItsHead) {
  const ProcessGround ground;
  const auto model = OpenProcessModel(ground.WriteHead(ProcessGround::Misbehaving("good")));
  ASSERT_TRUE(model.has_value());
  EXPECT_EQ((*model)->kind(), "process");
  EXPECT_FALSE((*model)->is_deterministic());
  EXPECT_EQ((*model)->need(), legacy::UsageNeed::kRecords);
  EXPECT_EQ((*model)->head().payer, "P");
}

TEST(ProcessModel, TheDigestIsOfHeadProgramAndWhatItReads) {
  const ProcessGround ground;
  ground.folder().Write("bill.sh", "echo 1\n");
  ground.folder().Write("prices/a", "1");
  const std::string head =
      ground.WriteHead(R"(["/bin/sh", "{here}/bill.sh"])", R"(, "reads": ["prices"])");
  const auto first = (*OpenProcessModel(head))->digest();
  EXPECT_EQ((*OpenProcessModel(head))->digest(), first);
  ground.folder().Write("prices/a", "2");
  const auto second = (*OpenProcessModel(head))->digest();
  EXPECT_NE(second, first);
  ground.folder().Write("bill.sh", "echo 2\n");
  EXPECT_NE((*OpenProcessModel(head))->digest(), second);
  // It does not depend on where the head lies.
  const ProcessGround other;
  other.folder().Write("bill.sh", "echo 1\n");
  other.folder().Write("prices/a", "1");
  EXPECT_EQ((*OpenProcessModel(
                 other.WriteHead(R"(["/bin/sh", "{here}/bill.sh"])", R"(, "reads": ["prices"])")))
                ->digest(),
            first);
}

TEST(ProcessModel, ThePoisonRowIsNamedWhereItWasRead) {
  const ProcessGround ground;
  for (const char* mode : {"crash_on_row", "exit_on_row", "end_on_row", "hang_on_row"}) {
    const auto bill =
        ground.Bill(ground.WriteHead(ProcessGround::Misbehaving(mode), "", R"(, "idle_ms": 400)"));
    ASSERT_EQ(bill.diagnostics.size(), 2U) << mode;
    EXPECT_EQ(bill.diagnostics[1].code, "process_poison_row");
    EXPECT_EQ(bill.diagnostics[1].position.file, "usage.csv");
    EXPECT_EQ(bill.diagnostics[1].position.line, 4);
    EXPECT_NE(bill.diagnostics[1].message.find("row 3 of 4, the record \"poison\" of 2025-01"),
              std::string::npos)
        << bill.diagnostics[1].message;
  }
}

TEST(ProcessModel, ARowThatTheProgramItselfRefusesIsNamed) {
  const ProcessGround ground;
  const auto bill = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("error_row")));
  ASSERT_EQ(bill.diagnostics.size(), 2U);
  EXPECT_EQ(bill.code(), "process_error");
  EXPECT_NE(bill.diagnostics[0].message.find("no price for it"), std::string::npos);
  EXPECT_EQ(bill.diagnostics[1].code, "process_poison_row");
  EXPECT_EQ(bill.diagnostics[1].position.line, 3);
}

TEST(ProcessModel, ThatCrashesWithoutRowsHasNoPoisonRow) {
  const ProcessGround ground;
  const auto bill = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("crash")));
  EXPECT_EQ(bill.diagnostics.size(), 1U);
}

TEST(ProcessModel, ThatIsNotThereIsSaid) {
  const ProcessGround ground;
  EXPECT_EQ(ground.Bill(ground.WriteHead(R"(["no-such-program"])")).code(), "process_not_started");
  EXPECT_EQ(ground.Bill(ground.WriteHead(R"(["{here}/none"])")).code(), "process_not_started");
}

TEST(ProcessModel, ThatReadsNoMoreIsDeaf) {
  const ProcessGround ground;
  std::vector<model::UsageRecord> records;
  for (int i = 0; i < 3000; ++i) {
    records.push_back(ProcessGround::Records()[0]);
    records.back().id = std::to_string(100'000 + i);
  }
  const auto bill = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("close_stdin"), "",
                                                 R"(, "idle_ms": 400, "search_ms": 1)"),
                                records);
  EXPECT_EQ(bill.code(), "process_deaf");
}

TEST(ProcessModel, LastWordsOnStderrAreInTheMessage) {
  const ProcessGround ground;
  const auto bill = ground.Bill(
      ground.WriteHead(ProcessGround::Misbehaving("exit_1"), "", R"(, "search_ms": 1)"));
  EXPECT_NE(bill.diagnostics[0].message.find("code 1; its last words: ValueError: no such price"),
            std::string::npos)
      << bill.diagnostics[0].message;
}

TEST(ProcessModel, ItsFaultsNameHeadPeriodAndLine) {
  const ProcessGround ground;
  const auto bill = ground.Bill(ground.WriteHead(ProcessGround::Misbehaving("swapped_results")));
  EXPECT_NE(
      model::Format(bill.diagnostics[0])
          .find("legacy.json: process_order: 2025-01, line 2 of its output: RESULT 2 comes as "
                "the 1. one"),
      std::string::npos)
      << model::Format(bill.diagnostics[0]);
}

TEST(ProcessPlan, AllThatIsWrongWithAHeadIsSaidAtOnce) {
  const ProcessGround ground;
  const auto wrong = OpenProcessModel(ground.WriteHead(
      R"(["{nowhere}/x", "{usage"])",
      R"(, "level": 3, "history": "all", "lines": "../x", "exit_codes": [256], "environment": {"A=B": "c"})",
      R"(, "idle_ms": 0)"));
  ASSERT_FALSE(wrong.has_value());
  std::string codes;
  for (const auto& diagnostic : wrong.error().diagnostics) {
    codes += diagnostic.position.pointer + " " + diagnostic.code + "\n";
  }
  EXPECT_EQ(codes,
            "/command/0 process_bad_word\n/command/1 process_bad_word\n/level foreign_wrong_form\n"
            "/history foreign_unknown_choice\n/exit_codes/0 foreign_wrong_form\n"
            "/lines foreign_wrong_form\n/environment/A=B foreign_wrong_form\n"
            "/limits/idle_ms foreign_wrong_form\n");
  const auto none = OpenProcessModel(ground.WriteHead("[]"));
  EXPECT_EQ(none.error().diagnostics[0].code, "process_no_command");
}

// Stops on chosen rows, for a search without programs.
class StopsOn final : public Asking {
 public:
  explicit StopsOn(std::size_t row) : row_(row) {}
  model::Result<Answer, Fault> Ask(const Question& question) override {
    if (question.records.size() <= row_) return Answer();
    return model::Unexpected(Fault{FaultKind::kCrashed, "", "", "", 0, 0});
  }
  void Close() override {}
  const Sight& sight() const override { return sight_; }

 private:
  std::size_t row_;
  Sight sight_;
};

TEST(PoisonSearch, FindsTheRowInTheLogarithmOfTheRows) {
  const std::vector<model::UsageRecord> records(1000);
  for (const std::size_t row : {0, 1, 499, 500, 998, 999}) {
    StopsOn asking(row);
    const Poison poison = FindPoison(asking, {kJanuary, records}, std::chrono::hours(1));
    EXPECT_TRUE(poison.in_rows);
    EXPECT_EQ(poison.first, row);
    EXPECT_EQ(poison.last, row);
    EXPECT_LE(poison.lives, 11);
  }
  StopsOn asking(500);
  const Poison range = FindPoison(asking, {kJanuary, records}, std::chrono::milliseconds(-1));
  EXPECT_EQ(range.first, 0U);
  EXPECT_EQ(range.last, 999U);
}

TEST(SelfComparison, CountsLinesNotTheirOrder) {
  model::LineItem a;
  a.clause = "a";
  model::LineItem b;
  b.clause = "b";
  EXPECT_TRUE(CompareWithItself(std::vector{a, b}, std::vector{b, a}).agrees());
  const auto comparison = CompareWithItself(std::vector{a, a, b}, std::vector{a, b, b});
  EXPECT_EQ(comparison.only_first, 1);
  EXPECT_EQ(comparison.only_second, 1);
  EXPECT_NE(comparison.example.find(",a,"), std::string::npos);
}

}  // namespace
}  // namespace twinbill::process
