// What a rule book's run tells whoever listens.
#include "legacy_adapters/cbas/rule_trace.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "corpus/model/record_feed.h"
#include "legacy_adapters/cbas/cbas_model.h"
#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"

namespace twinbill::cbas {
namespace {

using model::Period;
using Texts = std::vector<std::string>;

const Period kJanuary = Period::FromCivil(2025, 1);

std::string BookOf(const std::string& rules) {
  return R"({"cbas": 1, "contract": {"id": "K", "payer": "P", "currency": "USD",
    "start": "2025-01-01", "end": "2025-04-01"}, "rules": [)" +
         rules + "]}";
}

// Costs 4 and 6 of account a, and -1 of account b, of usage 1 each.
PeriodTrace TraceOf(const std::string& rules, std::vector<model::LineItem>* billed = nullptr) {
  const CbasModel model(rule_book::ReadRuleBook(BookOf(rules), "book.json").value().book);
  model::SlotTable slots;
  model::RecordFeed feed;
  int number = 0;
  for (const auto& [account, cost] : {std::pair("a", 4), {"b", -1}, {"a", 6}}) {
    model::UsageRecord record;
    record.id = std::to_string(number++);
    record.payer = "P";
    record.period = kJanuary;
    record.start = model::Timestamp::AtMidnight(kJanuary.FirstDay());
    record.slot.account = account;
    record.slot.line_item_type = "Usage";
    record.quantity = model::Decimal::FromInteger(1);
    record.unblended_cost = model::Decimal::FromInteger(cost);
    feed.Add(record, slots);
  }
  EXPECT_TRUE(feed.Finish());
  const auto run = model.StartRun(slots);
  RuleRecorder recorder;
  run->Listen(&recorder);
  std::vector<model::LineItem> lines;
  for (const model::UsageBlock& block : feed.Of(kJanuary)) EXPECT_TRUE(run->Add(block));
  static_cast<void>(run->BillNext(lines));
  if (billed != nullptr) *billed = lines;
  return recorder.Take();
}

Texts ValuesOf(const std::vector<NodeValue>& nodes) {
  Texts values;
  for (const NodeValue& node : nodes) values.push_back(StepName("R", node.node) + "=" + node.value);
  return values;
}

TEST(RuleTrace, HasGroupsInTheirOrderWithVariablesStepsAmountAndLines) {
  const PeriodTrace trace = TraceOf(
      R"json({"id": "R1", "clause": "c1", "per": ["account"], "credit": "if(cost > 0, cost * 0.1, 7)",
          "spread": ["account"], "line": {
  "type" : "t", "text" : "t"}})json");
  EXPECT_EQ(trace.period, kJanuary);
  ASSERT_EQ(trace.rules.size(), 1U);
  EXPECT_EQ(trace.rules[0].rule, "R1");
  EXPECT_EQ(trace.rules[0].clause, "c1");
  ASSERT_EQ(trace.rules[0].groups.size(), 2U);
  const GroupTrace& group = trace.rules[0].groups[0];
  EXPECT_EQ(group.texts, Texts{"a"});
  ASSERT_EQ(group.variables.size(), 1U);
  EXPECT_EQ(group.variables[0].first, rule_book::Variable::kCost);
  EXPECT_EQ(group.variables[0].second, "10");
  // The branch that is not chosen (7, node 6) has no value; the `if` ends with its own.
  EXPECT_EQ(ValuesOf(group.nodes),
            (Texts{"R#0=10", "R#1=0", "R#2=1", "R#3=10", "R#4=0.1", "R#5=1", "R#7=1"}));
  EXPECT_EQ(group.amount->ToString(), "1.00");
  ASSERT_EQ(group.lines.size(), 1U);
  EXPECT_EQ(group.lines[0].account, "a");
  EXPECT_EQ(group.lines[0].weight, "10");
  EXPECT_EQ(group.lines[0].amount.ToString(), "-1.00");
  EXPECT_EQ(ValuesOf(trace.rules[0].groups[1].nodes),
            (Texts{"R#0=-1", "R#1=0", "R#2=0", "R#6=7", "R#7=7"}));
}

TEST(RuleTrace, HasEachRecordOfARuleForEveryRecordInLedgerOrder) {
  const PeriodTrace trace = TraceOf(
      R"json({"id": "R1", "clause": "c", "per": ["account"], "each": "event", "credit": "cost * months",
          "line": {"type": "t", "text": "t"}})json");
  const std::vector<GroupTrace>& groups = trace.rules.at(0).groups;
  ASSERT_EQ(groups.size(), 2U);
  ASSERT_EQ(groups[0].records.size(), 2U);
  EXPECT_EQ(groups[0].records[0].record, 0U);
  EXPECT_EQ(groups[0].records[1].record, 2U);
  EXPECT_EQ(ValuesOf(groups[0].records[1].nodes), (Texts{"R#0=6", "R#1=1", "R#2=6"}));
  EXPECT_EQ(groups[0].records[1].amount->ToString(), "6.00");
  EXPECT_EQ(groups[0].amount->ToString(), "10.00");
  ASSERT_EQ(groups[0].variables.size(), 1U);
  EXPECT_EQ(groups[0].variables[0].first, rule_book::Variable::kMonths);
}

TEST(RuleTrace, ShowsNetAfterTheRulesBeforeAndLinesThatAreLeftOut) {
  std::vector<model::LineItem> lines;
  const PeriodTrace trace = TraceOf(
      R"json({"id": "R1", "clause": "c", "match": "account = 'a'", "credit": "1",
          "line": {"type": "t", "text": "t"}},
         {"id": "R2", "clause": "c", "charge": "net - net", "line": {"type": "t", "text": "t"}})json",
      &lines);
  ASSERT_EQ(trace.rules.size(), 2U);
  EXPECT_EQ(trace.rules[1].groups[0].variables[0].second, "8");
  ASSERT_EQ(trace.rules[1].groups[0].lines.size(), 1U);
  EXPECT_TRUE(trace.rules[1].groups[0].lines[0].is_left_out);
  EXPECT_EQ(lines.size(), 1U);
}

TEST(RuleTrace, EndsWhereTheBillStops) {
  const PeriodTrace trace = TraceOf(
      R"json({"id": "R1", "clause": "c", "per": ["account"], "credit": "1 / (cost + 1)",
          "line": {
  "type" : "t", "text" : "t"}})json");
  EXPECT_EQ(trace.stopped, "cbas_division_by_zero");
  const GroupTrace& last = trace.rules.at(0).groups.back();
  EXPECT_EQ(last.texts, Texts{"b"});
  EXPECT_FALSE(last.amount.has_value());
}

}  // namespace
}  // namespace twinbill::cbas
