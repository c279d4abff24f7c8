#include "standard_engine/explain/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "corpus/model/record_feed.h"
#include "corpus/readers/usage_reader.h"
#include "standard_engine/billing/standard_run.h"
#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/explain/explanation_text.h"
#include "tests/support/recomputed.h"

namespace twinbill::explain {
namespace {

namespace fs = std::filesystem;

// A conformance case billed period by period, every line explained.
class ExplainedCase {
 public:
  explicit ExplainedCase(const fs::path& folder)
      : plan_(contract::ReadContractFile(folder / "contract.json").value()),
        records_(readers::ReadRecords(folder / "usage.csv", {}).value()) {
    model::SlotTable slots;
    model::RecordFeed feed;
    for (const model::UsageRecord& record : records_) {
      if (record.payer == plan_.contract().payer) feed.Add(record, slots);
    }
    EXPECT_TRUE(feed.Finish().has_value());
    billing::StandardRun run(plan_, slots);
    for (; !run.is_done();) {
      for (const model::UsageBlock& block : feed.Of(run.next_period())) run.Add(block);
      std::vector<model::LineItem> lines;
      billing::Trace trace;
      EXPECT_TRUE(run.BillNext(lines, trace).has_value());
      for (std::size_t i = 0; i < lines.size(); ++i) {
        Explanation explanation = ExplainLine(plan_, trace, lines, i);
        FindRecords(plan_, records_, {&explanation, 1});
        explanations_.push_back(std::move(explanation));
      }
    }
  }

  const plan::Plan& plan() const { return plan_; }
  const std::vector<Explanation>& explanations() const { return explanations_; }
  const std::vector<model::UsageRecord>& records() const { return records_; }

 private:
  plan::Plan plan_;
  std::vector<model::UsageRecord> records_;
  std::vector<Explanation> explanations_;
};

std::vector<fs::path> Cases() {
  std::vector<fs::path> cases;
  const fs::path folder = fs::path(TWINBILL_SOURCE_DIR) / "tests/conformance/standard/cases";
  for (const auto& entry : fs::directory_iterator(folder)) cases.push_back(entry.path());
  std::sort(cases.begin(), cases.end());
  return cases;
}

// What its records add up to is the cell's quantity.
void ExpectRecordsAddUp(const ExplainedCase& bill, const Explanation& explanation) {
  std::map<std::string, std::vector<const model::UsageRecord*>> by_id;
  for (const model::UsageRecord& record : bill.records()) by_id[record.id].push_back(&record);
  for (const ExplainedCell& cell : explanation.cells) {
    ASSERT_FALSE(cell.record_ids.empty());
    arithmetic::ExactAmount quantity;
    bool unique = true;
    for (const std::string& id : cell.record_ids) {
      unique = unique && by_id[id].size() == 1;
      quantity += arithmetic::ExactAmount(by_id[id].front()->quantity);
    }
    if (unique) {
      EXPECT_EQ(quantity, cell.quantity);
    }
  }
}

TEST(Explain, EveryLineOfEveryConformanceCaseIsComputedAgainFromItsExplanation) {
  std::size_t lines = 0;
  std::map<LineKind, int> kinds;
  for (const fs::path& path : Cases()) {
    const ExplainedCase bill(path);
    for (const Explanation& explanation : bill.explanations()) {
      ++lines;
      ++kinds[explanation.kind];
      EXPECT_EQ(support::WrongWith(ExplanationJson(explanation)), "") << path;
      EXPECT_EQ(explanation.cells.empty(), explanation.kind != LineKind::kDiscount);
      ExpectRecordsAddUp(bill, explanation);
      EXPECT_NE(ExplanationText(explanation).find(explanation.construct), std::string::npos);
      EXPECT_NE(CustomerStatement(explanation).find(explanation.line.amount.ToString()),
                std::string::npos);
    }
  }
  EXPECT_GT(lines, 800U);
  EXPECT_EQ(kinds.size(), 3U);
}

TEST(Explain, AChangedNumberIsNoticed) {
  for (const fs::path& path : Cases()) {
    const ExplainedCase other(path);
    if (other.explanations().empty()) continue;
    auto json = ExplanationJson(other.explanations().front());
    for (auto& number : json["numbers"]) {
      if (number["operation"] != "rounded" && number["operation"] != "negation") continue;
      number["value"] = "12345.678";
      EXPECT_NE(support::WrongWith(json), "");
      return;
    }
  }
  FAIL() << "no case has a number to change";
}

}  // namespace
}  // namespace twinbill::explain
