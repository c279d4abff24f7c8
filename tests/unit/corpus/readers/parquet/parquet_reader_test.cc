#include "corpus/readers/parquet_reader.h"

#include <gtest/gtest.h>

#include <map>

#include "corpus/model/decimal_sum.h"
#include "corpus/model/sha256.h"
#include "parquet_files.h"

namespace twinbill::readers {
namespace {

// The facts of this file as its publisher's manifest counts them.
TEST(ParquetReader, ReadsTheRealSampleWhole) {
  const ReadBack back = ReadAll(std::string(TWINBILL_SOURCE_DIR) +
                                "/corpus/data/wal_Oct2018-WorkshopCUR-00001.snappy.parquet");
  ASSERT_TRUE(back.errors.empty());
  EXPECT_EQ(back.records.size(), 119'307U);
  model::DecimalSum cost;
  std::map<std::string, int> types;
  for (const model::UsageRecord& record : back.records) {
    cost.Add(record.unblended_cost);
    ++types[record.slot.line_item_type];
  }
  EXPECT_EQ(cost.ToString(), "4064.4831315379");
  EXPECT_EQ(types, (std::map<std::string, int>{
                       {"DiscountedUsage", 8345}, {"RIFee", 9}, {"Usage", 110'953}}));
  ASSERT_EQ(back.warnings.size(), 1U);
  EXPECT_EQ(back.warnings[0].code, "no_page_crc");
  // All 16 values of all rows, as another program has them: made with pyarrow 26.0.1 and Python's
  // decimal, a line a row, numbers without exponents and needless zeros.
  const std::string image = Image(back);
  EXPECT_EQ(image.substr(0, image.find('\n')),
            "2pjdt2wydwy4avxxkkt47ezbqeqz7yvszta3clfz6xufxcksscrq|836060457634|USD|836060457634|"
            "RIFee|AmazonEC2|HeavyUsage:c4.large|RunInstances|us-east-1||2018-10|"
            "2018-10-01T00:00:00Z|744|22.32|0.03|0");
  EXPECT_EQ(model::Sha256::Of(image).ToHex(),
            "50996f350d66d1429a844fc9364441fa9cffe98ae727b4af693b2e81a6626a2f");
}

TEST(ParquetReader, RowsDoNotDependOnThreadsOrRowGroups) {
  const ReportTable table = ReportTable(2500);
  ReportTable::Form small;
  small.row_group_rows = 100;
  small.zstd = true;
  ReaderOptions many;
  many.threads = 4;
  const ReadBack one = ReadAll(table.Write("whole"));
  const ReadBack other = ReadAll(table.Write("small", small), many);
  ASSERT_EQ(one.records.size(), 2500U);
  ASSERT_EQ(other.records.size(), 2500U);
  for (std::size_t i = 0; i < one.records.size(); ++i) {
    EXPECT_EQ(one.records[i].id, other.records[i].id);
    EXPECT_EQ(one.records[i].source.row, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(other.records[i].source.row, static_cast<std::int64_t>(i) + 1);
  }
}

TEST(ParquetReader, ColumnsWithChecksumsGiveNoWarning) {
  EXPECT_TRUE(ReadAll(ReportTable(10).Write("crc")).warnings.empty());
  ReportTable::Form bare;
  bare.checksums = false;
  const ReadBack back = ReadAll(ReportTable(10).Write("bare", bare));
  ASSERT_EQ(back.warnings.size(), 1U);
  EXPECT_EQ(back.warnings[0].code, "no_page_crc");
}

TEST(ParquetReader, AReportWithoutRowsIsOne) {
  const ReadBack back = ReadAll(ReportTable(0).Write("empty"));
  EXPECT_TRUE(back.errors.empty());
  ASSERT_EQ(back.warnings.size(), 1U);
  EXPECT_EQ(back.warnings[0].code, "report_without_rows");
}

TEST(ParquetReader, NullWordsAreEmptyTextsOnlyWhereNumbersAreWrittenSo) {
  ReportTable table(3);
  table.Put("line_item_operation", Texts({"NULL", "\\N", "PutObject"}));
  const ReadBack kept = ReadAll(table.Write("kept"));
  ASSERT_EQ(kept.records.size(), 3U);
  EXPECT_EQ(kept.records[0].slot.operation, "NULL");
  EXPECT_EQ(kept.records[1].slot.operation, "\\N");
  table.Put("line_item_unblended_rate", Texts({"0.1", "0.2", "NULL"}));
  const ReadBack empty = ReadAll(table.Write("emptied"));
  ASSERT_EQ(empty.records.size(), 3U);
  EXPECT_EQ(empty.records[0].slot.operation, "");
  EXPECT_EQ(empty.records[1].slot.operation, "");
  EXPECT_EQ(empty.records[2].slot.operation, "PutObject");
  ASSERT_EQ(empty.warnings.size(), 1U);
  EXPECT_EQ(empty.warnings[0].code, "report_null_words");
  EXPECT_TRUE(kept.warnings.empty());
  EXPECT_FALSE(empty.records[2].rate.has_value());
}

TEST(ParquetReader, NoticesAFileThatChangesWhileItIsRead) {
  const std::string path = ReportTable(10).Write("changing");
  auto reader = OpenParquet(path, {});
  ASSERT_TRUE(reader.has_value());
  UsageBatch batch;
  ASSERT_TRUE((*reader)->Next(batch).has_value());
  const std::string bytes = BytesOf(path);
  WriteBytes(path, bytes + " ");
  const auto end = (*reader)->Next(batch);
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(end.error().diagnostics[0].code, "file_changed");
}

TEST(ParquetReader, HoldsClaimsAgainstTheLimitsBeforeItDecodes) {
  // A hundred thousand equal values take a few bytes stored.
  const std::string path = ReportTable(100'000).Write("claims", {true, false, true, 1'000'000});
  ReaderOptions options;
  options.limits.column_chunk_bytes_max = 100'000;
  const ReadBack values = ReadAll(path, options);
  ASSERT_EQ(values.errors.size(), 1U);
  EXPECT_EQ(values.errors[0].code, "limit_exceeded");
  EXPECT_NE(values.errors[0].allowed.find("column_chunk_bytes_max"), std::string::npos);
  options.limits.column_chunk_bytes_max = 850'000;  // the values fit, the ids' pages don't
  const ReadBack pages = ReadAll(path, options);
  ASSERT_EQ(pages.errors.size(), 1U);
  EXPECT_EQ(pages.errors[0].code, "limit_exceeded");
  EXPECT_NE(pages.errors[0].message.find("pages claim"), std::string::npos)
      << model::Format(pages.errors[0]);
  EXPECT_NE(pages.errors[0].position.part.find("identity_line_item_id, page at byte"),
            std::string::npos);

  ReaderOptions short_fields;
  short_fields.limits.field_bytes_max = 10;
  const ReadBack field =
      ReadAll(ReportTable(1).Put("line_item_operation", Texts({"eleven char"})).Write("long"),
              short_fields);
  ASSERT_EQ(field.errors.size(), 1U);
  EXPECT_EQ(field.errors[0].code, "limit_exceeded");
}

}  // namespace
}  // namespace twinbill::readers
