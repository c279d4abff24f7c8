// Sums by cell are exact, however long, whatever the scales and forms of the blocks.
#include "legacy_adapters/cbas/exact_column.h"

#include <gtest/gtest.h>

#include <vector>

namespace twinbill::cbas {
namespace {

using model::Decimal;
using model::NumberColumn;

constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

NumberColumn Narrow(const std::vector<std::int64_t>& units, int scale) {
  return {.narrow = true, .scale = scale, .units = units, .wide = {}};
}

TEST(ExactColumn, SumsLongerThan64BitsAreNotWrapped) {
  constexpr std::int64_t kMost = 999'999'999'999'999'999;
  const std::vector<std::uint32_t> cells(100, 1);
  const std::vector<std::int64_t> up(100, kMost);
  const std::vector<std::int64_t> down(100, -kMost);
  ExactColumn column;
  column.Touch(std::vector<std::uint32_t>{1});
  column.Add(cells, Narrow(up, 2));
  column.Settle();
  EXPECT_EQ(column.Of(1).ToString(), "99999999999999999900");
  EXPECT_EQ(column.scale(), 2);
  for (int i = 0; i < 3; ++i) column.Add(cells, Narrow(down, 2));
  column.Settle();
  EXPECT_EQ(column.Of(1).ToString(), "-199999999999999999800");
}

TEST(ExactColumn, BlocksOfAnyScaleAndFormAddUp) {
  ExactColumn column;
  column.Touch(std::vector<std::uint32_t>{0, 7});
  const std::vector<std::uint32_t> cells = {0, 7, kNowhere, 7};
  const std::vector<Decimal> wide = {*Decimal::Parse("0.001"),
                                     *Decimal::Parse("12345678901234567890123456789"),
                                     *Decimal::Parse("5"), *Decimal::Parse("-0.25")};
  column.Add(cells, Narrow({10, 20, 30, 40}, 1));
  column.Add(cells, Narrow({1, 2, 3, 4}, 4));
  column.Add(cells, {.narrow = false, .scale = 0, .units = {}, .wide = wide});
  column.Add(cells, Narrow({1, 1, 1, 1}, 0));
  column.Settle();
  EXPECT_EQ(column.scale(), 4);
  EXPECT_EQ(column.Of(0).ToString(), "20011");
  EXPECT_EQ(column.Of(7).ToString(), "123456789012345678901234567967506");
  EXPECT_TRUE(column.Of(3).is_zero());
  EXPECT_TRUE(column.Of(8).is_zero());
  column.Clear();
  column.Touch(std::vector<std::uint32_t>{0});
  column.Add(std::vector<std::uint32_t>{0}, Narrow({5}, 0));
  column.Settle();
  EXPECT_EQ(column.scale(), 0);
  EXPECT_EQ(column.Of(0).ToString(), "5");
  EXPECT_TRUE(column.Of(7).is_zero());
}

}  // namespace
}  // namespace twinbill::cbas
