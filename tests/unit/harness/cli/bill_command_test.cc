#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "harness/cli/command.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kContract =
    R"({"twinbill": 1, "contract": {"id": "C", "payer": "P", "currency": "USD",
  "term": {"start": "2025-01-01", "end": "2025-07-01"}}, "constructs": [{"id": "a",
  "construct": "primitive", "clause": "1", "benefit": {"percent_off": "10"},
  "commit": {"amount": "5", "measure": "list_cost", "charge": {"type": "Short", "description": "s"}},
  "line": {"type": "D", "description": "d", "by": []}}]})";
constexpr auto kHeader =
    "identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
    "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
    "line_item_product_code,line_item_usage_type,line_item_currency_code,line_item_usage_amount,"
    "line_item_unblended_cost\n";

std::string Row(const std::string& id, const std::string& month, const std::string& payer = "P",
                const std::string& currency = "USD") {
  return id + "," + payer + "," + month + "-01,a," + month + "-05,Usage,S3,t," + currency +
         ",1,100\n";
}

class BillCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("bill_command_" + std::to_string(getpid()));
    fs::create_directories(folder_);
    Write("contract.json", kContract);
    Write("usage.csv", kHeader + Row("1", "2025-01") + Row("2", "2025-03"));
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string Read(const std::string& name) const {
    std::ifstream stream(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  int Run(std::vector<std::string> arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    arguments.insert(arguments.begin(), "bill");
    return Main(arguments, streams);
  }
  int RunStandard(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {
        "--model", "standard", "--contract", Path("contract.json"), "--usage", Path("usage.csv")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  // "PERIOD AMOUNT" of each line on standard output.
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    std::istringstream stream(out_.str());
    std::string row;
    std::getline(stream, row);
    while (std::getline(stream, row)) {
      const std::size_t period = row.find(',') + 1;
      const std::size_t end = row.rfind(',');
      const std::size_t amount = row.rfind(',', end - 1) + 1;
      lines.push_back(row.substr(period, 7) + " " + row.substr(amount, end - amount));
    }
    return lines;
  }

  fs::path folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

using Rows = std::vector<std::string>;

TEST_F(BillCommand, BillsAllPeriodsOfTheTermThatHaveBegunInTheUsage) {
  EXPECT_EQ(RunStandard(), kDone) << err_.str();
  EXPECT_EQ(Lines(), (Rows{"2025-01 -10.00", "2025-02 5.00", "2025-03 -10.00"}));
  Write("usage.csv", kHeader + Row("1", "2025-01") + Row("2", "2025-02", "Q"));
  EXPECT_EQ(RunStandard(), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-01 -10.00", "2025-02 5.00"}));
}

TEST_F(BillCommand, BillsTheRangeThatIsAskedForAndLooksAtAllUsage) {
  EXPECT_EQ(RunStandard({"--period", "2025-02"}), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-02 5.00"}));
  EXPECT_EQ(RunStandard({"--from", "2025-02", "--to", "2025-03"}), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-02 5.00", "2025-03 -10.00"}));
  EXPECT_EQ(RunStandard({"--from", "2025-03"}), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-03 -10.00"}));
  EXPECT_EQ(RunStandard({"--from", "2025-04", "--to", "2025-05"}), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-04 5.00", "2025-05 5.00"}));
  EXPECT_EQ(RunStandard({"--period", "2024-12"}), kDone);
  EXPECT_EQ(out_.str(), model::LineItemHeader());
}

TEST_F(BillCommand, AReportOfNoRowsHasNoPeriods) {
  Write("usage.csv", kHeader);
  EXPECT_EQ(RunStandard(), kDone) << err_.str();
  EXPECT_EQ(out_.str(), model::LineItemHeader());
}

TEST_F(BillCommand, SeveralReportsAreOneUsageInAnyOrder) {
  Write("more.csv", kHeader + Row("3", "2025-02"));
  EXPECT_EQ(RunStandard({Path("more.csv")}), kDone) << err_.str();
  const std::string bytes = out_.str();
  EXPECT_EQ(Lines(), (Rows{"2025-01 -10.00", "2025-02 -10.00", "2025-03 -10.00"}));
  EXPECT_EQ(Run({"--model", "standard", "--contract", Path("contract.json"), "--usage",
                 Path("more.csv"), "--usage", Path("usage.csv")}),
            kDone);
  EXPECT_EQ(out_.str(), bytes);
}

TEST_F(BillCommand, WritesAFileWholeOrNotAtAll) {
  EXPECT_EQ(RunStandard(), kDone);
  const std::string bytes = out_.str();
  EXPECT_EQ(RunStandard({"-o", Path("lines.csv")}), kDone);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(Read("lines.csv"), bytes);
  Write("contract.json", "{}");
  EXPECT_EQ(RunStandard({"-o", Path("lines.csv")}), kInputWrong);
  EXPECT_EQ(Read("lines.csv"), bytes);
}

TEST_F(BillCommand, AWrongContractIsWrongInputAndAllOfItIsSaid) {
  Write("contract.json", R"({"twinbill": 1, "contract": {"id": "C"}, "constructs": []})");
  EXPECT_EQ(RunStandard(), kInputWrong);
  EXPECT_EQ(out_.str(), "");
  EXPECT_NE(
      err_.str().find("contract.json:1:29: contract_missing_key: /contract: the key \"payer\""),
      std::string::npos)
      << err_.str();
  EXPECT_NE(err_.str().find("the key \"term\" is missing"), std::string::npos);
}

TEST_F(BillCommand, AnotherCurrencyIsWrongInputAtItsLine) {
  Write("usage.csv", kHeader + Row("1", "2025-01") + Row("2", "2025-01", "P", "EUR"));
  EXPECT_EQ(RunStandard(), kInputWrong);
  EXPECT_NE(err_.str().find("usage.csv:3: usage_currency"), std::string::npos) << err_.str();
}

TEST_F(BillCommand, TheSameRecordTwiceIsRefusedWithBothNamed) {
  Write("more.csv", kHeader + Row("9", "2025-01") + Row("2", "2025-03"));
  EXPECT_EQ(RunStandard({Path("more.csv")}), kInputWrong);
  EXPECT_NE(err_.str().find("more.csv:3: usage_repeated_record"), std::string::npos) << err_.str();
  EXPECT_NE(err_.str().find(Path("usage.csv") + ":3"), std::string::npos) << err_.str();
  // Another period, start or payer is another record.
  Write("more.csv", kHeader + Row("1", "2025-03") + Row("2", "2025-03", "Q"));
  EXPECT_EQ(RunStandard({Path("more.csv")}), kDone) << err_.str();
}

TEST_F(BillCommand, AWrongCommandLineIsSaidSo) {
  EXPECT_EQ(Run({}), kCommandLineWrong);
  EXPECT_EQ(Run({"--model", "standard", "--usage", Path("usage.csv")}), kCommandLineWrong);
  EXPECT_EQ(RunStandard({"--period", "2025-1"}), kCommandLineWrong);
  EXPECT_EQ(RunStandard({"--period", "2025-01", "--to", "2025-02"}), kCommandLineWrong);
  EXPECT_EQ(RunStandard({"--from", "2025-02", "--to", "2025-01"}), kCommandLineWrong);
  EXPECT_EQ(RunStandard({"--frm", "2025-02"}), kCommandLineWrong);
  EXPECT_EQ(
      Run({"--model", "cobol", "--contract", Path("contract.json"), "--usage", Path("usage.csv")}),
      kCommandLineWrong);
  EXPECT_NE(err_.str().find("cobol"), std::string::npos);
}

// A workspace with the usage as its history and the contract as contracts/C.
class BillInWorkspace : public BillCommand {
 protected:
  void SetUp() override {
    BillCommand::SetUp();
    EXPECT_EQ(RunCommandLine({"init", Path("ws")}), kDone) << err_.str();
    Import("usage.csv");
    fs::create_directories(folder_ / "ws/contracts/C");
    Write("ws/contracts/C/standard.json", kContract);
  }
  int RunCommandLine(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }
  void Import(const std::string& name) {
    EXPECT_EQ(RunCommandLine({"import", Path(name), "--workspace", Path("ws")}), kDone)
        << err_.str();
  }
  int RunId(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--model", "standard", "C", "--workspace", Path("ws")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
};

TEST_F(BillInWorkspace, BillsTheHistoryAsItBillsTheFilesThatItWasMadeFrom) {
  ASSERT_EQ(RunStandard(), kDone);
  const std::string bytes = out_.str();
  EXPECT_EQ(RunId(), kDone) << err_.str();
  EXPECT_EQ(out_.str(), bytes);
  EXPECT_EQ(RunId({"--period", "2025-02"}), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-02 5.00"}));
  EXPECT_EQ(RunId({"--from", "2025-04", "--to", "2025-05"}), kDone);
  EXPECT_EQ(Lines(), (Rows{"2025-04 5.00", "2025-05 5.00"}));
}

TEST_F(BillInWorkspace, APeriodHasBegunWhereAnyPayerHasUsage) {
  Write("more.csv", kHeader + Row("1", "2025-04", "Q"));
  Import("more.csv");
  EXPECT_EQ(RunId(), kDone) << err_.str();
  EXPECT_EQ(Lines(), (Rows{"2025-01 -10.00", "2025-02 5.00", "2025-03 -10.00", "2025-04 5.00"}));
}

TEST_F(BillInWorkspace, AnotherCurrencyWithinTheTermIsWrongInput) {
  Write("more.csv", kHeader + Row("1", "2025-04", "P", "EUR"));
  Import("more.csv");
  EXPECT_EQ(RunId({"--period", "2025-01"}), kInputWrong);
  EXPECT_NE(err_.str().find("usage_currency"), std::string::npos) << err_.str();
  Write(
      "ws/contracts/C/standard.json",
      std::string(kContract).replace(std::string(kContract).find("2025-07-01"), 10, "2025-04-01"));
  EXPECT_EQ(RunId({"--period", "2025-01"}), kDone) << err_.str();
}

TEST_F(BillInWorkspace, WhatIsNotThereIsSaid) {
  EXPECT_EQ(Run({"--model", "standard", "D", "-w", Path("ws")}), kCommandLineWrong);
  EXPECT_NE(err_.str().find("no contract \"D\""), std::string::npos) << err_.str();
  EXPECT_EQ(Run({"--model", "standard", "../ws", "-w", Path("ws")}), kCommandLineWrong);
  EXPECT_EQ(Run({"--model", "standard", "C", "-w", Path(".")}), kCommandLineWrong);
  EXPECT_EQ(RunId({"--usage", Path("usage.csv")}), kCommandLineWrong);
  EXPECT_EQ(Run({"C", "-w", Path("ws")}), kCommandLineWrong);
}

TEST_F(BillCommand, SaysWhatIsOpenStillAfterAPreview) {
  Write("contract.json", R"({"twinbill": 1, "contract": {"id": "C", "payer": "P",
    "currency": "USD", "term": {"start": "2025-01-01", "end": "2026-03-01"}}, "constructs": [
    {"id": "edp", "construct": "primitive", "clause": "1", "line": {"type": "D", "description": "d"},
     "commit": {"amount": "1200", "window": "contract_year", "measure": "list_cost", "prorate": true,
                "limits": [{"scope": {"service": ["S3"]}, "share": "10"}],
                "charge": {"type": "Short", "description": "s"}}},
    {"id": "yearly", "construct": "primitive", "clause": "2", "settle": "window_end",
     "meter": {"measure": "quantity", "window": "contract_quarter"}, "benefit": {"percent_off": "5"},
     "line": {"type": "D", "description": "d", "by": []}}]})");
  EXPECT_EQ(RunStandard({"--period", "2025-02"}), kDone);
  EXPECT_EQ(
      err_.str(),
      "note: contract C, construct edp: its commitment of 1200 for 2025-01 to 2025-12 is open, "
      "100 counted so far\n"
      "note: contract C, construct yearly: is settled in 2025-03, for all of 2025-01 to "
      "2025-03\n");
  EXPECT_EQ(RunStandard({"--to", "2025-03"}), kDone);
  EXPECT_EQ(
      err_.str(),
      "note: contract C, construct edp: its commitment of 1200 for 2025-01 to 2025-12 is open, "
      "120 counted so far\n");
  EXPECT_EQ(RunStandard({"--to", "2026-01"}), kDone);
  EXPECT_EQ(
      err_.str(),
      "note: contract C, construct edp: its commitment of 200 for 2026-01 to 2026-02 is open, "
      "0 counted so far\n"
      "note: contract C, construct yearly: is settled in 2026-02, for all of 2026-01 to "
      "2026-02\n");
  EXPECT_EQ(RunStandard({"--to", "2026-02"}), kDone);
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(RunStandard({"--period", "2025-02", "--quiet"}), kDone);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(BillCommand, HelpHasExamples) {
  EXPECT_EQ(Run({"--help"}), kDone);
  EXPECT_NE(out_.str().find("examples:"), std::string::npos);
}

}  // namespace
}  // namespace twinbill::cli
