// Sums of rows, whatever the form their numbers come in.
#include "standard_engine/billing/usage_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace twinbill::billing {
namespace {

using model::Decimal;
using model::Period;
using model::Timestamp;

const Period kJanuary = Period::FromCivil(2025, 1);

// Columns of one block; numbers narrow at the scales given.
struct Columns {
  std::vector<std::uint32_t> slot;
  std::vector<std::int64_t> start;
  std::vector<std::int64_t> quantity;
  std::vector<std::int64_t> list_cost;
  std::vector<std::int64_t> rate;
  std::vector<std::uint8_t> has_rate;

  model::UsageBlock View(int quantity_scale, int list_cost_scale, int rate_scale) const {
    model::UsageBlock block;
    block.period = kJanuary;
    block.slot = slot;
    block.start = start;
    block.quantity = {true, quantity_scale, quantity, {}};
    block.list_cost = {true, list_cost_scale, list_cost, {}};
    block.rate = {true, rate_scale, rate, {}};
    block.has_rate = has_rate;
    return block;
  }
};

// "SLOT STRETCH quantity list rated" of each sum, in order.
std::vector<std::string> TextsOf(const UsageCells& cells) {
  std::vector<std::string> texts;
  for (const UsagePlane& plane : cells.planes()) {
    for (std::size_t at = 0; at < plane.slots().size(); ++at) {
      const UsageSum sum = plane.SumOf(at);
      texts.push_back(std::to_string(plane.slots()[at]) + " " + std::to_string(plane.stretch()) +
                      " " + sum.quantity.ToString() + " " + sum.list_cost.ToString() + " " +
                      sum.rated_cost.ToString());
    }
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

using Texts = std::vector<std::string>;

TEST(UsageCells, AddsBlocksOfAnyScalesInAnyOrderOfStarts) {
  UsageCells cells({{Timestamp{100}, Timestamp{200}}, true});
  const Columns first{{7, 3, 7, 7}, {250, 10, 100, 199}, {15, 20, 1, 2},
                      {5, 6, 7, 8}, {3, 0, 2, 0},        {1, 0, 1, 0}};
  cells.Add(first.View(1, 2, 1));
  EXPECT_EQ(TextsOf(cells), (Texts{"3 0 2 0.06 0.06", "7 1 0.3 0.15 0.1", "7 2 1.5 0.05 0.45"}));
  const Columns second{{7}, {150}, {4}, {9}, {5}, {1}};
  cells.Add(second.View(3, 0, 2));
  EXPECT_EQ(TextsOf(cells)[1], "7 1 0.304 9.15 0.1002");
  cells.Add({7, kJanuary, Timestamp{150}, *Decimal::Parse("0.6"), *Decimal::Parse("1"), {}});
  EXPECT_EQ(TextsOf(cells)[1], "7 1 0.904 10.15 1.1002");
  UsageCells other({{Timestamp{200}, Timestamp{100}, Timestamp{100}}, true});
  other.Add(second.View(3, 0, 2));
  other.Add(cells);
  EXPECT_EQ(TextsOf(other)[1], "7 1 0.908 19.15 1.1004");
  other.Clear();
  EXPECT_TRUE(other.planes().empty());
  other.Add(second.View(3, 0, 2));
  EXPECT_EQ(TextsOf(other), (Texts{"7 1 0.004 9 0.0002"}));
}

TEST(UsageCells, ProductsThatFillAllBitsAreNotWrapped) {
  constexpr std::int64_t kMost = 999'999'999'999'999'999;
  UsageCells cells({{}, true});
  Columns rows{{}, {}, {}, {}, {}, {}};
  for (int i = 0; i < 400; ++i) {
    rows.slot.push_back(0);
    rows.start.push_back(i);
    rows.quantity.push_back(kMost);
    rows.list_cost.push_back(kMost);
    rows.rate.push_back(kMost);
    rows.has_rate.push_back(i < 399 ? 1 : 0);
  }
  cells.Add(rows.View(0, 28, 0));  // the list cost asks for 28 digits more than the products have
  const ExactAmount most = ExactAmount::OfUnits(kMost, 0);
  const UsageSum sum = cells.planes()[0].SumOf(0);
  EXPECT_EQ(sum.quantity, most * ExactAmount::OfUnits(400, 0));
  EXPECT_EQ(sum.list_cost, ExactAmount::OfUnits(kMost, 28) * ExactAmount::OfUnits(400, 0));
  EXPECT_EQ(sum.rated_cost,
            most * most * ExactAmount::OfUnits(399, 0) + ExactAmount::OfUnits(kMost, 28));
}

TEST(UsageCells, WideNumbersAreAddedExactly) {
  const std::vector<Decimal> wide = {*Decimal::Parse("12345678901234567890123456789.5"),
                                     *Decimal::Parse("-0.0000000000000000000000000001")};
  Columns rows{{1, 1}, {0, 0}, {}, {2, 3}, {2, 2}, {1, 0}};
  model::UsageBlock block = rows.View(0, 0, 0);
  block.quantity = {false, 0, {}, wide};
  UsageCells cells({{}, true});
  cells.Add(block);
  EXPECT_EQ(TextsOf(cells),
            (Texts{"1 0 12345678901234567890123456789.4999999999999999999999999999 5 "
                   "24691357802469135780246913582"}));
}

}  // namespace
}  // namespace twinbill::billing
