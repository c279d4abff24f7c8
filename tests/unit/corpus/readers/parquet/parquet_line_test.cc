// Threads, row groups and what else cuts a file into pieces change nothing of what is read.
#include <gtest/gtest.h>

#include <filesystem>

#include "corpus/model/sha256.h"
#include "corpus/readers/parquet_reader.h"
#include "parquet_files.h"

namespace twinbill::readers {
namespace {

// Each row group has slots and payers of its own, and some of all.
ReportTable GroupsApart(std::int64_t rows) {
  ReportTable table(rows);
  std::vector<std::string> types;
  std::vector<std::string> payers;
  for (std::int64_t i = 0; i < rows; ++i) {
    types.push_back("type-" + std::to_string(i % 7 == 0 ? 0 : i / 50));
    payers.push_back("payer-" + std::to_string(i / 400 % 3));
  }
  table.Put("line_item_usage_type", Texts(types));
  table.Put("bill_payer_account_id", Texts(payers));
  return table;
}

ReaderOptions Threads(int threads) {
  ReaderOptions options;
  options.threads = threads;
  return options;
}

TEST(ParquetLine, RowsSlotsAndTextsDoNotDependOnThreads) {
  const ReportTable table = GroupsApart(5000);
  for (const std::int64_t group_rows : {50, 333, 5000}) {
    ReportTable::Form form;
    form.row_group_rows = group_rows;
    const std::string path = table.Write("threads", form);
    const ReadBack one = ReadAll(path, Threads(1));
    ASSERT_EQ(one.records.size(), 5000U);
    for (const int threads : {2, 3, 7, 16}) {
      const ReadBack many = ReadAll(path, Threads(threads));
      EXPECT_TRUE(Image(many) == Image(one)) << threads << " threads, groups of " << group_rows;
      EXPECT_EQ(many.slots_and_texts, one.slots_and_texts);
      EXPECT_EQ(many.digest, one.digest);
    }
  }
}

TEST(ParquetLine, TheFirstErrorOfTheFileIsToldWhateverTheThreads) {
  std::vector<std::string> amounts(1000, "1");
  amounts[612] = "first";
  amounts[640] = "second";
  amounts[901] = "third";
  ReportTable table = GroupsApart(1000);
  table.Put("line_item_usage_amount", Texts(amounts));
  ReportTable::Form form;
  form.row_group_rows = 100;
  const std::string path = table.Write("errors", form);
  for (const int threads : {1, 2, 7}) {
    const ReadBack back = ReadAll(path, Threads(threads));
    ASSERT_EQ(back.errors.size(), 1U);
    EXPECT_EQ(back.errors[0].position.part, "row group 6, row 13");
    EXPECT_NE(back.errors[0].message.find("'first'"), std::string::npos);
    EXPECT_EQ(back.records.size(), 600U);  // of the row groups before it
  }
}

// Whichever column it is in, and whichever column is looked at first.
TEST(ParquetLine, OfAPieceTheFirstRowsErrorIsTold) {
  ReportTable table(20);
  std::vector<std::string> starts(20, "2025-01-02");
  std::vector<std::string> products(20, "{}");
  std::vector<std::string> amounts(20, "1");
  starts[17] = "never";
  products[9] = "{";
  amounts[13] = "some";
  table.Put("line_item_usage_start_date", Texts(starts));
  table.Put("product", Texts(products));
  table.Put("line_item_usage_amount", Texts(amounts));
  const auto place = [&] { return ReadAll(table.Write("first")).errors.at(0).position.part; };
  EXPECT_EQ(place(), "row group 0, row 10");
  products[9] = "{}";
  table.Put("product", Texts(products));
  EXPECT_EQ(place(), "row group 0, row 14");
  amounts[13] = "1";
  table.Put("line_item_usage_amount", Texts(amounts));
  EXPECT_EQ(place(), "row group 0, row 18");
}

TEST(ParquetLine, AReaderThatIsLeftHalfWayStopsItsThreads) {
  ReportTable::Form form;
  form.row_group_rows = 50;
  const std::string path = GroupsApart(5000).Write("left", form);
  for (int i = 0; i < 20; ++i) {
    auto reader = OpenParquet(path, Threads(4));
    ASSERT_TRUE(reader.has_value());
    UsageBatch batch;
    ASSERT_TRUE((*reader)->Next(batch).has_value());
    EXPECT_EQ(batch.rows.size(), 50U);
  }
}

TEST(ParquetLine, DigestAndRowsAreOfTheSameBytes) {
  const std::string path = GroupsApart(300).Write("digest");
  const std::string bytes = BytesOf(path);
  EXPECT_EQ(ReadAll(path).digest, model::Sha256::Of(bytes).ToHex());
}

// What was opened is read to its end; that it is no more the file of that name is told.
TEST(ParquetLine, AFileThatIsReplacedWhileItIsReadIsNotMixedWithTheOther) {
  const std::string path = GroupsApart(300).Write("replaced");
  auto reader = OpenParquet(path, {});
  ASSERT_TRUE(reader.has_value());
  std::filesystem::rename(ReportTable(10).Write("other"), path);
  UsageBatch batch;
  ASSERT_TRUE((*reader)->Next(batch).has_value());
  EXPECT_EQ(batch.rows.size(), 300U);
  const auto end = (*reader)->Next(batch);
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(end.error().diagnostics[0].code, "file_changed");
}

TEST(ParquetLine, ARowKeepsWhatItLooksIntoAfterLaterBatches) {
  ReportTable::Form form;
  form.row_group_rows = 100;
  const std::string path = GroupsApart(1000).Write("kept", form);
  auto reader = OpenParquet(path, Threads(2));
  ASSERT_TRUE(reader.has_value());
  std::vector<UsageBatch> batches;
  for (;;) {
    UsageBatch batch;
    const auto more = (*reader)->Next(batch);
    ASSERT_TRUE(more.has_value());
    if (!*more) break;
    batches.push_back(std::move(batch));
  }
  std::int64_t row = 0;
  for (const UsageBatch& batch : batches) {
    for (const UsageRow& usage : batch.rows) {
      EXPECT_EQ(usage.id, "i" + std::to_string(row));
      EXPECT_EQ(usage.row, ++row);
    }
  }
  EXPECT_EQ(row, 1000);
}

TEST(ParquetLine, FocusRowsHaveTheIdsOfTheirCsv) {
  // Two equal rows and another: the digest is over the fields as a CSV would have them.
  const auto all = [](const char* text) { return Texts(std::vector<std::string>(3, text)); };
  ReportTable table(3);
  for (const char* column :
       {"identity_line_item_id", "bill_payer_account_id", "bill_billing_period_start_date",
        "line_item_usage_account_id", "line_item_usage_start_date", "line_item_line_item_type",
        "line_item_product_code", "line_item_usage_type", "product_region_code",
        "line_item_currency_code", "line_item_usage_amount", "line_item_unblended_cost", "product",
        "resource_tags"})
    table.Drop(column);
  std::string csv =
      "BillingAccountId,SubAccountId,ServiceName,x_ServiceCode,SkuId,RegionId,ChargeCategory,"
      "ConsumedQuantity,BilledCost,ListCost,ConsumedUnit,BillingCurrency,ChargePeriodStart,"
      "ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,Tags\n";
  const char* const quantities[] = {"1.5", "1.5", "0.1"};
  for (const char* quantity : quantities) {
    csv += std::string("p,a,S3,AmazonS3,sku,us-east-1,Usage,") + quantity +
           ",0.25,0.5,GB,USD,2025-01-02T03:00:00Z,2025-01-02T04:00:00Z,2025-01-01T00:00:00Z,"
           "2025-02-01T00:00:00Z,\"{\"\"team\"\":\"\"x\"\"}\"\n";
  }
  table.Put("BillingAccountId", all("p")).Put("SubAccountId", all("a"));
  table.Put("ServiceName", all("S3")).Put("x_ServiceCode", all("AmazonS3"));
  table.Put("SkuId", all("sku")).Put("RegionId", all("us-east-1"));
  table.Put("ChargeCategory", all("Usage")).Put("ConsumedQuantity", Doubles({1.5, 1.5, 0.1}));
  table.Put("BilledCost", Doubles({0.25, 0.25, 0.25})).Put("ListCost", Doubles({0.5, 0.5, 0.5}));
  table.Put("ConsumedUnit", all("GB")).Put("BillingCurrency", all("USD"));
  table.Put("ChargePeriodStart", all("2025-01-02T03:00:00Z"));
  table.Put("ChargePeriodEnd", all("2025-01-02T04:00:00Z"));
  table.Put("BillingPeriodStart", all("2025-01-01T00:00:00Z"));
  table.Put("BillingPeriodEnd", all("2025-02-01T00:00:00Z"));
  table.Put("Tags", all("{\"team\":\"x\"}"));
  const std::string csv_path = FolderForTests() + "/focus.csv";
  WriteBytes(csv_path, csv);
  const ReadBack from_csv = ReadAll(csv_path);
  const ReadBack from_parquet = ReadAll(table.Write("focus.parquet"), Threads(2));
  ASSERT_TRUE(from_csv.errors.empty()) << model::Format(from_csv.errors[0]);
  ASSERT_TRUE(from_parquet.errors.empty()) << model::Format(from_parquet.errors[0]);
  ASSERT_EQ(from_parquet.records.size(), 3U);
  EXPECT_EQ(Image(from_parquet), Image(from_csv));
  EXPECT_NE(from_parquet.records[0].id, from_parquet.records[1].id);
}

}  // namespace
}  // namespace twinbill::readers
