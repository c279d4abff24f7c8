#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "corpus/history/history.h"
#include "corpus/model/decimal_sum.h"
#include "corpus/readers/usage_reader.h"
#include "harness/cli/command.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;

class GenerateCommand : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("twinbill-generate-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  int Run(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Streams streams{out, err};
    const int code = Main(arguments, streams);
    said_ = err.str();
    return code;
  }
  std::string Path(const std::string& name) const { return folder_ / name; }
  std::string Bytes(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  struct Totals {
    std::size_t rows = 0;
    std::string cost;
    bool operator==(const Totals&) const = default;
  };
  Totals TotalsOf(const std::string& name) const {
    const auto records = readers::ReadRecords(Path(name), {});
    EXPECT_TRUE(records.has_value());
    model::DecimalSum cost;
    for (const model::UsageRecord& record : *records) cost.Add(record.unblended_cost);
    return {records->size(), cost.ToString()};
  }

  fs::path folder_;
  std::string said_;
};

TEST_F(GenerateCommand, GivesTheSameBytesWithAnyNumberOfThreads) {
  for (const char* jobs : {"1", "2", "7"}) {
    ASSERT_EQ(Run({"generate", "-o", Path(jobs), "--rows", "40000", "--months", "2", "-j", jobs}),
              kDone)
        << said_;
  }
  EXPECT_EQ(Bytes("1"), Bytes("2"));
  EXPECT_EQ(Bytes("1"), Bytes("7"));
  ASSERT_EQ(
      Run({"generate", "-o", Path("other"), "--rows", "40000", "--months", "2", "--seed", "2"}),
      kDone);
  EXPECT_NE(Bytes("1"), Bytes("other"));
}

TEST_F(GenerateCommand, CsvParquetAndHistoryHoldTheSameUsage) {
  ASSERT_EQ(Run({"generate", "-o", Path("u.csv"), "--rows", "5000"}), kDone);
  ASSERT_EQ(Run({"generate", "-o", Path("u.parquet"), "--rows", "5000", "--format", "parquet"}),
            kDone);
  const Totals csv = TotalsOf("u.csv");
  EXPECT_EQ(csv.rows, 5000U);
  const auto from_csv = readers::ReadRecords(Path("u.csv"), {});
  const auto from_parquet = readers::ReadRecords(Path("u.parquet"), {});
  ASSERT_TRUE(from_csv.has_value());
  ASSERT_TRUE(from_parquet.has_value());
  ASSERT_EQ(from_parquet->size(), 5000U);
  for (std::size_t i = 0; i < from_csv->size(); ++i) {
    const model::UsageRecord& a = (*from_csv)[i];
    const model::UsageRecord& b = (*from_parquet)[i];
    ASSERT_TRUE(a.id == b.id && a.payer == b.payer && a.period == b.period && a.start == b.start &&
                a.currency == b.currency && a.slot == b.slot && a.quantity == b.quantity &&
                a.unblended_cost == b.unblended_cost && a.rate == b.rate &&
                a.public_cost == b.public_cost)
        << i;
  }
  ASSERT_EQ(Run({"init", Path("w")}), kDone);
  ASSERT_EQ(Run({"generate", "--workspace", Path("w"), "--rows", "5000"}), kDone) << said_;
  const auto history = history::History::Open(Path("w"));
  ASSERT_TRUE(history.has_value());
  ASSERT_EQ(history->partitions().size(), 1U);
  EXPECT_EQ(history->partitions()[0].rows, 5000);
  EXPECT_EQ(history->partitions()[0].unblended_cost, csv.cost);
}

TEST_F(GenerateCommand, TheSameUsageAgainChangesNothingInAHistory) {
  ASSERT_EQ(Run({"init", Path("w")}), kDone);
  const std::vector<std::string> generate = {"generate", "--workspace", Path("w"), "--rows", "500"};
  ASSERT_EQ(Run(generate), kDone) << said_;
  const std::string database = Bytes("w/twinbill.db");
  ASSERT_EQ(Run(generate), kDone) << said_;
  EXPECT_NE(said_.find("in the history already; nothing changed"), std::string::npos) << said_;
  EXPECT_EQ(Bytes("w/twinbill.db"), database);
  const auto history = history::History::Open(Path("w"));
  ASSERT_EQ(history->inputs().size(), 1U);
  EXPECT_EQ(history->inputs()[0].kind, "generated");
  EXPECT_EQ(history->inputs()[0].rows, 500);
  ASSERT_EQ(Run({"generate", "--workspace", Path("w"), "--rows", "500", "--seed", "2"}), kDone)
      << said_;
  EXPECT_EQ(history::History::Open(Path("w"))->partitions()[0].rows, 1000);
}

TEST_F(GenerateCommand, ParquetPagesCarryChecksums) {
  ASSERT_EQ(Run({"generate", "-o", Path("u"), "--rows", "3000", "--format", "parquet"}), kDone);
  const auto reader = readers::OpenUsage(Path("u"), {});
  ASSERT_TRUE(reader.has_value());
  EXPECT_EQ((*reader)->shape().kind, readers::ReportKind::kCur2);
  readers::UsageBatch batch;
  while (*(*reader)->Next(batch)) continue;
  EXPECT_TRUE((*reader)->warnings().empty());
}

TEST_F(GenerateCommand, TheHeaderIsThatOfTheConformanceCases) {
  ASSERT_EQ(Run({"generate", "-o", Path("u"), "--rows", "1"}), kDone);
  const std::string bytes = Bytes("u");
  EXPECT_EQ(bytes.substr(0, bytes.find('\n')),
            "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
            "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
            "line_item_product_code,line_item_usage_type,line_item_operation,product_region_code,"
            "pricing_unit,line_item_currency_code,line_item_usage_amount,line_item_unblended_rate,"
            "line_item_unblended_cost,pricing_public_on_demand_cost,product,resource_tags");
}

TEST_F(GenerateCommand, RefusesAWrongCommandLineAndWritesNothing) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"generate"},
           {"generate", "-o", Path("x"), "--workspace", Path("w")},
           {"generate", "-o", Path("x"), "--rows", "0"},
           {"generate", "-o", Path("x"), "--rows", "many"},
           {"generate", "-o", Path("x"), "--accounts", "0"},
           {"generate", "-o", Path("x"), "--months", "121"},
           {"generate", "-o", Path("x"), "--first-period", "2025"},
           {"generate", "-o", Path("x"), "--format", "xml"},
           {"generate", "-o", Path("x"), "-j", "0"}}) {
    EXPECT_EQ(Run(arguments), kCommandLineWrong) << said_;
    EXPECT_FALSE(fs::exists(Path("x")));
  }
  EXPECT_EQ(Run({"generate", "-o", Path("no/such/folder"), "--rows", "10"}), kSurroundingsFailed);
}

}  // namespace
}  // namespace twinbill::cli
