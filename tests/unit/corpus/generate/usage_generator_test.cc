#include "corpus/generate/usage_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
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

TEST(UsageGenerator, FewRowsAreOfManyKindsTooAndIdsComeAgain) {
  const UsageGenerator generator(Options(1000));
  std::set<std::string> services;
  std::map<std::uint32_t, int> rows_of_resource;
  std::int64_t cost = 0;
  for (const GeneratedRow& row : All(generator)) {
    services.insert(generator.resources()[row.resource].slot.service);
    ++rows_of_resource[row.resource];
    cost += row.cost;
  }
  EXPECT_GE(services.size(), 6U);
  EXPECT_GE(rows_of_resource.size(), 100U);
  EXPECT_LE(rows_of_resource.size(), 126U);
  EXPECT_NE(cost, 0);
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

// What was counted in a real report of October 2018 (119,307 rows), with room around it.
class Shapes : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    GeneratorOptions options = Options(400'000);
    options.accounts = 172;
    const UsageGenerator generator(options);
    for (const GeneratedRow& row : All(generator)) {
      const Resource& resource = generator.resources()[row.resource];
      ++rows_[resource.slot.service];
      money_[resource.slot.service] += Number(row.cost);
      total_ += Number(row.cost);
      ++accounts_[resource.slot.account];
      ++kinds_[resource.slot.line_item_type];
      ++usage_types_[resource.slot.usage_type];
      ++regions_[resource.slot.region];
      ++operations_[resource.slot.operation];
      ++rates_[resource.rate];
      quantities_.push_back(Number(row.quantity));
      costs_.push_back(Number(row.cost));
      free_ += row.cost == 0 ? 1 : 0;
      listed_apart_ += row.cost != row.public_cost ? 1 : 0;
      negative_ += row.quantity < 0 ? 1 : 0;
      late_ += row.period != model::Period::Of(row.start) ? 1 : 0;
    }
    std::sort(quantities_.begin(), quantities_.end());
    std::sort(costs_.begin(), costs_.end());
  }

  static double Number(std::int64_t units) { return static_cast<double>(units) / 1e10; }
  static double Share(double part) { return part / 400'000; }
  static double Quantile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  }
  template <class Key>
  static double LargestShare(const std::map<Key, int>& counts, std::size_t count) {
    std::vector<int> sorted;
    for (const auto& [key, rows] : counts) sorted.push_back(rows);
    std::sort(sorted.rbegin(), sorted.rend());
    return Share(std::accumulate(
        sorted.begin(),
        sorted.begin() + static_cast<std::ptrdiff_t>(std::min(count, sorted.size())), 0.0));
  }

  static inline std::map<std::string, int> rows_, accounts_, kinds_, usage_types_, regions_,
      operations_;
  static inline std::map<std::int64_t, int> rates_;
  static inline std::map<std::string, double> money_;
  static inline std::vector<double> quantities_, costs_;
  static inline double total_ = 0, free_ = 0, listed_apart_ = 0, negative_ = 0, late_ = 0;
};

TEST_F(Shapes, ServicesHaveTheirSharesOfRows) {
  EXPECT_NEAR(Share(rows_["AmazonEC2"]), 0.46, 0.05);
  EXPECT_NEAR(Share(rows_["AmazonS3"]), 0.335, 0.05);
  EXPECT_NEAR(Share(rows_["AmazonGuardDuty"]), 0.085, 0.025);
  EXPECT_NEAR(Share(rows_["AmazonRDS"]), 0.05, 0.015);
  EXPECT_NEAR(Share(rows_["AWSCloudTrail"]), 0.045, 0.015);
  EXPECT_NEAR(Share(rows_["AWSGlue"]), 0.02, 0.01);
}

TEST_F(Shapes, ServicesHaveOtherSharesOfTheMoney) {
  EXPECT_NEAR(money_["AWSGlue"] / total_, 0.59, 0.15);
  EXPECT_NEAR(money_["AmazonRDS"] / total_, 0.23, 0.1);
  EXPECT_NEAR(money_["AmazonEC2"] / total_, 0.18, 0.08);
  EXPECT_LT(money_["AmazonS3"] / total_, 0.005);
}

TEST_F(Shapes, MostRowsAreFreeAndFewHoldTheMoney) {
  EXPECT_NEAR(Share(free_), 0.615, 0.07);
  EXPECT_NEAR(Share(listed_apart_), 0.3, 0.1);
  double dearest = 0;
  for (std::size_t i = costs_.size() - costs_.size() / 100; i < costs_.size(); ++i)
    dearest += costs_[i];
  EXPECT_NEAR(dearest / total_, 0.81, 0.13);
  const std::vector<double> charged(std::upper_bound(costs_.begin(), costs_.end(), 0.0),
                                    costs_.end());
  EXPECT_LT(Quantile(charged, 0.1), 1e-4);
  EXPECT_NEAR(std::log10(Quantile(charged, 0.5)), std::log10(1.1e-3), 0.5);
  EXPECT_NEAR(std::log10(Quantile(charged, 0.75)), std::log10(0.0116), 0.5);
  EXPECT_NEAR(std::log10(Quantile(charged, 0.9)), std::log10(0.188), 0.5);
  EXPECT_NEAR(std::log10(Quantile(charged, 0.99)), std::log10(2.2), 0.5);
  EXPECT_NEAR(charged.back(), 55.8, 10);
}

TEST_F(Shapes, QuantitiesSpanTwelveOrders) {
  for (const auto& [share, wanted] :
       {std::pair{0.1, 7e-7}, std::pair{0.25, 1.3e-6}, std::pair{0.5, 0.027}, std::pair{0.75, 1.0},
        std::pair{0.9, 2.0}, std::pair{0.99, 121.0}, std::pair{0.999, 26'026.0}}) {
    EXPECT_NEAR(std::log10(Quantile(quantities_, share)), std::log10(wanted), 0.5) << share;
  }
}

TEST_F(Shapes, AFewAccountsAndUsageTypesHaveMostRows) {
  EXPECT_GT(accounts_.size(), 50U);  // of 172: small ones have a row now and then
  EXPECT_NEAR(LargestShare(accounts_, 10), 0.5, 0.15);
  EXPECT_GT(usage_types_.size(), 80U);
  EXPECT_NEAR(LargestShare(usage_types_, 10), 0.45, 0.1);
  EXPECT_GE(regions_.size(), 15U);
  EXPECT_GT(operations_.size(), 40U);
  EXPECT_GE(rates_.size(), 15U);
  EXPECT_LE(rates_.size(), 45U);
}

TEST_F(Shapes, ReservationsCreditsCorrectionsAndLateRowsOccur) {
  EXPECT_NEAR(Share(kinds_["DiscountedUsage"]), 0.065, 0.025);
  EXPECT_LT(Share(kinds_["Credit"]), 0.02);
  EXPECT_LT(Share(kinds_["Tax"]), 0.02);
  EXPECT_NEAR(Share(negative_), 0.001, 0.0005);
  EXPECT_NEAR(Share(late_), 0.0017, 0.0015);
}

TEST(UsageKinds, SharesAreOfAboutTenThousandAndQuantitiesRise) {
  int rows = 0;
  for (const UsageKind& kind : UsageKinds()) rows += kind.rows_share;
  EXPECT_NEAR(rows, 10'000, 500);
  for (const auto shape : {QuantityShape::kHour, QuantityShape::kBytes, QuantityShape::kObjects,
                           QuantityShape::kVolumes, QuantityShape::kRequests,
                           QuantityShape::kEvents, QuantityShape::kProcessing}) {
    std::int64_t before = 0;
    for (std::int64_t position = 0; position < 1'000'000; position += 997) {
      const std::int64_t quantity = QuantityAt(shape, position);
      EXPECT_LE(before, quantity);
      EXPECT_GT(quantity, 0);
      before = quantity;
    }
    EXPECT_LE(before, std::int64_t{57'264} * 10'000'000'000);
  }
}

}  // namespace
}  // namespace twinbill::generate
