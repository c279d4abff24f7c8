#include "corpus/generate/usage_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace twinbill::generate {
namespace {

GeneratorOptions Options(std::int64_t rows) {
  GeneratorOptions options;
  options.rows = rows;
  options.accounts = 60;
  options.months = 3;
  options.first_period = model::Period::FromCivil(2025, 1);
  options.seed = 42;
  return options;
}

std::vector<GeneratedRow> All(const UsageGenerator& generator) {
  std::vector<GeneratedRow> rows(static_cast<std::size_t>(generator.rows()));
  generator.Fill(0, rows);
  return rows;
}

bool Same(const GeneratedRow& a, const GeneratedRow& b) {
  return a.resource == b.resource && a.period == b.period && a.start == b.start &&
         a.quantity == b.quantity && a.cost == b.cost && a.public_cost == b.public_cost;
}

TEST(UsageGenerator, ARowIsTheSameHoweverItIsAskedFor) {
  const UsageGenerator generator(Options(10'000));
  const std::vector<GeneratedRow> all = All(generator);
  for (std::int64_t first = 0; first < 10'000; first += 777) {
    std::vector<GeneratedRow> block(
        static_cast<std::size_t>(std::min<std::int64_t>(777, 10'000 - first)));
    generator.Fill(first, block);
    for (std::size_t i = 0; i < block.size(); ++i) {
      ASSERT_TRUE(Same(block[i], all[static_cast<std::size_t>(first) + i]));
    }
  }
  GeneratorOptions other = Options(10'000);
  other.seed = 43;
  const std::vector<GeneratedRow> others = All(UsageGenerator(other));
  EXPECT_FALSE(std::equal(all.begin(), all.end(), others.begin(), Same));
}

TEST(UsageGenerator, NoResourceHasTwoRowsInAnHourAndRowsStandInTheOrderOfHours) {
  for (const std::int64_t rows :
       {std::int64_t{1}, std::int64_t{7}, std::int64_t{2160}, std::int64_t{100'003}}) {
    const UsageGenerator generator(Options(rows));
    std::set<std::pair<std::int64_t, std::uint32_t>> seen;
    model::Timestamp before{};
    for (const GeneratedRow& row : All(generator)) {
      EXPECT_TRUE(seen.emplace(row.start.micros, row.resource).second);
      EXPECT_LE(before, row.start);
      EXPECT_LT(row.start.ToString(), "2025-04-01");
      EXPECT_TRUE(row.period == model::Period::Of(row.start) ||
                  row.period == model::Period::Of(row.start).Next());
      before = row.start;
    }
  }
}

TEST(UsageGenerator, ACostIsRateTimesQuantityHalfUpAtTenDigits) {
  const UsageGenerator generator(Options(50'000));
  __extension__ typedef __int128 Wide;
  for (const GeneratedRow& row : All(generator)) {
    const Resource& resource = generator.resources()[row.resource];
    if (resource.slot.line_item_type == "Credit" || resource.slot.line_item_type == "Tax") continue;
    const Wide twice = Wide{resource.rate} * row.quantity * 2;  // of 10^-20
    const Wide unit = 10'000'000'000;
    const Wide gap = twice - Wide{row.cost} * 2 * unit;
    EXPECT_TRUE(-unit <= gap && gap <= unit);
    // A tie goes away from zero.
    const bool tie = gap == unit || gap == -unit;
    EXPECT_TRUE(!tie || (gap < 0) == (row.cost > 0));
  }
}

// The shapes of real reports, loosely: shares of rows by service, free rows, quantiles of
// quantities, accounts.
TEST(UsageGenerator, HasTheShapesOfRealReports) {
  const UsageGenerator generator(Options(300'000));
  std::map<std::string, int> services;
  std::map<std::string, double> money;
  std::map<std::string, int> accounts;
  std::vector<std::int64_t> quantities;
  int free = 0, negative = 0, late = 0;
  double total = 0;
  for (const GeneratedRow& row : All(generator)) {
    const Resource& resource = generator.resources()[row.resource];
    ++services[resource.slot.service];
    money[resource.slot.service] += static_cast<double>(row.cost);
    total += static_cast<double>(row.cost);
    ++accounts[resource.slot.account];
    quantities.push_back(row.quantity);
    free += row.cost == 0 ? 1 : 0;
    negative += row.quantity < 0 ? 1 : 0;
    late += row.period != model::Period::Of(row.start) ? 1 : 0;
  }
  const auto share = [](double part) { return part / 300'000; };
  EXPECT_NEAR(share(services["AmazonEC2"]), 0.46, 0.15);
  EXPECT_NEAR(share(services["AmazonS3"]), 0.34, 0.15);
  EXPECT_GT(share(free), 0.40);
  EXPECT_LT(share(free), 0.75);
  EXPECT_GT(negative, 0);
  EXPECT_GT(late, 0);
  EXPECT_LT(share(negative) + share(late), 0.02);
  EXPECT_LT(money["AmazonS3"] / total, 0.5);
  int largest = 0;
  for (const auto& [account, rows] : accounts) largest = std::max(largest, rows);
  EXPECT_GT(share(largest), 0.10);
  EXPECT_GT(accounts.size(), 20U);
  std::sort(quantities.begin(), quantities.end());
  const auto quantile = [&](double q) {
    return static_cast<double>(quantities[static_cast<std::size_t>(q * 299'999)]) / 1e10;
  };
  EXPECT_LT(quantile(0.25), 0.1);
  EXPECT_GE(quantile(0.75), 0.9);
  EXPECT_GT(quantile(0.999), 100);
}

}  // namespace
}  // namespace twinbill::generate
