// twinbill bill --model legacy: a rule book from files and in a workspace.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

constexpr auto kBook = R"({"cbas": 1, // by hand
  "contract": {"id": "C", "payer": "P", "currency": "USD", "start": "2025-01-01", "end": "2025-04-01"},
  "rules": [{"id": "R1", "clause": "1", "credit": "cost / usage",
             "line": {"type": "EdpDiscount", "text": "t"}}]})";
constexpr auto kHeader =
    "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
    "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
    "line_item_product_code,line_item_usage_type,line_item_currency_code,line_item_usage_amount,"
    "line_item_unblended_cost\n";

std::string Row(const std::string& id, const std::string& month, const std::string& usage,
                const std::string& currency = "USD") {
  return id + ",P," + month + "-01,a," + month + "-05,Usage,S3,t," + currency + "," + usage +
         ",100\n";
}

class LegacyBill : public ::testing::Test {
 protected:
  int Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }
  int RunFiles(const std::string& usage, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"bill",
                                          "--model",
                                          "legacy",
                                          "--contract",
                                          folder_.Write("book.json", kBook),
                                          "--usage",
                                          folder_.Write("usage.csv", kHeader + usage)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  std::size_t LineCount() const {
    const std::string text = out_.str();
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) - 1;
  }

  support::TemporaryFolder folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(LegacyBill, GoesAsFarAsPeriodsHaveBegun) {
  EXPECT_EQ(RunFiles(Row("1", "2025-01", "2") + Row("2", "2025-02", "4")), kDone) << err_.str();
  EXPECT_NE(out_.str().find("2025-01,P,,,,,EdpDiscount,C,1,t,,-50.00,USD"), std::string::npos);
  EXPECT_NE(out_.str().find("2025-02,P,,,,,EdpDiscount,C,1,t,,-25.00,USD"), std::string::npos);
  EXPECT_EQ(LineCount(), 2U);
}

TEST_F(LegacyBill, ThatStopsPrintsTheLinesThatStandAndEndsWith3) {
  const std::string usage =
      Row("1", "2025-01", "2") + Row("2", "2025-02", "0") + Row("3", "2025-03", "1");
  EXPECT_EQ(RunFiles(usage), kInputWrong);
  EXPECT_EQ(LineCount(), 1U);
  EXPECT_NE(
      err_.str().find("cbas_division_by_zero: rule \"R1\", all of its records, period 2025-02"),
      std::string::npos)
      << err_.str();
  EXPECT_EQ(RunFiles(usage, {"--period", "2025-01"}), kDone);
  EXPECT_EQ(RunFiles(usage, {"--period", "2025-03"}), kInputWrong);
  EXPECT_EQ(LineCount(), 0U);
}

TEST_F(LegacyBill, AnotherCurrencyIsWrongInput) {
  EXPECT_EQ(RunFiles(Row("1", "2025-01", "2", "EUR")), kInputWrong);
  EXPECT_NE(err_.str().find("usage_currency"), std::string::npos);
}

TEST_F(LegacyBill, InAWorkspaceBillsTheHistoryAsItBillsFiles) {
  const std::string usage = Row("1", "2025-01", "2") + Row("2", "2025-03", "4");
  ASSERT_EQ(RunFiles(usage), kDone);
  const std::string bytes = out_.str();
  const std::string workspace = folder_.At("ws");
  ASSERT_EQ(Run({"init", workspace}), kDone);
  ASSERT_EQ(Run({"import", folder_.At("usage.csv"), "--workspace", workspace}), kDone);
  folder_.Write("ws/contracts/C/legacy.json", kBook);
  EXPECT_EQ(Run({"bill", "--model", "legacy", "C", "--workspace", workspace}), kDone) << err_.str();
  EXPECT_EQ(out_.str(), bytes);
}

TEST_F(LegacyBill, OfAContractWithoutALegacySide) {
  const std::string workspace = folder_.At("ws");
  ASSERT_EQ(Run({"init", workspace}), kDone);
  std::filesystem::create_directories(workspace + "/contracts/C");
  EXPECT_EQ(Run({"bill", "--model", "legacy", "C", "--workspace", workspace}), kInputWrong);
  EXPECT_NE(err_.str().find("legacy_missing"), std::string::npos);
  folder_.Write("ws/contracts/C/legacy.cbas", kBook);
  folder_.Write("ws/contracts/C/legacy.old", kBook);
  EXPECT_EQ(Run({"bill", "--model", "legacy", "C", "--workspace", workspace}), kInputWrong);
  EXPECT_NE(err_.str().find("several"), std::string::npos);
}

}  // namespace
}  // namespace twinbill::cli
