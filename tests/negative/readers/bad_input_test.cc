// Bad input, each kind with its code and its exact place: every code of docs/errors/readers.md.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "corpus/readers/usage_reader.h"
#include "tests/support/report_files.h"

namespace twinbill::readers {
namespace {

using support::Cur2;
using support::Cur2Row;
using support::Gzip;
using support::TemporaryFolder;
using support::Zip;

const std::string kGood = Cur2Row("a", "2025-01-31T23:00:00Z", "1.5", "0.25");
const std::string kFocus =
    "BillingAccountId,BillingPeriodStart,ChargePeriodStart,BillingCurrency,ConsumedQuantity,"
    "BilledCost,SubAccountId,ServiceName,SkuId,ChargeCategory,Tags\n";
const std::string kFocusRow = "p,2025-01-01,2025-01-01,USD,1,1,a,s,k,Usage,";

model::Failure Refusal(const std::string& path, int threads = 1, ReaderLimits limits = {}) {
  ReaderOptions options;
  options.threads = threads;
  options.limits = limits;
  const auto records = ReadRecords(path, options);
  EXPECT_FALSE(records.has_value()) << path;
  return records ? model::InputFailure({}) : records.error();
}

struct BadInput {
  const char* what;
  std::string bytes;
  std::string code;
  std::int64_t line;
  std::int64_t column;
  std::string says;
};

std::vector<BadInput> BadText() {
  const std::string without_end = kGood.substr(0, kGood.size() - 1);
  return {
      {"nothing", "", "csv_empty", 1, 1, "empty"},
      {"blank lines", "\n\n", "csv_empty", 1, 1, "empty"},
      {"a short row", Cur2(kGood + "a,b\n"), "csv_ragged_row", 3, 4, "2 fields, the header has 11"},
      {"a long row", Cur2(without_end + ",more\n"), "csv_ragged_row", 2, 80,
       "12 fields, the header has 11"},
      {"an empty line", Cur2(kGood + "\n" + kGood), "csv_ragged_row", 3, 1, "an empty line"},
      {"an open quote", Cur2(kGood + "\"a,999\n"), "csv_open_quote", 3, 1, "never closed"},
      {"a stray quote", Cur2("a\"b" + kGood.substr(1)), "csv_stray_quote", 2, 2, "a quote within"},
      {"text behind a quote", Cur2("\"a\"b" + kGood.substr(1)), "csv_stray_quote", 2, 3, "behind"},
      {"a NUL", Cur2(std::string("a\0", 2) + kGood.substr(1)), "csv_nul", 2, 2, "NUL"},
      {"no UTF-8", Cur2("a\xC3(" + kGood.substr(1)), "csv_not_utf8", 2, 2, "0xC3"},
      {"a surrogate", Cur2("a\xED\xA0\x80" + kGood.substr(1)), "csv_not_utf8", 2, 2, "0xED"},
      {"UTF-16", std::string("\xFF\xFEi\0d\0", 6), "csv_not_utf8", 1, 1, "UTF-16"},
      {"two marks", Cur2("\xEF\xBB\xBF" + kGood), "csv_byte_order_mark", 2, 1, "order mark"},
      {"CR LF after LF", Cur2(without_end + "\r\n"), "csv_line_ends_mixed", 2, 80,
       "CR LF, the first in LF"},
      {"a CR", Cur2("a\rb" + kGood.substr(1)), "csv_stray_cr", 2, 2, "carriage return"},
      {"a column twice", "identity_line_item_id," + Cur2(kGood), "report_duplicate_column", 1, 23,
       "the first is number 1, this is number 2"},
      {"a column missing", Cur2("").replace(0, 21, "identity_lineitem_id"), "report_missing_column",
       1, 1, "identity_line_item_id is missing"},
      {"no name known", "a,b,c\n1,2,3\n", "report_unknown", 1, 1, "none of the 3 columns"},
      {"Azure", "MeterCategory,PreTaxCost\n", "report_foreign", 1, 1, "a cost export of Azure"},
  };
}

std::vector<BadInput> BadValues() {
  const std::string row = "a,999,2025-01-01,111,2025-01-31,Usage,s,u,USD,";
  const std::string digits = "123456789012345678901234567890123456789";
  return {
      {"a date", Cur2(Cur2Row("a", "4/1/25", "1", "1")), "value_not_a_timestamp", 2, 22,
       "'4/1/25'"},
      {"no start", Cur2(Cur2Row("a", "", "1", "1")), "value_missing", 2, 22, "timestamp is needed"},
      {"NULL as start", Cur2(Cur2Row("a", "NULL", "1", "1")), "value_missing", 2, 22, "is empty"},
      {"no period", Cur2("a,999,,111,2025-01-31,Usage,s,u,USD,1,1\n"), "value_missing", 2, 7,
       "timestamp is needed"},
      {"no period in a later row", Cur2(row + "1,1\nb,999,,111,2025-01-31,Usage,s,u,USD,1,1\n"),
       "value_missing", 3, 7, "bill_billing_period_start_date"},
      {"no period in FOCUS", kFocus + "p,,2025-01-01,USD,1,1,a,s,k,Usage,{}\n", "value_missing", 2,
       3, "BillingPeriodStart"},
      {"no quantity", Cur2(row + ",1\n"), "value_missing", 2, 47, "line_item_usage_amount"},
      {"words", Cur2(row + "1,NaN\n"), "value_not_a_number", 2, 49, "'NaN'"},
      {"39 digits", Cur2(row + digits + ",1\n"), "value_not_a_number", 2, 47,
       "more than 38 digits"},
      {"usage without quantity", kFocus + "p,2025-01-01,2025-01-01,USD,,1,a,s,k,Usage,{}\n",
       "value_missing", 2, 29, "ConsumedQuantity"},
      {"no JSON", kFocus + kFocusRow + "{x}\n", "attributes_not_json", 2, 46, "Tags: "},
      {"a tag twice", kFocus + kFocusRow + "\"{\"\"t\"\":\"\"1\"\",\"\"t\"\":\"\"2\"\"}\"\n",
       "attributes_duplicate_key", 2, 59, "the key 't' twice"},
      {"a tag of tags", kFocus + kFocusRow + "\"{\"\"t\"\":{}}\"\n", "attributes_nested", 2, 53,
       "/t: "},
  };
}

void ExpectRefused(const std::vector<BadInput>& table) {
  const TemporaryFolder folder;
  for (const BadInput& bad : table) {
    const std::string path = folder.Write("report.csv", bad.bytes);
    for (const int threads : {1, 2}) {
      const model::Failure failure = Refusal(path, threads);
      EXPECT_EQ(failure.kind, model::FailureKind::kInput) << bad.what;
      const model::Diagnostic& first = failure.diagnostics.at(0);
      EXPECT_EQ(first.code, bad.code) << bad.what << ": " << Format(first);
      EXPECT_EQ(first.position.file, path);
      EXPECT_EQ(first.position.line, bad.line) << bad.what << ": " << Format(first);
      EXPECT_EQ(first.position.column, bad.column) << bad.what << ": " << Format(first);
      EXPECT_NE(Format(first).find(bad.says), std::string::npos) << Format(first);
    }
  }
}

TEST(BadInput, TextIsRefusedWithItsCodeAndPlace) { ExpectRefused(BadText()); }

TEST(BadInput, ValuesAreRefusedWithTheirCodeAndPlace) { ExpectRefused(BadValues()); }

TEST(BadInput, AMissingColumnIsToldWithTheNearestOne) {
  const TemporaryFolder folder;
  const std::string path =
      folder.Write("report.csv", Cur2("").replace(0, 21, "identity_lineitem_id"));
  EXPECT_EQ(Refusal(path).diagnostics.at(0).hint, "the nearest one there is identity_lineitem_id");
}

TEST(BadInput, SeveralRowsAreToldAtOnce) {
  const TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 20; ++i) rows += Cur2Row("a", "2025-01-31", "x", "y");
  const model::Failure failure = Refusal(folder.Write("report.csv", Cur2(kGood + rows)));
  ASSERT_EQ(failure.diagnostics.size(), 10U);
  EXPECT_EQ(failure.diagnostics.at(9).position.line, 12);
}

TEST(BadInput, TheFirstErrorOfALargeFileDoesNotDependOnThreads) {
  const TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 60'000; ++i)
    rows += i == 23'456 || i == 59'000 ? Cur2Row("a", "2025-01-31", "x", "1") : kGood;
  const std::string path = folder.Write("report.csv", Cur2(rows));
  const model::Failure failure = Refusal(path);
  EXPECT_EQ(failure.diagnostics.at(0).position.line, 23'458);
  EXPECT_EQ(failure.diagnostics, Refusal(path, 2).diagnostics);
  EXPECT_EQ(failure.diagnostics, Refusal(path, 7).diagnostics);
}

TEST(BadInput, AHugeFieldIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/report.csv";
  {
    std::ofstream file(path, std::ios::binary);
    file << Cur2(kGood) << "\"";
    const std::string mebibyte(1 << 20, 'x');
    for (int i = 0; i < 64; ++i) file << mebibyte;
  }
  for (const int threads : {1, 2}) {
    const model::Diagnostic first = Refusal(path, threads).diagnostics.at(0);
    EXPECT_EQ(first.code, "limit_exceeded");
    EXPECT_EQ(first.position.line, 3);
    EXPECT_EQ(first.position.column, 1);
    EXPECT_NE(Format(first).find("field_bytes_max"), std::string::npos);
  }
}

TEST(BadInput, ARecordWithoutAnEndIsRefused) {
  const TemporaryFolder folder;
  ReaderLimits limits;
  limits.field_bytes_max = 1000;
  std::string endless = Cur2(kGood);
  for (int i = 0; i < 400'000; ++i) endless += "field,";
  const model::Diagnostic first =
      Refusal(folder.Write("report.csv", endless), 1, limits).diagnostics.at(0);
  EXPECT_EQ(first.code, "limit_exceeded");
  EXPECT_EQ(first.position.line, 3);
}

TEST(BadInput, PackedFilesAreRefusedWithTheirCode) {
  const TemporaryFolder folder;
  const std::string good = Cur2(kGood);
  const std::string bomb = Cur2(std::string(4 << 20, 'x'));
  const std::string gzip = Gzip(good);
  std::string damaged = gzip;
  damaged[damaged.size() - 6] ^= 0x55;  // within the checksum
  std::string encrypted = Zip({{"report.csv", good}});
  encrypted[6] |= 1;  // the flag of the first entry
  const std::vector<std::pair<std::string, std::string>> table = {
      {gzip.substr(0, gzip.size() - 9), "gzip_truncated"},
      {damaged, "gzip_damaged"},
      {gzip + "garbage", "gzip_trailing_bytes"},
      {Gzip(bomb), "limit_exceeded"},
      {Zip({}), "zip_not_one_file"},
      {Zip({{"a.csv", good}, {"b.csv", good}}), "zip_not_one_file"},
      {encrypted, "zip_encrypted"},
      {Zip({{"report.csv", good}}).substr(0, 80), "zip_damaged"},
      {Zip({{"a.csv", bomb}}), "limit_exceeded"},
  };
  for (const auto& [bytes, code] : table) {
    const model::Failure failure = Refusal(folder.Write("report", bytes));
    EXPECT_EQ(failure.kind, model::FailureKind::kInput);
    EXPECT_EQ(failure.diagnostics.at(0).code, code) << Format(failure.diagnostics.at(0));
  }
}

TEST(BadInput, WhatIsNoFileIsRefused) {
  const TemporaryFolder folder;
  const model::Failure missing = Refusal(folder.path() + "/none.csv");
  EXPECT_EQ(missing.diagnostics.at(0).code, "file_not_found");
  EXPECT_EQ(missing.kind, model::FailureKind::kInput);
  EXPECT_EQ(Refusal(folder.path()).diagnostics.at(0).code, "file_not_regular");
  const std::string fifo = folder.path() + "/fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(Refusal(fifo).diagnostics.at(0).code, "file_not_regular");
  const model::Failure too_long = Refusal(folder.path() + "/" + std::string(5000, 'n'));
  EXPECT_EQ(too_long.diagnostics.at(0).code, "file_unreadable");
  EXPECT_EQ(too_long.kind, model::FailureKind::kSurroundings);
}

TEST(BadInput, AFileThatChangesWhileItIsReadIsRefused) {
  const TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 60'000; ++i) rows += kGood;
  const std::string path = folder.Write("report.csv", Cur2(rows));
  auto reader = OpenUsage(path, {});
  ASSERT_TRUE(reader.has_value());
  std::ofstream(path, std::ios::app) << kGood;
  UsageBatch batch;
  auto more = (*reader)->Next(batch);
  while (more && *more) more = (*reader)->Next(batch);
  ASSERT_FALSE(more.has_value());
  EXPECT_EQ(more.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(more.error().diagnostics.at(0).code, "file_changed");
}

}  // namespace
}  // namespace twinbill::readers
