// What an observer is told, and in which order.
#include <gtest/gtest.h>

#include "standard_engine/billing/observed_biller.h"
#include "standard_engine/billing/usage_intake.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/unit/standard_engine/billing/bill_case.h"

namespace twinbill::billing {
namespace {

// Keeps the names of the steps.
struct NameKeeper {
  static constexpr bool kIsOn = true;
  std::string names;

  template <class Step>
  void On(const Step& step) {
    names += std::string(names.empty() ? "" : " ") + std::string(Name(step.kId));
  }
};

std::string StepsOf(const std::string& construct, int periods) {
  auto contract = contract::ReadContract(
      R"({"twinbill": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
          "term": {"start": "2025-01-01", "end": "2026-01-01"}}, "constructs": [)" +
          construct + "]}",
      "case");
  EXPECT_TRUE(contract.has_value());
  const plan::Plan plan(std::move(*contract));
  UsageIntake intake(plan);
  for (const auto& record : Records("2025-01-05 a S3 t 1 100\n2025-02-05 b S3 u 3 50")) {
    EXPECT_TRUE(intake.Add(record).has_value());
  }
  SlotFacts facts(plan, intake.slots());
  PeriodCells cells(plan, facts);
  Biller biller(plan, facts);
  NameKeeper keeper;
  std::vector<BilledLine> lines;
  for (int i = 0; i < periods; ++i) {
    const auto billed =
        biller.BillNext(cells.Gather(intake.cells(), biller.next_period()), lines, keeper);
    EXPECT_TRUE(billed.has_value());
  }
  return keeper.names;
}

constexpr auto kHead = R"({"id": "c", "construct": "primitive", "clause": "1",
  "line": {"type": "D", "description": ""}, )";

TEST(Steps, OfEveryBenefitComeInTheOrderOfTheirHeader) {
  EXPECT_EQ(StepsOf(std::string(kHead) + R"("benefit": {"unit_price": "1"}, "spread": "base",
      "cap": {"amount": "5"}, "entitlement": {"scope": {}, "ratio": "1"},
      "commit": {"amount": "9", "measure": "list_cost",
                 "charge": {"type": "S", "description": ""}}})",
                    1),
            "period construct scope entitle flat floor spread factor cap round net commit");
  EXPECT_EQ(StepsOf(std::string(kHead) + R"("benefit": {"prepaid": {"amount": "1", "grant": "2",
      "fee": {"type": "F", "description": ""}}}})",
                    1),
            "period construct scope fee draw round net");
  EXPECT_EQ(StepsOf(std::string(kHead) + R"("meter": {"measure": "quantity"}, "benefit": {"tiers":
      {"mode": "volume", "steps": [{"up_to": null, "percent_off": "1"}]}}})",
                    1),
            "period construct scope meter volume round net");
}

TEST(Steps, StopWhereAConstructWaitsForItsWindowsEnd) {
  EXPECT_EQ(StepsOf(std::string(kHead) + R"("meter": {"measure": "quantity",
      "window": "contract_quarter"}, "settle": "window_end", "benefit": {"tiers":
      {"mode": "graduated", "steps": [{"up_to": null, "percent_off": "1"}]}}})",
                    3),
            "period construct scope meter hold period construct scope meter hold "
            "period construct scope meter hold graduated spread round");
}

}  // namespace
}  // namespace twinbill::billing
