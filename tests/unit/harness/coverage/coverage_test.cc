#include "harness/coverage/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/coverage/coverage_probe.h"
#include "harness/fuzz/usage_case.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::coverage {
namespace {

using ::testing::Contains;
using ::testing::Not;

arithmetic::ExactAmount Units(std::string_view text) {
  return arithmetic::ExactAmount(model::Decimal::Parse(text).value());
}

TEST(TieCell, TellsTiesAndTheirNeighbours) {
  EXPECT_EQ(TieCell(Units("12.5")), "tie, even");
  EXPECT_EQ(TieCell(Units("-13.5")), "tie, odd");
  EXPECT_EQ(TieCell(Units("13.4999")), "just below a tie");
  EXPECT_EQ(TieCell(Units("13.5001")), "just above a tie");
  EXPECT_EQ(TieCell(Units("13.49")), "no tie");
  EXPECT_EQ(TieCell(Units("13")), "no tie");
}

constexpr const char* kBook = R"book({
  "cbas": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD", "start": "2025-01-01", "end": "2025-07-01"},
  "settings": {"arithmetic": "decimal"},
  "rules": [{"id": "R", "clause": "1", "credit": "min(if(usage > 10, cost * 0.1, 0), 50)",
             "line": {"type": "T", "text": "D"}}]
})book";
constexpr const char* kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [{"id": "a", "construct": "primitive", "clause": "1",
    "meter": {"measure": "quantity"},
    "benefit": {"tiers": {"mode": "volume", "steps": [
      {"up_to": "10", "percent_off": "0"}, {"up_to": null, "percent_off": "10"}]}},
    "cap": {"amount": "50"}, "line": {"type": "T", "description": "D", "by": []}}]
})";

class CoverageTest : public ::testing::Test {
 protected:
  CoverageTest()
      : legacy_(rule_book::ReadRuleBook(kBook, "b").value().book),
        standard_(contract::ReadContract(kContract, "c").value()) {
    model::Slot slot;
    slot.line_item_type = "Usage";
    slots_.Intern(slot);
    probe_ = std::make_unique<CoverageProbe>(legacy_, standard_, slots_);
  }

  // What one record of a quantity and a cost reaches.
  Cells Reached(std::int64_t quantity, std::int64_t cost) {
    fuzz::UsageCase usage;
    usage.last = *model::Period::Parse("2025-01");
    usage.records.push_back({0, usage.last, *model::Timestamp::Parse("2025-01-05"),
                             model::Decimal::FromInteger(quantity),
                             model::Decimal::FromInteger(cost), std::nullopt});
    fuzz::CaseColumns columns;
    columns.Fill(usage);
    const model::UsageBlock block = columns.Of(usage.last);
    Cells reached;
    probe_->Begin();
    probe_->Bill(usage.last, {&block, 1}, reached);
    return reached;
  }

  static CellName Standard(const char* what) { return {"standard", "a", "1", what}; }
  static CellName Legacy(const char* what) { return {"legacy", "R", "1", what}; }

  cbas::CbasModel legacy_;
  plan::Plan standard_;
  model::SlotTable slots_;
  std::unique_ptr<CoverageProbe> probe_;
};

TEST_F(CoverageTest, SeesStepsBoundsAndCaps) {
  const Cells low = Reached(10, 100);
  EXPECT_THAT(low, Contains(Standard("step 1")));
  EXPECT_THAT(low, Contains(Standard("on the end of step 1")));
  EXPECT_THAT(low, Not(Contains(Standard("step 2"))));
  const Cells high = Reached(11, 600);
  EXPECT_THAT(high, Contains(Standard("step 2")));
  EXPECT_THAT(high, Contains(Standard("one unit or less above the end of step 1")));
  EXPECT_THAT(high, Contains(Standard("cap binds")));
  EXPECT_THAT(Reached(12, 500), Contains(Standard("on the cap")));
}

TEST_F(CoverageTest, SeesTheSidesOfAFormula) {
  const Cells low = Reached(10, 100);
  EXPECT_THAT(low, Contains(Legacy("credit 5-33: else")));
  EXPECT_THAT(low, Contains(Legacy("credit 8-17: both sides equal")));
  EXPECT_THAT(low, Contains(Legacy("credit 1-38: argument 1")));
  EXPECT_THAT(low, Not(Contains(Legacy("bills a line"))));
  const Cells high = Reached(11, 600);
  EXPECT_THAT(high, Contains(Legacy("credit 5-33: then")));
  EXPECT_THAT(high, Contains(Legacy("credit 1-38: argument 2")));
  EXPECT_THAT(high, Contains(Legacy("bills a line")));
}

// A cell that is reached and not listed would make more than all of them.
TEST_F(CoverageTest, ReachesNothingThatIsNotThere) {
  const Cells all = probe_->All();
  for (const auto& [quantity, cost] :
       {std::pair(0, 0), std::pair(10, 100), std::pair(11, 600), std::pair(-5, -60)}) {
    for (const CellName& cell : Reached(quantity, cost)) {
      EXPECT_THAT(all, Contains(cell)) << cell.what;
    }
  }
}

}  // namespace
}  // namespace twinbill::coverage
