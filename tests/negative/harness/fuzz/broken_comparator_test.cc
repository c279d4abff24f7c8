// A comparison of bills that overlooks something is noticed: by differences planted one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/negative/harness/fuzz/altered_legacy.h"
#include "tests/unit/harness/fuzz/fuzz_ground.h"

namespace twinbill::fuzz {
namespace {

using Lines = std::vector<model::LineItem>;
// Whether two bills are the same bytes.
using Comparator = std::function<bool(const Lines& legacy, const Lines& standard)>;

// One difference for each field of a line, and for each way of having other lines.
std::map<std::string, AlteredLegacy::Alter> Differences() {
  const auto field = [](const std::function<void(model::LineItem&)>& change) {
    return [change](Lines& lines) {
      if (!lines.empty()) change(lines.back());
    };
  };
  return {
      {"bill_type", field([](auto& line) { line.bill_type = model::BillType::kOutOfCycle; })},
      {"billing_period", field([](auto& line) { ++line.billing_period.months; })},
      {"payer_account_id", field([](auto& line) { line.payer_account_id += "0"; })},
      {"usage_account_id", field([](auto& line) { line.usage_account_id += "0"; })},
      {"product_code", field([](auto& line) { line.product_code += "x"; })},
      {"region", field([](auto& line) { line.region += "x"; })},
      {"usage_type", field([](auto& line) { line.usage_type += "x"; })},
      {"line_item_type", field([](auto& line) { line.line_item_type += "x"; })},
      {"contract_id", field([](auto& line) { line.contract_id += "x"; })},
      {"clause", field([](auto& line) { line.clause += " "; })},
      {"description", field([](auto& line) { line.description += " "; })},
      {"quantity", field([](auto& line) { line.quantity += "1"; })},
      {"amount", field([](auto& line) { line.amount.units += 1; })},
      {"digits", field([](auto& line) {
         line.amount.units *= 10;  // the same money, other bytes
         ++line.amount.digits;
       })},
      {"currency", field([](auto& line) { line.currency = "EUR"; })},
      {"line_left_out", [](Lines& lines) { lines.pop_back(); }},
      {"line_twice", [](Lines& lines) { lines.push_back(lines.back()); }},
      {"one_for_another", [](Lines& lines) { lines.front() = lines.back(); }},
  };
}

// Bills of two lines that differ, and what a comparator does not see of what is planted in them.
std::set<std::string> Overlooked(const Comparator& same) {
  Lines bill(3);
  for (int i = 0; i < 3; ++i) {
    bill[static_cast<std::size_t>(i)].usage_account_id = "10000000000" + std::to_string(i / 2);
    bill[static_cast<std::size_t>(i)].amount.units = 100 + i / 2;
  }
  std::set<std::string> overlooked;
  for (const auto& [name, alter] : Differences()) {
    Lines altered = bill;
    alter(altered);
    if (same(altered, bill)) overlooked.insert(name);
  }
  EXPECT_TRUE(same(bill, bill));
  return overlooked;
}

std::vector<std::string> RowsOf(const Lines& lines) {
  std::vector<std::string> rows;
  for (const model::LineItem& line : lines) model::AppendRow(line, rows.emplace_back());
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(BrokenComparator, IsNoticedWhateverItOverlooks) {
  EXPECT_TRUE(
      Overlooked([](const Lines& a, const Lines& b) { return RowsOf(a) == RowsOf(b); }).empty());
  const Comparator by_count = [](const Lines& a, const Lines& b) { return a.size() == b.size(); };
  EXPECT_EQ(Overlooked(by_count).size(), Differences().size() - 2);
  const Comparator as_sets = [](const Lines& a, const Lines& b) {
    const auto first = RowsOf(a);
    const auto second = RowsOf(b);
    return std::set(first.begin(), first.end()) == std::set(second.begin(), second.end());
  };
  EXPECT_EQ(Overlooked(as_sets), std::set<std::string>({"line_twice", "one_for_another"}));
  const Comparator by_value = [](Lines a, Lines b) {
    for (Lines* lines : {&a, &b}) {
      for (model::LineItem& line : *lines) {
        for (; line.amount.digits > 2; --line.amount.digits) line.amount.units /= 10;
      }
    }
    return RowsOf(a) == RowsOf(b);
  };
  EXPECT_EQ(Overlooked(by_value), std::set<std::string>{"digits"});
  const Comparator without_quantity = [](Lines a, Lines b) {
    for (Lines* lines : {&a, &b}) {
      for (model::LineItem& line : *lines) line.quantity.clear();
    }
    return RowsOf(a) == RowsOf(b);
  };
  EXPECT_EQ(Overlooked(without_quantity), std::set<std::string>{"quantity"});
}

// The fuzzer's own comparison, through a whole batch: each planted difference is found.
TEST(BrokenComparator, TheFuzzersOwnOverlooksNothing) {
  for (const auto& [name, alter] : Differences()) {
    const AlteredLegacy legacy(GroundContract(), [&alter](Lines& lines) {
      if (lines.size() >= 2 && lines.front() != lines.back()) alter(lines);
    });
    const plan::Plan standard(GroundContract());
    Mentions mentions;
    mentions.Add(GroundContract());
    FuzzTarget target(legacy, standard, std::move(mentions), 1);
    const BatchOutcome outcome = RunBatch(target, 1, 0, {.cases = 200, .shrink_probes_max = 50});
    EXPECT_TRUE(outcome.found.has_value()) << name;
  }
}

// The order of lines is no difference: bills are compared as multisets.
TEST(BrokenComparator, OneThatSeesTheOrderWouldFindWhatIsNone) {
  const AlteredLegacy legacy(GroundContract(),
                             [](Lines& lines) { std::reverse(lines.begin(), lines.end()); });
  const plan::Plan standard(GroundContract());
  Mentions mentions;
  mentions.Add(GroundContract());
  FuzzTarget target(legacy, standard, std::move(mentions), 1);
  const BatchOutcome outcome = RunBatch(target, 1, 0, {.cases = 300});
  EXPECT_FALSE(outcome.found.has_value());
  EXPECT_EQ(outcome.cases, 300U);
}

}  // namespace
}  // namespace twinbill::fuzz
