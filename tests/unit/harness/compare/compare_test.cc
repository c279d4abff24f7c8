#include "harness/compare/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace twinbill::compare {
namespace {

using testing::ElementsAre;

class Collector : public DifferenceSink {
 public:
  void Take(const Difference& difference) override {
    told.push_back(std::string(Name(difference.difference_class)) + "|" + difference.a + "|" +
                   difference.b);
  }
  std::vector<std::string> told;
};

// A row of the clause, with the rest of its fields.
std::string Row(const std::string& clause, const std::string& rest) {
  return "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1," + clause + "," + rest + "\n";
}

std::string Text(const std::vector<std::string>& rows) {
  std::string text(model::LineItemHeader());
  for (const std::string& row : rows) text += row;
  return text;
}

Comparison Compare(const std::vector<std::string>& a, const std::vector<std::string>& b,
                   Collector& collector, const CompareOptions& options = {}) {
  const auto comparison = CompareTexts(Text(a), Text(b), options, collector);
  if (!comparison) {
    ADD_FAILURE() << model::Format(comparison.error().diagnostics.front());
    return {};
  }
  return *comparison;
}

std::int64_t CountOf(const Comparison& comparison, DifferenceClass difference_class) {
  return comparison.differences[static_cast<std::size_t>(difference_class)];
}

struct ClassCase {
  std::vector<std::string> a;
  std::vector<std::string> b;
  std::vector<std::string> told;
  std::string money;  // "USD over/under …"
};

std::string MoneyOf(const Comparison& comparison) {
  std::string text;
  for (const auto& [currency, money] : comparison.money) {
    text += currency + " " + money.over.ToString() + "/" + money.under.ToString() + " ";
  }
  return text;
}

TEST(Compare, TellsEachDifferenceByItsClass) {
  const std::string x = Row("x", "t,1,-1.00,USD");
  const std::string amount = Row("x", "t,1,-1.25,USD");
  const std::string digits = Row("x", "t,1,-1.0,USD");
  const std::string quantity = Row("x", "t,2,-1.00,USD");
  const std::string no_quantity = Row("x", "t,,-1.00,USD");
  const std::string text = Row("x", "u,1,-1.00,USD");
  const std::string currency = Row("x", "t,1,-1.00,EUR");
  const std::string all = Row("x", "u,2,-1.25,EUR");
  const std::string other = Row("y", "t,1,2.00,USD");
  const std::vector<ClassCase> cases = {
      {{x}, {x}, {}, ""},
      {{x}, {}, {"missing|" + x + "|"}, "USD 1/0 "},
      {{}, {x}, {"extra||" + x}, "USD 0/1 "},
      {{x}, {other}, {"missing|" + x + "|", "extra||" + other}, "USD 3/0 "},
      {{x}, {amount}, {"amount|" + x + "|" + amount}, "USD 0/0.25 "},
      {{amount}, {x}, {"amount|" + amount + "|" + x}, "USD 0.25/0 "},
      {{x}, {digits}, {"amount|" + x + "|" + digits}, "USD 0/0 "},
      {{x}, {quantity}, {"quantity|" + x + "|" + quantity}, "USD 0/0 "},
      {{no_quantity}, {x}, {"quantity|" + no_quantity + "|" + x}, "USD 0/0 "},
      {{x}, {text}, {"text|" + x + "|" + text}, "USD 0/0 "},
      {{x}, {currency}, {"text|" + x + "|" + currency}, "EUR 0/1 USD 1/0 "},
      {{x}, {all}, {"amount|" + x + "|" + all}, "EUR 0/1.25 USD 1/0 "},
      {{x, x}, {x}, {"repetition|" + x + "|"}, "USD 1/0 "},
      {{x}, {x, x, x}, {"repetition||" + x, "repetition||" + x}, "USD 0/2 "},
      // Equal rows cancel before any pair is made; the rest pair in byte order.
      {{x, amount}, {amount, text}, {"text|" + x + "|" + text}, "USD 0/0 "},
      {{x, quantity},
       {amount},
       {"amount|" + x + "|" + amount, "missing|" + quantity + "|"},
       "USD 1/0.25 "},
      // A repetition pairs with nothing.
      {{x, x}, {x, amount}, {"repetition|" + x + "|", "extra||" + amount}, "USD 1/1.25 "},
      // Over and under stand apart where they cancel.
      {{x, other},
       {amount, Row("y", "t,1,2.25,USD")},
       {"amount|" + x + "|" + amount, "amount|" + other + "|" + Row("y", "t,1,2.25,USD")},
       "USD 0.25/0.25 "},
  };
  for (ClassCase one : cases) {
    for (const bool sorted : {true, false}) {
      std::sort(one.a.begin(), one.a.end());
      std::sort(one.b.begin(), one.b.end());
      if (!sorted) {
        std::reverse(one.a.begin(), one.a.end());
        std::reverse(one.b.begin(), one.b.end());
      }
      Collector collector;
      const Comparison comparison = Compare(one.a, one.b, collector);
      std::sort(collector.told.begin(), collector.told.end());
      std::vector<std::string> told = one.told;
      std::sort(told.begin(), told.end());
      EXPECT_EQ(collector.told, told);
      EXPECT_EQ(MoneyOf(comparison), one.money);
      EXPECT_EQ(comparison.parity(), told.empty());
      EXPECT_EQ(comparison.rows_a, static_cast<std::int64_t>(one.a.size()));
      EXPECT_EQ(comparison.rows_b, static_cast<std::int64_t>(one.b.size()));
      EXPECT_EQ(comparison.difference_count(), static_cast<std::int64_t>(told.size()));
    }
  }
}

TEST(Compare, NothingComparedIsNoParity) {
  Collector collector;
  const Comparison comparison = Compare({}, {}, collector);
  EXPECT_FALSE(comparison.parity());
  EXPECT_EQ(comparison.difference_count(), 0);
}

TEST(Compare, ASumIsExactBeyondOneDecimal) {
  const std::string nines = "99999999999999999999.999999999999999999";
  Collector collector;
  const Comparison comparison =
      Compare({Row("x", "t,1,-" + nines + ",USD"), Row("y", "t,1,-" + nines + ",USD")},
              {Row("x", "t,1," + nines + ",USD"), Row("y", "t,1," + nines + ",USD")}, collector);
  EXPECT_EQ(MoneyOf(comparison), "USD 399999999999999999999.999999999999999996/0 ");
}

TEST(Compare, SaysWhichSideIsNotInOrder) {
  const std::string x = Row("x", "t,1,-1.00,USD");
  const std::string y = Row("y", "t,1,-1.00,USD");
  Collector collector;
  const Comparison comparison = Compare({x, y}, {y, x}, collector);
  EXPECT_TRUE(comparison.parity());
  EXPECT_TRUE(comparison.sorted_a);
  EXPECT_FALSE(comparison.sorted_b);
}

TEST(Compare, RefusesTheFirstFaultOfAThenThatOfB) {
  const std::string good = Row("x", "t,1,-1.00,USD");
  const std::string bad = Row("y", "t,1,-0,USD");
  const std::string worse = Row("z", "t,01,-1.00,USD");
  Collector collector;
  const auto only_b = CompareTexts(Text({good, good}), Text({good, bad, worse}), {}, collector);
  ASSERT_FALSE(only_b.has_value());
  EXPECT_EQ(only_b.error().kind, model::FailureKind::kInput);
  EXPECT_EQ(only_b.error().diagnostics.front().code, "line_item_amount");
  EXPECT_EQ(only_b.error().diagnostics.front().position, (model::Position{"B", 3, 58, "", ""}));
  const auto both = CompareTexts(Text({good, good, worse}), Text({bad}), {}, collector);
  ASSERT_FALSE(both.has_value());
  EXPECT_EQ(both.error().diagnostics.front().position, (model::Position{"A", 4, 56, "", ""}));
  EXPECT_TRUE(collector.told.empty());
}

TEST(Compare, ALineBreakInAFieldCountsAsALine) {
  Collector collector;
  const auto fault =
      CompareTexts(Text({Row("x", "\"a\nb\",1,-1.00,USD"), Row("y", "\"a\n\nb\",1,x,USD")}),
                   Text({}), {}, collector);
  ASSERT_FALSE(fault.has_value());
  EXPECT_EQ(fault.error().diagnostics.front().position, (model::Position{"A", 6, 6, "", ""}));
}

TEST(Compare, AQuoteThatNothingClosesIsFoundAtOnce) {
  std::string text = Text({Row("x", "\"open,1,-1.00,USD")});
  for (int i = 0; i < 200'000; ++i) text += Row("y", "t,1,-1.00,USD");
  Collector collector;
  const auto fault = CompareTexts(text, text, {}, collector);
  ASSERT_FALSE(fault.has_value());
  EXPECT_EQ(fault.error().diagnostics.front().code, "line_item_too_long");
  EXPECT_EQ(fault.error().diagnostics.front().position, (model::Position{"A", 2, 54, "", ""}));
}

TEST(Compare, LineItemsInMemoryCompareInAnyOrder) {
  model::LineItem x;
  x.billing_period = model::Period::FromCivil(2025, 1);
  x.payer_account_id = "1";
  x.line_item_type = "EdpDiscount";
  x.contract_id = "c1";
  x.clause = "x";
  x.amount = {-100, 2};
  x.currency = "USD";
  model::LineItem y = x;
  y.clause = "y";
  model::LineItem z = y;
  z.amount = {-101, 2};
  Collector collector;
  const auto same = CompareLineItems(std::vector{x, y}, std::vector{y, x}, collector);
  ASSERT_TRUE(same.has_value());
  EXPECT_TRUE(same->parity());
  const auto other = CompareLineItems(std::vector{x, y}, std::vector{z, x}, collector);
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(CountOf(*other, DifferenceClass::kAmount), 1);
  EXPECT_EQ(MoneyOf(*other), "USD 0/0.01 ");
}

// Many rows: keys that repeat, fields with line breaks that look like rows, and differences of all
// classes.
struct Sides {
  std::vector<std::string> a;
  std::vector<std::string> b;
};

Sides ManyRows(unsigned seed, int count) {
  std::mt19937 random(seed);
  const auto draw = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  Sides sides;
  for (int i = 0; i < count; ++i) {
    const std::string clause = std::to_string(draw(static_cast<unsigned>(count) / 2 + 1));
    std::string text = "Enterprise discount";
    if (draw(7) == 0) text = "\"quoted\n" + Row("1", "t,1,-1.00,USD") + "\"";
    const auto row = [&](unsigned cents) {
      return Row(clause, text + "," + std::to_string(draw(9)) + ",-1." +
                             std::to_string(10 + cents) + ",USD");
    };
    const std::string one = row(draw(90));
    const unsigned fate = draw(40);
    if (fate != 0) sides.a.push_back(one);
    if (fate != 1) sides.b.push_back(fate == 2 ? row(draw(90)) : one);
    if (fate == 3) sides.b.push_back(one);
  }
  std::sort(sides.a.begin(), sides.a.end());
  std::sort(sides.b.begin(), sides.b.end());
  return sides;
}

TEST(Compare, ThreadsMemoryAndOrderDoNotChangeWhatIsTold) {
  for (const unsigned seed : {1U, 2U}) {
    Sides sides = ManyRows(seed, 12'000);
    Collector expected;
    const Comparison once = Compare(sides.a, sides.b, expected, {.threads = 1});
    ASSERT_GT(expected.told.size(), 500U);
    EXPECT_TRUE(once.sorted_a && once.sorted_b);
    const auto same = [&](const CompareOptions& options) {
      Collector collector;
      const Comparison comparison = Compare(sides.a, sides.b, collector, options);
      EXPECT_EQ(collector.told, expected.told);
      EXPECT_EQ(comparison.equal, once.equal);
      EXPECT_EQ(comparison.differences, once.differences);
      EXPECT_EQ(MoneyOf(comparison), MoneyOf(once));
    };
    for (const int threads : {2, 3, 16}) same({.threads = threads});
    same({.threads = 3, .memory_bytes = 1U << 16U});  // differences go to the disk
    std::shuffle(sides.b.begin(), sides.b.end(), std::mt19937(seed));
    same({.threads = 2});
    same({.threads = 2, .memory_bytes = 1U << 20U});  // rows go to the disk
    std::shuffle(sides.a.begin(), sides.a.end(), std::mt19937(seed + 1));
    same({.threads = 1});
    same({.threads = 7, .memory_bytes = 1U << 16U});
  }
}

TEST(Compare, AFolderThatTakesNoTemporaryFileIsNamed) {
  Sides sides = ManyRows(4, 20'000);
  std::reverse(sides.a.begin(), sides.a.end());
  Collector collector;
  const CompareOptions options = {.memory_bytes = 1U << 20U, .temporary_folder = "/no/such"};
  const auto failed = CompareTexts(Text(sides.a), Text(sides.b), options, collector);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(failed.error().diagnostics.front().code, "temporary_file_failed");
  EXPECT_EQ(failed.error().diagnostics.front().position.file, "/no/such");
}

TEST(Compare, TemporaryFilesHaveNoNames) {
  std::string name = testing::TempDir() + "compare_XXXXXX";
  const std::filesystem::path folder = mkdtemp(name.data());
  Sides sides = ManyRows(5, 20'000);
  std::reverse(sides.a.begin(), sides.a.end());
  class Looker : public DifferenceSink {
   public:
    explicit Looker(std::filesystem::path looked_at) : folder(std::move(looked_at)) {}
    void Take(const Difference&) override { empty = empty && std::filesystem::is_empty(folder); }
    std::filesystem::path folder;
    bool empty = true;
  } looker(folder);
  const CompareOptions options = {.memory_bytes = 1U << 20U, .temporary_folder = folder.string()};
  ASSERT_TRUE(CompareTexts(Text(sides.a), Text(sides.b), options, looker).has_value());
  EXPECT_TRUE(looker.empty);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace twinbill::compare
