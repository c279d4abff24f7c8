#include "corpus/readers/csv_block.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using support::TemporaryFolder;

std::vector<CsvBlock> BlocksOf(const std::string& bytes, const ReaderLimits& limits = {}) {
  const TemporaryFolder folder;
  auto source = OpenBytes(folder.Write("report.csv", bytes), limits);
  EXPECT_TRUE(source.has_value());
  CsvCutter cutter(*std::move(source), limits);
  std::vector<CsvBlock> blocks;
  for (;;) {
    auto block = cutter.Next();
    EXPECT_TRUE(block.has_value());
    if (!block || !block->has_value()) return blocks;
    blocks.push_back(**std::move(block));
  }
}

TEST(CsvCutter, BlocksEndBehindRecordsAndGiveTheFileTogether) {
  std::string bytes;
  std::int64_t number = 0;
  while (bytes.size() < 5'000'000) {
    bytes += std::to_string(++number) + ",plain\n";
    bytes += "\"in\nquotes, \"\"twice\"\"\n" + std::string(number % 50, 'q') + "\",b\n";
  }
  bytes += "last,without end";
  const std::vector<CsvBlock> blocks = BlocksOf(bytes);
  ASSERT_GT(blocks.size(), 3U);
  std::string joined;
  std::int64_t line = 1;
  for (const CsvBlock& block : blocks) {
    EXPECT_EQ(block.first_line, line);
    EXPECT_EQ(std::count(block.begin(), block.end(), '"') % 2, 0);
    if (!block.last) {
      EXPECT_EQ(block.end()[-1], '\n');
    }
    EXPECT_EQ(*block.end(), '\n');
    line += std::count(block.begin(), block.end(), '\n');
    joined += block.text();
  }
  EXPECT_EQ(joined, bytes);
  EXPECT_TRUE(blocks.back().last);
}

TEST(CsvCutter, ALongRecordMakesALongBlock) {
  const std::string record = "\"" + std::string(3 << 20, '\n') + "\"\n";
  const std::vector<CsvBlock> blocks = BlocksOf("a\n" + record + "b\n");
  ASSERT_FALSE(blocks.empty());
  std::string joined;
  for (const CsvBlock& block : blocks) {
    EXPECT_TRUE(block.whole);
    joined += block.text();
  }
  EXPECT_EQ(joined, "a\n" + record + "b\n");
}

TEST(CsvCutter, ARecordBeyondTheLimitIsToldAsCutShort) {
  ReaderLimits limits;
  limits.field_bytes_max = 100;
  const std::vector<CsvBlock> blocks = BlocksOf(std::string(4 << 20, 'x'), limits);
  ASSERT_EQ(blocks.size(), 1U);
  EXPECT_FALSE(blocks[0].whole);
  EXPECT_LT(blocks[0].size, std::size_t{2} << 20);
}

}  // namespace
}  // namespace twinbill::readers
