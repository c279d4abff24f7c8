#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::cli {
namespace {

constexpr auto kHeader =
    "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
    "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
    "line_item_product_code,line_item_usage_type,line_item_currency_code,line_item_usage_amount,"
    "line_item_unblended_cost\n";

std::string Contract(const std::string& constructs, const std::string& head = R"("payer": "P",
    "currency": "USD", "term": {"start": "2025-01-01", "end": "2025-04-01"})") {
  return R"({"twinbill": 1, "contract": {"id": "C", )" + head + "}, \"constructs\": [" +
         constructs + "]}";
}

std::string Percent(const std::string& id, const std::string& percent) {
  return R"({"id": ")" + id +
         R"(", "construct": "ubd", "clause": "1", "scope": {}, "percent_off": ")" + percent +
         R"("})";
}

class WhatifCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_.Write("today.json", Contract(Percent("rate", "10")));
    folder_.Write("offer.json", Contract(Percent("rate", "12.5") +
                                         R"(, {"id": "edp", "construct": "edp", "clause": "2",
      "commitment": "500", "window": "contract_quarter"})"));
    std::string usage = kHeader;
    for (const char* row : {"1,P,2025-01-01,a,2025-01-05,Usage,S3,t,USD,1,100",
                            "2,P,2025-01-01,b,2025-01-06,Usage,EC2,t,USD,1,60",
                            "3,P,2025-03-01,a,2025-03-07,Usage,S3,t,USD,1,40.4",
                            "4,Q,2025-03-01,a,2025-03-07,Usage,S3,t,EUR,1,999"}) {
      usage += std::string(row) + "\n";
    }
    folder_.Write("usage.csv", usage);
  }

  int Run(std::vector<std::string> arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    arguments.insert(arguments.begin(), "whatif");
    return Main(arguments, streams);
  }
  std::string At(const std::string& name) const { return folder_.At(name); }
  int RunBoth(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {At("today.json"), At("offer.json"), "--usage", At("usage.csv")});
    return Run(std::move(more));
  }

  support::TemporaryFolder folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(WhatifCommand, SaysTheMoneyByConstructAccountAndPeriod) {
  ASSERT_EQ(RunBoth(), kDone) << err_.str();
  const std::string table = out_.str().substr(out_.str().find("\n\n") + 2);
  // The net of the quarter is 200.40 less 12.5 %: 175.35; 324.65 are missing to 500.
  EXPECT_EQ(table,
            "                        A       B   B - A\n"
            "construct\n"
            "  rate             -20.04  -25.05   -5.01  ubd, UsageBasedDiscount, clause 1\n"
            "  edp                   -  324.65  324.65  edp, EdpDiscount, clause 2\n"
            "account\n"
            "  (by no account)       -  324.65  324.65\n"
            "  a                -14.04  -17.55   -3.51\n"
            "  b                 -6.00   -7.50   -1.50\n"
            "period\n"
            "  2025-01          -16.00  -20.00   -4.00\n"
            "  2025-02            0.00    0.00    0.00\n"
            "  2025-03           -4.04  319.60  323.64\n"
            "all\n"
            "  total            -20.04  299.60  319.64\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(WhatifCommand, SaysTheSameToAMachine) {
  ASSERT_EQ(RunBoth({"--json"}), kDone);
  const auto answer = nlohmann::json::parse(out_.str());
  EXPECT_EQ(answer["currency"], "USD");
  EXPECT_EQ(answer["a"]["contract"], "C");
  EXPECT_EQ(answer["constructs"][1],
            (nlohmann::json{
                {"construct", "edp"}, {"a", nullptr}, {"b", "324.65"}, {"difference", "324.65"}}));
  EXPECT_EQ(answer["accounts"].size(), 3U);
  EXPECT_EQ(answer["periods"][1]["difference"], "0");
  EXPECT_EQ(answer["total"],
            (nlohmann::json{{"a", "-20.04"}, {"b", "299.6"}, {"difference", "319.64"}}));
}

TEST_F(WhatifCommand, LooksAtAllUsageAndShowsTheRange) {
  ASSERT_EQ(RunBoth({"--json", "--period", "2025-03"}), kDone);
  const auto answer = nlohmann::json::parse(out_.str());
  EXPECT_EQ(answer["periods"].size(), 1U);
  EXPECT_EQ(answer["total"]["b"], "319.6");
  ASSERT_EQ(RunBoth({"--json", "--to", "2025-01"}), kDone);
  EXPECT_EQ(nlohmann::json::parse(out_.str())["total"]["b"], "-20");
  EXPECT_EQ(RunBoth({"--period", "2025-13"}), kCommandLineWrong);
}

TEST_F(WhatifCommand, AContractAgainstItselfDiffersByNothing) {
  ASSERT_EQ(Run({At("offer.json"), At("offer.json"), "--usage", At("usage.csv"), "--json"}), kDone);
  for (const auto& [key, value] : nlohmann::json::parse(out_.str()).items()) {
    if (!value.is_array()) continue;
    for (const auto& row : value) EXPECT_EQ(row["difference"], "0") << key;
  }
}

TEST_F(WhatifCommand, InAWorkspaceTheUsageIsItsHistory) {
  Streams streams{out_, err_};
  const std::string workspace = At("workspace");
  ASSERT_EQ(Main(std::vector<std::string>{"init", workspace}, streams), kDone);
  ASSERT_EQ(
      Main(std::vector<std::string>{"import", "--workspace", workspace, At("usage.csv")}, streams),
      kDone)
      << err_.str();
  ASSERT_EQ(RunBoth({"--json"}), kDone);
  auto from_files = nlohmann::json::parse(out_.str());
  ASSERT_EQ(Run({At("today.json"), At("offer.json"), "-w", workspace, "--json"}), kDone)
      << err_.str();
  EXPECT_EQ(nlohmann::json::parse(out_.str()), from_files);

  folder_.Write("workspace/contracts/TODAY/standard.json", Contract(Percent("rate", "10")));
  ASSERT_EQ(Run({"TODAY", At("offer.json"), "-w", workspace, "--json"}), kDone) << err_.str();
  EXPECT_EQ(nlohmann::json::parse(out_.str())["total"], from_files["total"]);
}

TEST_F(WhatifCommand, UsageInAnotherCurrencyIsRefusedAlsoInAHistory) {
  folder_.Write("euro.csv",
                std::string(kHeader) + "1,P,2025-01-01,a,2025-01-05,Usage,S3,t,EUR,1,1\n");
  EXPECT_EQ(Run({At("today.json"), At("offer.json"), "--usage", At("euro.csv")}), kInputWrong);
  EXPECT_NE(err_.str().find("usage_currency"), std::string::npos) << err_.str();
  Streams streams{out_, err_};
  const std::string workspace = At("workspace");
  ASSERT_EQ(Main(std::vector<std::string>{"init", workspace}, streams), kDone);
  ASSERT_EQ(
      Main(std::vector<std::string>{"import", "--workspace", workspace, At("euro.csv")}, streams),
      kDone);
  EXPECT_EQ(Run({At("today.json"), At("offer.json"), "-w", workspace}), kInputWrong);
  EXPECT_NE(err_.str().find("usage_currency"), std::string::npos) << err_.str();
}

TEST_F(WhatifCommand, ContractsOfTwoPayersOrCurrenciesCantBeCompared) {
  folder_.Write("euro.json", Contract(Percent("rate", "1"), R"("payer": "P", "currency": "EUR",
      "term": {"start": "2025-01-01", "end": "2025-04-01"})"));
  EXPECT_EQ(Run({At("today.json"), At("euro.json"), "--usage", At("usage.csv")}), kInputWrong);
  EXPECT_NE(err_.str().find("whatif_currency"), std::string::npos) << err_.str();
  folder_.Write("other.json", Contract(Percent("rate", "1"), R"("payer": "Q", "currency": "USD",
      "term": {"start": "2025-01-01", "end": "2025-04-01"})"));
  EXPECT_EQ(Run({At("today.json"), At("other.json"), "--usage", At("usage.csv")}), kInputWrong);
  EXPECT_NE(err_.str().find("whatif_payer"), std::string::npos) << err_.str();
  EXPECT_EQ(out_.str(), "");
}

TEST_F(WhatifCommand, NeedsTwoContractsAndUsage) {
  EXPECT_EQ(Run({At("today.json"), "--usage", At("usage.csv")}), kCommandLineWrong);
  EXPECT_EQ(Run({At("today.json"), At("offer.json"), "-w", folder_.path()}), kCommandLineWrong);
  EXPECT_EQ(Run({At("today.json"), At("gone.json"), "--usage", At("usage.csv")}), kInputWrong);
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace twinbill::cli
