#include "corpus/readers/coded_rows.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace twinbill::readers {
namespace {

TEST(CodedRows, AgreeWithAMapOfTheirCodes) {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const std::size_t rows = random() % 3000;
    std::vector<std::vector<std::uint32_t>> columns(random() % 5);
    for (auto& codes : columns) {
      const auto different = static_cast<std::uint32_t>(random() % 40 + 1);
      for (std::size_t i = 0; i < rows; ++i)
        codes.push_back(static_cast<std::uint32_t>(random() % different));
    }
    const std::vector<std::span<const std::uint32_t>> spans(columns.begin(), columns.end());
    const CodedRows coded = CombineCodes(spans, static_cast<std::int64_t>(rows));

    std::map<std::vector<std::uint32_t>, std::uint32_t> numbers;
    std::vector<std::int64_t> first_rows;
    ASSERT_EQ(coded.combinations.size(), rows);
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::uint32_t> codes;
      for (const auto& column : columns) codes.push_back(column[row]);
      const auto [at, is_new] = numbers.emplace(codes, static_cast<std::uint32_t>(numbers.size()));
      if (is_new) first_rows.push_back(static_cast<std::int64_t>(row));
      ASSERT_EQ(coded.combinations[row], at->second);
    }
    EXPECT_EQ(coded.first_rows, first_rows);
  }
}

}  // namespace
}  // namespace twinbill::readers
