// Discounts in reports, in each of the shapes that real ones have.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "corpus/model/decimal_sum.h"
#include "tests/unit/legacy_adapters/recorded/recorded_ground.h"

namespace twinbill::recorded {
namespace {

using model::Period;
using support::SourcePath;

const Period kJanuary = Period::FromCivil(2025, 1);
const std::string kHeader(model::LineItemHeader());

// A CUR 2.0 report: columns in front are those that are needed.
const std::string kColumns =
    "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
    "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
    "line_item_product_code,line_item_usage_type,line_item_currency_code,line_item_usage_amount,"
    "line_item_unblended_cost,line_item_line_item_description";

std::string Row(const std::string& account, const std::string& type, const std::string& service,
                const std::string& cost, const std::string& description = "",
                const std::string& payer = "P", const std::string& month = "2025-01") {
  static int id = 0;
  return "i" + std::to_string(++id) + "," + payer + "," + month + "-01," + account + "," + month +
         "-02," + type + "," + service + ",u,USD,2.5," + cost + "," + description;
}

std::string EdpMapping(const std::string& how) {
  return R"({)" + how +
         R"(, "clause": "2", "line": {"type": "EdpDiscount", "text": "EDP"}, "by": ["account"]})";
}

// The head over report.csv.
Opened OpenReport(const support::TemporaryFolder& folder, const std::string& report,
                  const std::string& mappings, const std::string& more = {}) {
  folder.Write("report.csv", report);
  return Open(folder.Write("legacy.json", HeadWith(R"("reports": ["report.csv"], "mappings": [)" +
                                                   mappings + "]" + more)));
}

const std::string kEdpLines = kHeader +
                              "Anniversary,2025-01,P,a,,,,EdpDiscount,C,2,EDP,,-1.75,USD\n"
                              "Anniversary,2025-01,P,b,,,,EdpDiscount,C,2,EDP,,-2.00,USD\n";

TEST(RecordedReport, DiscountsThatAreRows) {
  const support::TemporaryFolder folder;
  const auto opened = OpenReport(folder,
                                 kColumns + "\n" + Row("a", "Usage", "S3", "10") + "\n" +
                                     Row("a", "EdpDiscount", "S3", "-1.5") + "\n" +
                                     Row("a", "EdpDiscount", "EC2", "-0.25") + "\n" +
                                     Row("b", "EdpDiscount", "S3", "-2") + "\n" +
                                     Row("b", "EdpDiscount", "S3", "-9", "", "Q") + "\n",
                                 EdpMapping(R"("rows": {"line_item_type": "EdpDiscount"})"));
  EXPECT_EQ(opened.bytes(kJanuary), kEdpLines);
  EXPECT_TRUE(opened.model->notes().empty());
}

TEST(RecordedReport, DiscountsThatAreColumns) {
  const support::TemporaryFolder folder;
  const auto opened = OpenReport(
      folder,
      kColumns + ",discount_edp_discount,discount_total_discount,discount_bundled_discount\n" +
          Row("a", "Usage", "S3", "10") + ",-1.5,-1.5,\n" + Row("a", "Usage", "EC2", "10") +
          ",-2.5E-1,-0.25,NULL\n" + Row("b", "Usage", "S3", "10") + ",-2,-2.5,-0.5\n" +
          Row("b", "Usage", "S3", "10") + ",0.0,0,0\n",
      EdpMapping(R"("column": "discount_edp_discount")"));
  EXPECT_EQ(opened.bytes(kJanuary), kEdpLines);
  ASSERT_EQ(opened.model->notes().size(), 1U);
  EXPECT_EQ(opened.model->notes()[0].find("no mapping takes 2025-01: 1 row of column "
                                          "discount_bundled_discount, -0.5 in all"),
            0U);
}

TEST(RecordedReport, DiscountsThatAreEntriesOfTheMap) {
  const support::TemporaryFolder folder;
  const auto cell = [](const std::string& entries) { return ",\"{" + entries + "}\"\n"; };
  const auto opened =
      OpenReport(folder,
                 kColumns + ",discount\n" + Row("a", "Usage", "S3", "10") +
                     cell(R"(""edp_discount"": -1.75, ""total_discount"": -1.75)") +
                     Row("b", "Usage", "S3", "10") + cell(R"(""edp_discount"": -2)") +
                     Row("b", "Usage", "S3", "10") + cell(""),
                 EdpMapping(R"("column": "discount.edp_discount")"), R"(, "left_over": "refuse")");
  EXPECT_EQ(opened.bytes(kJanuary), kEdpLines);
}

TEST(RecordedReport, DiscountsInTheOldManualShape) {
  const support::TemporaryFolder folder;
  const auto opened = OpenReport(
      folder,
      kColumns + "\n" + Row("a", "Refund", "", "-1.75", "Enterprise Program Discount 2025-01") +
          "\n" + Row("b", "Refund", "", "-2", "Enterprise Program Discount") + "\n" +
          Row("b", "Refund", "", "-7", "Goodwill") + "\n",
      EdpMapping(
          R"("rows": {"line_item_type": "Refund", "description like": "%Enterprise Program Discount%"})"));
  EXPECT_EQ(opened.bytes(kJanuary), kEdpLines);
  ASSERT_EQ(opened.model->notes().size(), 1U);
  EXPECT_EQ(
      opened.model->notes()[0].find(
          "no mapping takes 2025-01: 1 row of line_item_type Refund, -7 in all; the first is at"),
      0U);
}

TEST(RecordedReport, EachKindOfDiscountHasItsClause) {
  const support::TemporaryFolder folder;
  std::string rows = kColumns + "\n";
  std::string mappings;
  std::string expected = kHeader;
  for (const char* type : {"BundledDiscount", "EdpDiscount", "PrivateRateDiscount",
                           "RiVolumeDiscount", "SppDiscount"}) {
    rows += Row("a", type, "S3", "-1.005") + "\n";
    mappings +=
        (mappings.empty() ? "" : ", ") + std::string(R"({"rows": {"line_item_type": ")") + type +
        R"("}, "clause": "of )" + type + R"(", "line": {"type": ")" + type +
        R"("}, "by": ["account", "service", "region", "usage_type"], "digits": 3, "bill": "OCB"})";
    expected += std::string("OutOfCycle,2025-01,P,a,S3,,u,") + type + ",C,of " + type +
                ",,2.5,-1.005,USD\n";
  }
  EXPECT_EQ(OpenReport(folder, rows, mappings).bytes(kJanuary), expected);
}

TEST(RecordedReport, TheFirstMappingThatTakesARowHasIt) {
  const support::TemporaryFolder folder;
  const std::string report = kColumns + "\n" + Row("a", "EdpDiscount", "S3", "-1") + "\n" +
                             Row("a", "EdpDiscount", "EC2", "-2") + "\n" +
                             Row("a", "EdpDiscount", "EC2", "2") + "\n";
  const auto opened = OpenReport(
      folder, report,
      R"({"rows": {"line_item_type": ["EdpDiscount"], "service": ["S3", "SQS"]}, "clause": "1", "line": {"type": "A"}, "digits": 0},
         {"rows": {"line_item_type like": "%Discount"}, "clause": "2", "line": {"type": "B"}, "zero_lines": true})");
  EXPECT_EQ(opened.bytes(kJanuary), kHeader +
                                        "Anniversary,2025-01,P,,,,,A,C,1,,,-1,USD\n"
                                        "Anniversary,2025-01,P,,,,,B,C,2,,,0.00,USD\n");
}

TEST(RecordedReport, AnAmountOfMoreDigitsIsRefusedNeverRounded) {
  const support::TemporaryFolder folder;
  const auto opened =
      OpenReport(folder, kColumns + "\n" + Row("a", "EdpDiscount", "S3", "-1.005") + "\n",
                 EdpMapping(R"("rows": {"line_item_type": "EdpDiscount"})"));
  EXPECT_EQ(opened.codes(), "/mappings/0 recorded_digits\n");
  EXPECT_EQ(opened.problems[0].message, "the recorded amounts of \"2\" add up to -1.005");
}

TEST(RecordedReport, ADiscountInAnotherCurrencyIsRefused) {
  const support::TemporaryFolder folder;
  std::string row = Row("a", "EdpDiscount", "S3", "-1");
  row.replace(row.find("USD"), 3, "EUR");
  const auto opened = OpenReport(folder, kColumns + "\n" + row + "\n",
                                 EdpMapping(R"("rows": {"line_item_type": "EdpDiscount"})"));
  EXPECT_EQ(opened.codes(), "recorded_currency\n");
  EXPECT_EQ(opened.problems[0].position.line, 2);
}

TEST(RecordedReport, DamageIsRefusedAsByTheReaders) {
  const support::TemporaryFolder folder;
  const std::string mapping = EdpMapping(R"("rows": {"line_item_type": "EdpDiscount"})");
  EXPECT_EQ(OpenReport(folder, kColumns + "\nx,y\n", mapping).codes(), "csv_ragged_row\n");
  EXPECT_EQ(
      OpenReport(folder, kColumns + "\n" + Row("a", "EdpDiscount", "S3", "1,5") + "\n", mapping)
          .codes(),
      "csv_ragged_row\n");
  EXPECT_EQ(OpenReport(folder, kColumns + "\n" + Row("a", "EdpDiscount", "S3", "x") + "\n", mapping)
                .codes(),
            "value_not_a_number\n");
  EXPECT_EQ(OpenReport(folder, "", mapping).codes(), "csv_empty\n");
  EXPECT_EQ(OpenReport(folder, "a,b\n1,2\n", mapping).codes(), "report_unknown\n");
}

// What the real report's credits add up to, by account, from the reader of usage.
TEST(RecordedReport, CreditsOfARealReportAreTakenToTheLastDigit) {
  const std::string path =
      SourcePath("corpus/data/real/cur2/olaraji_ha-project-CUR-daily-1-00001.csv.gz");
  const auto records = readers::ReadRecords(path, {});
  ASSERT_TRUE(records.has_value());
  std::map<std::string, model::DecimalSum> sums;
  int credits = 0;
  for (const auto& record : *records) {
    if (record.slot.line_item_type != "Credit") continue;
    sums[record.slot.service].Add(record.unblended_cost);
    ++credits;
  }
  ASSERT_EQ(credits, 358);
  const model::UsageRecord& first = records->front();
  const support::TemporaryFolder folder;
  const std::string keys =
      R"("reports": [")" + path + R"("], "mappings": [{"rows": {"line_item_type": "Credit"},
      "clause": "promotion", "line": {"type": "Credit", "text": ""}, "by": ["service"], "digits": 10}],
      "left_over": "refuse")";
  const auto opened = Open(
      folder.Write("legacy.json", HeadWith(keys, first.payer, first.period.FirstDay().ToString(),
                                           first.period.Next().FirstDay().ToString())));
  ASSERT_NE(opened.model, nullptr) << opened.codes();
  const auto bill = support::BillForeign(*opened.model, {}, first.period);
  ASSERT_EQ(bill.lines.size(), sums.size());
  for (const auto& line : bill.lines) {
    const auto amount = model::Decimal::Parse(line.amount.ToString());
    EXPECT_EQ(*amount, *sums[line.product_code].ToDecimal()) << line.product_code;
  }
}

TEST(RecordedReport, ARealReportWithoutDiscountsHasNoLines) {
  const support::TemporaryFolder folder;
  const std::string keys =
      R"("reports": [")" +
      SourcePath("corpus/data/real/cur/wal_Oct2018-WorkshopCUR-00001.snappy.parquet") +
      R"("], "mappings": [)" + EdpMapping(R"("rows": {"line_item_type": "EdpDiscount"})") + "]";
  const auto opened =
      Open(folder.Write("legacy.json", HeadWith(keys, "836060457634", "2018-10-01", "2019-10-01")));
  ASSERT_NE(opened.model, nullptr) << opened.codes();
  EXPECT_EQ(opened.bytes(Period::FromCivil(2018, 10)), kHeader);
  EXPECT_TRUE(opened.model->notes().empty());
}

TEST(RecordedReport, AdjustmentsOfARealFocusReportAreListed) {
  const support::TemporaryFolder folder;
  const std::string keys =
      R"("reports": [")" + SourcePath("corpus/data/real/focus/focus_sample_1000.csv") +
      R"("], "mappings": [)" +
      EdpMapping(R"("rows": {"description like": "%Enterprise Program%"})") + "]";
  const auto opened =
      Open(folder.Write("legacy.json", HeadWith(keys, "20209880", "2024-09-01", "2025-09-01")));
  ASSERT_NE(opened.model, nullptr) << opened.codes();
  std::string notes;
  for (const std::string& note : opened.model->notes())
    notes += note.substr(0, note.find(", ")) + "\n";
  EXPECT_EQ(notes, "no mapping takes 2024-09: 2 rows of line_item_type Adjustment\n");
}

// What a rule book bills over the real sample, written into a report as a real one has it, comes
// back as the same bytes.
TEST(RecordedReport, ABillOfTheRealSampleComesBackAsItWas) {
  const Period october = Period::FromCivil(2018, 10);
  const std::string expected =
      support::PlainBytes(SourcePath("legacy_adapters/sql/samples/allocation/rule_book.json"),
                          support::RealSample(), october);
  std::string report = kColumns + "\n";
  std::size_t at = kHeader.size();
  while (at < expected.size()) {
    const std::size_t end = expected.find('\n', at);
    std::vector<std::string> fields;
    std::string row = expected.substr(at, end - at);
    for (std::size_t comma = 0; (comma = row.find(',')) != std::string::npos;
         row.erase(0, comma + 1)) {
      fields.push_back(row.substr(0, comma));
    }
    report += Row(fields[3], "EdpDiscount", "S3", fields[12], "", "836060457634", "2018-10") + "\n";
    at = end + 1;
  }
  const support::TemporaryFolder folder;
  folder.Write("report.csv", report);
  folder.Write("legacy.json",
               R"({"recorded": 1, "contract": {"id": "SAMPLE-ALLOCATION", "payer": "836060457634",
      "currency": "USD", "start": "2018-10-01", "end": "2021-10-01"}, "reports": ["report.csv"],
      "mappings": [{"rows": {"line_item_type": "EdpDiscount"}, "clause": "Section 2", "by": ["account"],
      "line": {"type": "EdpDiscount", "text": "Enterprise discount"}}], "left_over": "refuse"})");
  EXPECT_EQ(Open(folder.At("legacy.json")).bytes(october), expected);
}

}  // namespace
}  // namespace twinbill::recorded
