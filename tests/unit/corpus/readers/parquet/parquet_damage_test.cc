// What a damaged Parquet file does: an error or the right rows, never other rows and never a crash.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "corpus/model/decimal_sum.h"
#include "parquet_files.h"

namespace twinbill::readers {
namespace {

// Texts and numbers that differ from row to row, so that a flipped bit shows.
ReportTable ManyValues(std::int64_t rows) {
  ReportTable table(rows);
  std::vector<double> amounts;
  std::vector<std::string> types;
  std::vector<std::string> rates;
  for (std::int64_t i = 0; i < rows; ++i) {
    amounts.push_back(static_cast<double>(i) / 8);
    types.push_back("type-" + std::to_string(i % 17));
    rates.push_back("0." + std::to_string(i % 90 + 10));
  }
  table.Put("line_item_usage_amount", Doubles(amounts));
  table.Put("line_item_usage_type", Texts(types));
  table.Put("line_item_unblended_rate", Texts(rates));
  return table;
}

TEST(ParquetDamage, OneFlippedBitInAPageIsNeverReadInSilence) {
  std::mt19937 random(20241124);
  std::set<std::string> codes;
  int flipped = 0;
  for (const bool zstd : {false, true}) {
    const std::string path = ManyValues(400).Write("good", {true, false, zstd, 150});
    const std::string good = BytesOf(path);
    const std::string image = Image(ReadAll(path));
    ASSERT_FALSE(image.empty());
    const auto footer =
        static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 8])) +
        (static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 7])) << 8U);
    const std::size_t pages_end = good.size() - 8 - footer;
    for (int i = 0; i < 150; ++i, ++flipped) {
      std::string bytes = good;
      const std::size_t at = 4 + random() % (pages_end - 4);
      bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << random() % 8));
      const std::string damaged = FolderForTests() + "/damaged";
      WriteBytes(damaged, bytes);
      const ReadBack back = ReadAll(damaged);
      if (back.errors.empty()) {
        EXPECT_TRUE(Image(back) == image) << "byte " << at << " of " << pages_end;
      } else {
        codes.insert(back.errors[0].code);
        EXPECT_NE(back.errors[0].position.part.find("row group"), std::string::npos)
            << model::Format(back.errors[0]);
      }
    }
  }
  EXPECT_EQ(flipped, 300);
  EXPECT_TRUE(codes.contains("parquet_page_checksum"));
  EXPECT_TRUE(codes.contains("parquet_page_damaged"));
}

TEST(ParquetDamage, ADamagedPageIsNamedByRowGroupColumnAndByte) {
  const std::string path = ManyValues(300).Write("named", {true, false, false, 150});
  std::string bytes = BytesOf(path);
  const std::size_t at =
      bytes.find("type-16", bytes.find("type-16") + 1);  // of the second row group
  ASSERT_NE(at, std::string::npos);
  bytes[at] = 'T';
  WriteBytes(path, bytes);
  const ReadBack back = ReadAll(path);
  ASSERT_EQ(back.errors.size(), 1U);
  EXPECT_EQ(back.errors[0].code, "parquet_page_checksum");
  EXPECT_EQ(
      back.errors[0].position.part.find("row group 1, column line_item_usage_type, page at byte "),
      0U)
      << back.errors[0].position.part;
  EXPECT_EQ(back.records.size(), 150U);  // the row group before it is whole
}

// Page headers are small beside pages of data, and no checksum covers them: bits all over the pages
// are tried, every one of them in the nightly suite.
#ifdef TWINBILL_NIGHTLY
constexpr std::size_t kBitStep = 1;
#else
constexpr std::size_t kBitStep = 29;
#endif

TEST(ParquetDamage, NoBitOfAPageHeaderIsReadWronglyInSilence) {
  const std::string path = ManyValues(20).Write("headers", {true, false, true, 1000});
  const std::string good = BytesOf(path);
  const std::string image = Image(ReadAll(path));
  const auto footer =
      static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 8])) +
      (static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 7])) << 8U);
  int refused = 0;
  for (std::size_t bit = 4 * 8; bit < (good.size() - 8 - footer) * 8; bit += kBitStep) {
    std::string bytes = good;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ static_cast<char>(1U << bit % 8));
    WriteBytes(path, bytes);
    const ReadBack back = ReadAll(path);
    refused += back.errors.empty() ? 0 : 1;
    EXPECT_TRUE(!back.errors.empty() || Image(back) == image) << "bit " << bit;
  }
  EXPECT_GT(refused, static_cast<int>(10'000 / kBitStep));
}

TEST(ParquetDamage, EveryTruncationIsRefused) {
  const std::string path = ManyValues(50).Write("cut");
  const std::string good = BytesOf(path);
  for (std::size_t size = 4; size < good.size(); size += 97) {
    WriteBytes(path, good.substr(0, size));
    const ReadBack back = ReadAll(path);
    ASSERT_EQ(back.errors.size(), 1U) << size;
    EXPECT_EQ(back.errors[0].code, "parquet_damaged") << model::Format(back.errors[0]);
    EXPECT_TRUE(back.records.empty());
  }
}

TEST(ParquetDamage, NoDamagedFooterCrashesTheReader) {
  const std::string path = ManyValues(60).Write("footer");
  const std::string good = BytesOf(path);
  const std::string image = Image(ReadAll(path));
  const auto footer =
      static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 8])) +
      (static_cast<std::size_t>(static_cast<unsigned char>(good[good.size() - 7])) << 8U);
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string bytes = good;
    const std::size_t at = good.size() - 8 - footer + random() % (footer + 8);
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << random() % 8));
    WriteBytes(path, bytes);
    refused += ReadAll(path).errors.empty() ? 0 : 1;
  }
  // A footer has no checksum; the digest of the whole file is what tells these apart. Most still
  // fall.
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace twinbill::readers
