#include "legacy_adapters/recorded/recorded_model.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/legacy_adapters/recorded/recorded_ground.h"

namespace twinbill::recorded {
namespace {

using model::Period;

const Period kMarch = Period::FromCivil(2025, 3);
const std::string kHeader(model::LineItemHeader());
const std::string kJanuaryRow = "Anniversary,2025-01,P,a,,,,EdpDiscount,C,2,\"a, b\",,-1.50,USD\n";
const std::string kMarchRow = "OutOfCycle,2025-03,P,,,,,Fee,C,4,,,20,USD\n";

TEST(RecordedModel, LinesAreBilledAsTheyStand) {
  const support::TemporaryFolder folder;
  folder.Write("bills/1.csv", kHeader + kJanuaryRow);
  folder.Write("bills/3.csv", kHeader + kMarchRow);
  const auto opened =
      Open(folder.Write("legacy.json", HeadWith(R"("lines": ["bills/1.csv", "bills/3.csv"])")));
  ASSERT_NE(opened.model, nullptr) << opened.codes();
  EXPECT_EQ(opened.bytes(kMarch), kHeader + kJanuaryRow + kMarchRow);
  EXPECT_EQ(opened.bytes(Period::FromCivil(2025, 2)), kHeader + kJanuaryRow);
  EXPECT_EQ(opened.model->kind(), "recorded");
  EXPECT_EQ(opened.model->need(), legacy::UsageNeed::kNone);
  EXPECT_TRUE(opened.model->is_deterministic());
  EXPECT_TRUE(opened.model->notes().empty());
}

TEST(RecordedModel, GoesOnFromAState) {
  const support::TemporaryFolder folder;
  folder.Write("1.csv", kHeader + kJanuaryRow + kMarchRow);
  const auto opened = Open(folder.Write("legacy.json", HeadWith(R"("lines": ["1.csv"])")));
  ASSERT_NE(opened.model, nullptr);
  const model::SlotTable slots;
  const auto first = opened.model->Start(slots);
  std::vector<model::LineItem> lines;
  ASSERT_TRUE(first->BillNext(lines).has_value());
  const auto second = opened.model->Start(slots);
  ASSERT_TRUE(second->Resume(first->State()).has_value());
  lines.clear();
  ASSERT_TRUE(second->BillNext(lines).has_value());
  EXPECT_TRUE(lines.empty());
  ASSERT_TRUE(second->BillNext(lines).has_value());
  EXPECT_EQ(lines.size(), 1U);
  second->Restart();
  EXPECT_EQ(second->State(), opened.model->Start(slots)->State());
  EXPECT_EQ(second->Resume("other").error().diagnostics[0].code, "recorded_bad_state");
  EXPECT_EQ(second->Resume("recorded 1\n1:x").error().diagnostics[0].code, "recorded_bad_state");
}

TEST(RecordedModel, LinesOfOthersAreCountedAndListed) {
  const support::TemporaryFolder folder;
  folder.Write("1.csv", kHeader + kJanuaryRow +
                            "Anniversary,2025-01,P,,,,,Fee,OTHER,4,,,20,USD\n"
                            "Anniversary,2025-01,P,,,,,Fee,OTHER,5,,,22.5,USD\n"
                            "Anniversary,2025-01,Q,,,,,Fee,C,4,,,3,USD\n"
                            "Anniversary,2031-01,P,,,,,Fee,C,4,,,4,USD\n");
  const std::string keys = R"("lines": ["1.csv"])";
  const auto opened = Open(folder.Write("legacy.json", HeadWith(keys)));
  ASSERT_NE(opened.model, nullptr) << opened.codes();
  const std::string path = folder.At("1.csv");
  EXPECT_EQ(
      opened.model->notes(),
      (std::vector<std::string>{
          "no mapping takes 2025-01: 2 rows of contract OTHER, 42.5 in all; the first is at " +
              path + ":3",
          "no mapping takes 2025-01: 1 row of payer Q, 3 in all; the first is at " + path + ":5",
          "no mapping takes 2031-01: 1 row of a period outside of the term, 4 in all; the first "
          "is at " +
              path + ":6"}));
  EXPECT_EQ(opened.bytes(kMarch), kHeader + kJanuaryRow);
  const auto refused =
      Open(folder.Write("legacy.json", HeadWith(keys + R"(, "left_over": "refuse")")));
  EXPECT_EQ(refused.codes(), "recorded_left_over\nrecorded_left_over\nrecorded_left_over\n");
}

TEST(RecordedModel, ALineThatIsNoneIsRefusedAtItsPlace) {
  const support::TemporaryFolder folder;
  const std::string head = folder.Write("legacy.json", HeadWith(R"("lines": ["1.csv"])"));
  for (const std::string& rows : {std::string("Anniversary,2025-1,P,,,,,Fee,C,4,,,3,USD\n"),
                                  std::string("Anniversary,2025-01,P,,,,,Fee,C,4,,,\"3,0\",USD\n"),
                                  std::string("Anniversary,2025-01,P,,,,,Fee,C,4,,,3,EUR\n"),
                                  std::string("Anniversary,2025-01,P,,,,,Fee,C,4,,,3,USD"),
                                  std::string("Anniversary,2025-01,P,,,,,Fee,C,4\n")}) {
    folder.Write("1.csv", kHeader + kJanuaryRow + rows);
    const auto opened = Open(head);
    ASSERT_EQ(opened.codes(), "recorded_bad_line\n") << rows;
    EXPECT_EQ(opened.problems[0].position.line, 3) << rows;
  }
  folder.Write("1.csv", "");
  EXPECT_EQ(Open(head).codes(), "recorded_bad_line\n");
}

TEST(RecordedModel, TheDigestIsOfHeadAndBills) {
  const support::TemporaryFolder folder;
  folder.Write("1.csv", kHeader + kJanuaryRow);
  const std::string head = folder.Write("legacy.json", HeadWith(R"("lines": ["1.csv"])"));
  const auto first = Open(head).model->digest();
  EXPECT_EQ(Open(head).model->digest(), first);
  folder.Write("1.csv", kHeader + kMarchRow);
  EXPECT_NE(Open(head).model->digest(), first);
}

TEST(RecordedPlan, AllThatIsWrongWithAHeadIsSaidAtOnce) {
  const support::TemporaryFolder folder;
  EXPECT_EQ(Open(folder.Write("legacy.json", HeadWith(R"("mappings": [])"))).codes(),
            "recorded_no_bills\n");
  EXPECT_EQ(Open(folder.Write("legacy.json", HeadWith(R"("reports": ["x"])"))).codes(),
            "recorded_no_mapping\n");
  EXPECT_EQ(Open(folder.Write("legacy.json", HeadWith(R"("reports": ["x"], "mappings": [
      {"clause": "1", "line": {"type": "T"}},
      {"rows": {"account": ["a"], "color": "red", "service": 5}, "clause": "", "line": {"typ": "T"},
       "by": ["operation"], "digits": 19, "bill": "NEVER"}], "left_over": "drop")")))
                .codes(),
            "/mappings/0 recorded_takes_all\n"
            "/mappings/1/rows/color recorded_unknown_field\n"
            "/mappings/1/rows/service foreign_wrong_form\n"
            "/mappings/1/clause foreign_wrong_form\n"
            "/mappings/1/line foreign_missing_key\n"
            "/mappings/1/line/typ foreign_unknown_key\n"
            "/mappings/1/bill foreign_unknown_choice\n"
            "/mappings/1/by/0 foreign_wrong_form\n"
            "/mappings/1/digits foreign_wrong_form\n"
            "/left_over foreign_unknown_choice\n");
}

}  // namespace
}  // namespace twinbill::recorded
