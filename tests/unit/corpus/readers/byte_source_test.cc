#include "corpus/readers/byte_source.h"

#include <gtest/gtest.h>

#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using support::Gzip;
using support::TemporaryFolder;
using support::Zip;

// All bytes, read in pieces of `size`.
std::string AllOf(ByteSource& source, std::size_t size) {
  std::string all;
  std::string piece(size, '\0');
  for (;;) {
    const auto count = source.Read(piece.data(), size);
    EXPECT_TRUE(count.has_value()) << Format(count.error().diagnostics.at(0));
    if (!count || *count == 0) return all;
    all.append(piece, 0, *count);
  }
}

std::string Content() {
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += std::to_string(i * 7919) + ",";
  return content;
}

TEST(ByteSource, GivesTheContentAndTheDigestOfTheStoredBytes) {
  const TemporaryFolder folder;
  const std::string content = Content();
  const std::string half = content.substr(0, content.size() / 2);
  const std::string rest = content.substr(content.size() / 2);
  for (const std::string& stored : {content, Gzip(content), Gzip(half) + Gzip(rest),
                                    Gzip(content) + Gzip(""), Zip({{"any name", content}})}) {
    for (const std::size_t size : {std::size_t{1} << 20, std::size_t{777}}) {
      const auto source = OpenBytes(folder.Write("stored", stored), {});
      ASSERT_TRUE(source.has_value());
      EXPECT_EQ((*source)->bytes_total(), static_cast<std::int64_t>(stored.size()));
      EXPECT_EQ(AllOf(**source, size), content);
      EXPECT_EQ((*source)->bytes_read(), static_cast<std::int64_t>(stored.size()));
      EXPECT_EQ((*source)->digest(), model::Sha256::Of(stored));
    }
  }
}

TEST(ByteSource, TheFormIsFoundInTheBytes) {
  const TemporaryFolder folder;
  EXPECT_EQ(*FormOf(folder.Write("a.parquet", "id,")), StoredForm::kPlain);
  EXPECT_EQ(*FormOf(folder.Write("b.csv", "PAR1x")), StoredForm::kParquet);
  EXPECT_EQ(*FormOf(folder.Write("c.csv", Gzip("x"))), StoredForm::kGzip);
  EXPECT_EQ(*FormOf(folder.Write("d.csv", Zip({{"x", "y"}}))), StoredForm::kZip);
  EXPECT_EQ(*FormOf(folder.Write("e.csv", "")), StoredForm::kPlain);
}

TEST(ByteSource, AFirstMebibyteMayExpandFreely) {
  const TemporaryFolder folder;
  const std::string content(1 << 20, 'x');
  const auto source = OpenBytes(folder.Write("stored", Gzip(content)), {});
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(AllOf(**source, 1 << 16), content);
}

}  // namespace
}  // namespace twinbill::readers
