// Cells of rounding, of the dealing of remainders, and of bands.
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

constexpr const char* kBook = R"book({
  "cbas": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD", "start": "2025-01-01", "end": "2025-07-01"},
  "settings": {"arithmetic": "decimal", "tier_edge": "EDGE"},
  "tables": {"t": [["0", "10", "0.1"], ["10", null, "0.2"]]},
  "rules": [{"id": "band", "clause": "1", "credit": "cost * band(usage, t)", "line": {"type": "T", "text": "D"}},
            {"id": "tiered", "clause": "1", "charge": "tiered(usage, t)", "line": {"type": "T", "text": "D"}},
            {"id": "spread", "clause": "1", "credit": "cost * 0.01", "spread": ["account"],
             "line": {"type": "T", "text": "D"}},
            {"id": "line", "clause": "1", "credit": "cost * 0.01", "spread": ["account"], "spread_cut": "line",
             "line": {"type": "T", "text": "D"}}]
})book";
constexpr const char* kContract = R"({
  "twinbill": 1,
  "contract": {"id": "C", "payer": "1", "currency": "USD",
               "term": {"start": "2025-01-01", "end": "2025-07-01"}},
  "constructs": [
    {"id": "total", "construct": "primitive", "clause": "1", "benefit": {"percent_off": "1"},
     "line": {"type": "T", "description": "D", "by": ["account"]},
     "rounding": {"mode": "HALF_UP", "digits": 2, "at": "total"}},
    {"id": "down", "construct": "primitive", "clause": "1", "benefit": {"percent_off": "1"},
     "line": {"type": "T", "description": "D", "by": []}, "rounding": {"mode": "DOWN"}}]
})";

class RoundingCells : public ::testing::Test {
 protected:
  void Open(const std::string& edge) {
    std::string book = kBook;
    book.replace(book.find("EDGE"), 4, edge);
    legacy_ = std::make_unique<cbas::CbasModel>(rule_book::ReadRuleBook(book, "b").value().book);
    standard_ = std::make_unique<plan::Plan>(contract::ReadContract(kContract, "c").value());
    for (const char* account : {"1", "2", "3"}) {
      model::Slot slot;
      slot.line_item_type = "Usage";
      slot.account = account;
      slots_.Intern(slot);
    }
    probe_ = std::make_unique<CoverageProbe>(*legacy_, *standard_, slots_);
  }

  // What accounts with these quantities, at the cost of each, reach.
  Cells Reached(const std::vector<std::pair<const char*, const char*>>& quantity_and_cost) {
    fuzz::UsageCase usage;
    usage.last = model::Period::FromCivil(2025, 1);
    for (std::uint32_t i = 0; i < quantity_and_cost.size(); ++i) {
      usage.records.push_back({i, usage.last, *model::Timestamp::Parse("2025-01-05"),
                               model::Decimal::Parse(quantity_and_cost[i].first).value(),
                               model::Decimal::Parse(quantity_and_cost[i].second).value(),
                               std::nullopt});
    }
    fuzz::CaseColumns columns;
    columns.Fill(usage);
    const model::UsageBlock block = columns.Of(usage.last);
    Cells reached;
    probe_->Begin();
    probe_->Bill(usage.last, {&block, 1}, reached);
    for (const CellName& cell : reached) EXPECT_THAT(probe_->All(), Contains(cell)) << cell.what;
    return reached;
  }

  static CellName Standard(const char* id, const char* what) { return {"standard", id, "1", what}; }
  static CellName Legacy(const char* id, const char* what) { return {"legacy", id, "1", what}; }

  std::unique_ptr<cbas::CbasModel> legacy_;
  std::unique_ptr<plan::Plan> standard_;
  model::SlotTable slots_;
  std::unique_ptr<CoverageProbe> probe_;
};

TEST_F(RoundingCells, TellWhereRoundingGoes) {
  Open("upper");
  const Cells whole = Reached({{"1", "100"}});
  const Cells away = Reached({{"1", "100.7"}});
  const Cells toward = Reached({{"1", "100.3"}});
  const Cells tie = Reached({{"1", "100.5"}});
  for (const CellName& cell :
       {Standard("total", "nothing to round"), Legacy("spread", "nothing to round"),
        Legacy("line", "nothing to round")}) {
    EXPECT_THAT(whole, Contains(cell));
    EXPECT_THAT(away, Not(Contains(cell)));
  }
  for (const char* id : {"spread", "line"}) {
    EXPECT_THAT(away, Contains(Legacy(id, "rounded away from zero")));
    EXPECT_THAT(toward, Contains(Legacy(id, "rounded toward zero")));
    EXPECT_THAT(toward, Not(Contains(Legacy(id, "tie"))));
    EXPECT_THAT(tie, Contains(Legacy(id, "tie")));
  }
  EXPECT_THAT(away, Contains(Standard("total", "rounded away from zero")));
  EXPECT_THAT(toward, Contains(Standard("total", "rounded toward zero")));
  // What a mode never does is no cell.
  EXPECT_THAT(away, Contains(Standard("down", "rounded toward zero")));
  EXPECT_THAT(probe_->All(), Not(Contains(Standard("down", "rounded away from zero"))));
}

TEST_F(RoundingCells, TellWhetherARemainderIsDealt) {
  Open("upper");
  const Cells even = Reached({{"1", "100"}, {"1", "200"}});
  EXPECT_THAT(even, Not(Contains(Legacy("spread", "remainder dealt"))));
  EXPECT_THAT(even, Not(Contains(Standard("total", "remainder dealt"))));
  const Cells thirds = Reached({{"1", "33.5"}, {"1", "33.5"}, {"1", "33"}});
  EXPECT_THAT(thirds, Contains(Legacy("spread", "remainder dealt")));
  EXPECT_THAT(thirds, Contains(Standard("total", "remainder dealt")));
  EXPECT_THAT(probe_->All(), Not(Contains(Legacy("line", "remainder dealt"))));
  EXPECT_THAT(thirds, Contains(Legacy("line", "tie")));
}

TEST_F(RoundingCells, TellTheBandAndItsEnd) {
  for (const bool is_upper : {true, false}) {
    Open(is_upper ? "upper" : "lower");
    const Cells low = Reached({{"9", "1"}});
    EXPECT_THAT(low, Contains(Legacy("band", "credit 8-21: band 1")));
    EXPECT_THAT(low, Not(Contains(Legacy("band", "credit 8-21: on the end of band 1"))));
    const Cells on = Reached({{"10", "1"}});
    EXPECT_THAT(on, Contains(Legacy("band", "credit 8-21: on the end of band 1")));
    EXPECT_THAT(on,
                Contains(Legacy("band", is_upper ? "credit 8-21: band 1" : "credit 8-21: band 2")));
    EXPECT_THAT(on, Not(Contains(Legacy("tiered", "charge 1-16: band 2"))));
    const Cells above = Reached({{"11", "1"}});
    EXPECT_THAT(above, Not(Contains(Legacy("band", "credit 8-21: band 1"))));
    EXPECT_THAT(above, Contains(Legacy("band", "credit 8-21: band 2")));
    EXPECT_THAT(above, Contains(Legacy("tiered", "charge 1-16: band 1")));
    EXPECT_THAT(above, Contains(Legacy("tiered", "charge 1-16: band 2")));
  }
}

}  // namespace
}  // namespace twinbill::coverage
