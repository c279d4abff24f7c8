// The rows of reports in CSV, through OpenUsage.
#include "corpus/readers/csv_reader.h"

#include <gtest/gtest.h>

#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using model::Attributes;
using model::UsageRecord;
using support::Cur2;
using support::Cur2Row;
using support::TemporaryFolder;

std::vector<UsageRecord> Read(std::string_view bytes, int threads = 1) {
  const TemporaryFolder folder;
  ReaderOptions options;
  options.threads = threads;
  auto records = ReadRecords(folder.Write("report.csv", bytes), options);
  EXPECT_TRUE(records.has_value()) << Format(records.error().diagnostics.at(0));
  return records ? *std::move(records) : std::vector<UsageRecord>{};
}

TEST(CsvReader, ReadsEveryColumnOfCur2) {
  const auto records = Read(
      "extra,resource_tags,product,pricing_public_on_demand_cost,line_item_unblended_rate,"
      "line_item_unblended_cost,line_item_usage_amount,line_item_currency_code,pricing_unit,"
      "product_region_code,line_item_operation,line_item_usage_type,line_item_product_code,"
      "line_item_line_item_type,line_item_usage_start_date,line_item_usage_account_id,"
      "bill_billing_period_start_date,bill_payer_account_id,identity_line_item_id\n"
      "x,\"{\"\"user_team\"\":\"\"a,b\"\"}\",\"{\"\"instance_type\"\":\"\"m5\"\"}\",0.75,0.5,-0.25,"
      "1e3,"
      "USD,Hrs,us-east-1,Run,Box,AmazonEC2,Usage,2025-02-01 "
      "01:00:00,111,2025-01-01,999,\"i\"\"1\"\n");
  ASSERT_EQ(records.size(), 1U);
  const UsageRecord& record = records[0];
  EXPECT_EQ(record.id, "i\"1");
  EXPECT_EQ(record.payer, "999");
  EXPECT_EQ(record.period.ToString(), "2025-01");
  EXPECT_EQ(record.start.ToString(), "2025-02-01T01:00:00Z");
  EXPECT_EQ(record.currency, "USD");
  EXPECT_EQ(record.slot, (model::Slot{"111",
                                      "AmazonEC2",
                                      "us-east-1",
                                      "Box",
                                      "Run",
                                      "Usage",
                                      "Hrs",
                                      {{"instance_type", "m5"}},
                                      {{"user_team", "a,b"}}}));
  EXPECT_EQ(record.quantity.ToString(), "1000");
  EXPECT_EQ(record.unblended_cost.ToString(), "-0.25");
  EXPECT_EQ(record.rate->ToString(), "0.5");
  EXPECT_EQ(record.public_cost->ToString(), "0.75");
  EXPECT_EQ(record.source.row, 1);
  EXPECT_EQ(record.source.line, 2);
}

TEST(CsvReader, LinesAndRowsAreCountedApart) {
  const std::string row = Cur2Row("\"a\nb\"", "2025-01-31", "1", "1");
  const auto records = Read(Cur2(row + row));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].source.row, 2);
  EXPECT_EQ(records[1].source.line, 4);
}

TEST(CsvReader, TakesAByteOrderMarkAndCrLfAndNoEndOfTheLastLine) {
  std::string report = "\xEF\xBB\xBF" + Cur2(Cur2Row("a", "2025-01-31", "1", "1"));
  for (std::size_t at = 0; (at = report.find('\n', at)) != std::string::npos; at += 2)
    report.insert(at, "\r");
  report.resize(report.size() - 2);
  EXPECT_EQ(Read(report).size(), 1U);
}

TEST(CsvReader, AReportWithoutRowsHasAWarning) {
  const TemporaryFolder folder;
  for (const std::string& header : {Cur2(""), Cur2("").substr(0, Cur2("").size() - 1)}) {
    auto reader = OpenUsage(folder.Write("report.csv", header), {});
    ASSERT_TRUE(reader.has_value());
    UsageBatch batch;
    EXPECT_FALSE(*(*reader)->Next(batch));
    EXPECT_FALSE(*(*reader)->Next(batch));
    ASSERT_EQ((*reader)->warnings().size(), 1U);
    EXPECT_EQ((*reader)->warnings()[0].code, "report_without_rows");
    EXPECT_EQ((*reader)->digest(), model::Sha256::Of(header));
  }
}

TEST(CsvReader, TheLegacyReportsRegionAndTagsHaveTheirFallbacks) {
  const std::string header =
      "identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,"
      "lineItem/UsageStartDate,lineItem/LineItemType,lineItem/ProductCode,lineItem/UsageType,"
      "lineItem/CurrencyCode,lineItem/UsageAmount,lineItem/UnblendedCost,product/region,"
      "product/regionCode,resourceTags/user:CostCenter,resourceTags/user:cost_center,"
      "product/instanceType\n";
  const std::string row = "a,9,2025-01-01,1,2025-01-01,Usage,s,u,USD,1,1,";
  const auto records = Read(header + row + "eu,eu-west-1,A,B,m5\n" + row + "eu,,,B,\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].slot.region, "eu-west-1");
  EXPECT_EQ(records[1].slot.region, "eu");
  EXPECT_EQ(records[0].slot.tags, (Attributes{{"user_cost_center", "A"}}));
  EXPECT_EQ(records[1].slot.tags, (Attributes{{"user_cost_center", "B"}}));
  EXPECT_EQ(records[0].slot.product,
            (Attributes{{"instanceType", "m5"}, {"region", "eu"}, {"regionCode", "eu-west-1"}}));
}

// NULL in a text is a text, unless an empty number of the file is written so, however late.
TEST(CsvReader, NullWordsAreEmptyWhereNumbersAreWrittenSo) {
  const std::string header = "line_item_operation,line_item_unblended_rate,";
  const std::string texts = "NULL,1," + Cur2Row("NULL", "2025-01-31", "1", "1");
  std::string many;
  for (int i = 0; i < 30'000; ++i) many += texts;
  for (const int threads : {1, 3}) {
    const auto kept = Read(header + Cur2(many), threads);
    ASSERT_EQ(kept.size(), 30'000U);
    EXPECT_EQ(kept[0].slot.operation, "NULL");
    EXPECT_EQ(kept[0].id, "NULL");
    for (const char* word : {"NULL", "\\N"}) {
      const std::string last =
          std::string("x,") + word + "," + Cur2Row("i", "2025-01-31", "1", "1");
      const auto dropped = Read(header + Cur2(many + last), threads);
      ASSERT_EQ(dropped.size(), 30'001U);
      EXPECT_EQ(dropped[0].slot.operation, "");
      EXPECT_EQ(dropped[0].id, "");
      EXPECT_FALSE(dropped[30'000].rate.has_value());
    }
  }
}

TEST(CsvReader, FocusRowsHaveIdsThatCountEqualRows) {
  const std::string header =
      "BillingAccountId,BillingPeriodStart,ChargePeriodStart,BillingCurrency,ConsumedQuantity,"
      "BilledCost,SubAccountId,ServiceName,SkuId,ChargeCategory,InvoiceId,x_ServiceCode,ListCost,"
      "ConsumedUnit,RegionId,x_Operation,x_UsageType,Tags\n";
  const std::string usage =
      "p,2025-01-01,2025-01-02T00:00:00Z,USD,1.50,2.0,a,Compute,k,Usage,1,EC2,2.5,Hrs,eu,Run,Box,"
      "\"{\"\"team\"\":\"\"x\"\"}\"\n";
  const std::string tax = "p,2025-01-01,2025-01-02,USD,,2,a,Compute,k,Tax,1,,,,,,,\n";
  const auto records = Read(header + usage + tax + usage + tax + usage);
  ASSERT_EQ(records.size(), 5U);
  const std::string joined =
      "p\x1F"
      "a\x1F"
      "EC2\x1F"
      "Box\x1F"
      "Run\x1F"
      "eu\x1F"
      "Usage\x1F"
      "1.50\x1F"
      "2.0\x1F"
      "2.5\x1F"
      "Hrs\x1F"
      "USD\x1F"
      "2025-01-02T00:00:00Z\x1F"
      "2025-01-01\x1F"
      "{\"team\":\"x\"}";
  const std::string id = "f" + model::Sha256::Of(joined).ToHex().substr(0, 32);
  EXPECT_EQ(records[0].id, id + "-0");
  EXPECT_EQ(records[2].id, id + "-1");
  EXPECT_EQ(records[4].id, id + "-2");
  EXPECT_EQ(records[3].id, records[1].id.substr(0, 33) + "-1");
  EXPECT_EQ(records[0].slot,
            (model::Slot{"a", "EC2", "eu", "Box", "Run", "Usage", "Hrs", {}, {{"team", "x"}}}));
  EXPECT_EQ(records[1].slot.service, "Compute");
  EXPECT_EQ(records[1].slot.usage_type, "k");
  EXPECT_TRUE(records[1].quantity.is_zero());
  EXPECT_EQ(records[0].list_cost().ToString(), "2.5");
  EXPECT_EQ(records[1].list_cost().ToString(), "2");
  EXPECT_FALSE(records[0].rate.has_value());
}

// Also the numbers of slots, which a store may not show but a test may.
TEST(CsvReader, WhatIsReadDoesNotDependOnThreadsOrPacking) {
  const TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 90'000; ++i) {
    rows += "id" + std::to_string(i % 977) + ",999,2025-01-01,1" + std::to_string(i % 331) +
            ",2025-01-31,Usage,AmazonEC2,Box" + std::to_string(i % 7) + ",USD,1,0.5\n";
  }
  const std::string report = Cur2(rows);
  const auto outcome = [&](const std::string& stored, int threads) {
    ReaderOptions options;
    options.threads = threads;
    auto reader = OpenUsage(folder.Write("report", stored), options);
    EXPECT_TRUE(reader.has_value());
    UsageBatch batch;
    std::string text;
    for (auto more = (*reader)->Next(batch); more && *more; more = (*reader)->Next(batch)) {
      for (const UsageRow& row : batch.rows) {
        text += std::to_string(row.row) + " " + std::to_string(row.line) + " " +
                std::to_string(row.slot) + " " + std::string(row.id) + " " +
                (*reader)->texts()[row.payer] + "\n";
      }
    }
    EXPECT_EQ((*reader)->slots().size(), 331U * 7);
    EXPECT_EQ((*reader)->digest(), model::Sha256::Of(stored));
    return text;
  };
  const std::string expected = outcome(report, 1);
  EXPECT_EQ(outcome(report, 2), expected);
  EXPECT_EQ(outcome(report, 7), expected);
  EXPECT_EQ(outcome(support::Gzip(report), 3), expected);
  EXPECT_EQ(outcome(support::Zip({{"r", report}}), 1), expected);
}

TEST(CsvReader, AReaderMayBeLeftInTheMiddle) {
  const TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 200'000; ++i) rows += Cur2Row("a", "2025-01-31", "1", "1");
  ReaderOptions options;
  options.threads = 3;
  auto reader = OpenUsage(folder.Write("report.csv", Cur2(rows)), options);
  ASSERT_TRUE(reader.has_value());
  UsageBatch batch;
  EXPECT_TRUE(*(*reader)->Next(batch));
  EXPECT_GT((*reader)->bytes_read(), 0);
  EXPECT_LE((*reader)->bytes_read(), (*reader)->bytes_total());
}

}  // namespace
}  // namespace twinbill::readers
