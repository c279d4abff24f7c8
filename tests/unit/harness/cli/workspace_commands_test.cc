// twinbill init, import and history: what they say, to people and to machines, and how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/cli/command.h"
#include "tests/support/report_files.h"
#include "tests/support/workspace_ground.h"

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::Cur2;
using support::Cur2Row;
using testing::HasSubstr;
using testing::Not;

class WorkspaceCommands : public support::WorkspaceGround {
 protected:
  int Import(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"import", "--workspace", workspace_});
    return Run(arguments);
  }
  json History() {
    EXPECT_EQ(Run({"history", "--workspace", workspace_, "--json"}), kDone) << err_;
    return json::parse(out_);
  }
  std::string Report(const std::string& name, const std::string& rows) {
    return folder_.Write(name, Cur2(rows));
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(workspace_)) {
      names.push_back(entry.path().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(WorkspaceCommands, ImportTellsAMachineTheBooks) {
  const std::string a = Report(
      "a.csv", Cur2Row("a", "2025-01-05", "1", "2") + Cur2Row("b", "2025-01-06", "1", "-0.5"));
  ASSERT_EQ(Import({a, "--json"}), kDone) << err_;
  const json first = json::parse(out_);
  EXPECT_EQ(first["import"], 1);
  EXPECT_EQ(first["rows_read"], 2);
  EXPECT_EQ(first["rows_taken"], 2);
  EXPECT_EQ(first["set_aside"], json({{"already_imported", 0}, {"replaced_by_later", 0}}));
  EXPECT_EQ(first["files"][0]["kind"], "cur-2.0");
  EXPECT_EQ(first["files"][0]["digest"].get<std::string>().size(), 64U);
  EXPECT_EQ(first["partitions"][0]["rows"], 2);

  const std::string b =
      Report("b.csv", Cur2Row("a", "2025-01-05", "3", "7") + Cur2Row("c", "2025-01-07", "1", "1") +
                          Cur2Row("c", "2025-01-07", "2", "4"));
  ASSERT_EQ(Import({a, b, "--json", "--keep-last"}), kDone) << err_;
  const json second = json::parse(out_);
  EXPECT_EQ(second["rows_read"], 5);
  EXPECT_EQ(second["rows_taken"], 2);
  EXPECT_EQ(second["set_aside"], json({{"already_imported", 2}, {"replaced_by_later", 1}}));
  EXPECT_EQ(second["history_rows_replaced"], 1);
  EXPECT_EQ(History()["unblended_cost"]["USD"], "10.5");
}

TEST_F(WorkspaceCommands, ImportTellsAPersonTheBooks) {
  const std::string a = Report("a.csv", Cur2Row("a", "2025-01-05", "1", "2"));
  ASSERT_EQ(Import({a}), kDone);
  EXPECT_THAT(out_, HasSubstr("rows read 1 = taken 1 + set aside 0\n"));
  EXPECT_THAT(out_, HasSubstr("period 2025-01: now 1 rows\n"));
  ASSERT_EQ(Import({a}), kDone);
  EXPECT_THAT(out_, HasSubstr("rows read 1 = taken 0 + set aside 1\n"));
  EXPECT_THAT(out_, HasSubstr("set aside 1: their file is in the history already\n"));
  EXPECT_THAT(out_, HasSubstr("nothing changed\n"));
  ASSERT_EQ(Import({a, "--quiet"}), kDone);
  EXPECT_EQ(out_ + err_, "");
}

TEST_F(WorkspaceCommands, WrongInputIsThreeAndNothingIsWritten) {
  const std::string good = Report("good.csv", Cur2Row("a", "2025-01-05", "1", "2"));
  const std::string bad = Report("bad.csv", "a\n");
  const auto before = Names();
  EXPECT_EQ(Import({good, bad}), kInputWrong);
  EXPECT_THAT(err_, HasSubstr(bad + ":2:2: csv_ragged_row: "));
  EXPECT_EQ(out_, "");
  EXPECT_EQ(Names(), before);
}

TEST_F(WorkspaceCommands, ImportOfNoFileIsWrongInputAsElsewhere) {
  EXPECT_EQ(Import({folder_.At("gone.csv")}), kInputWrong);
  EXPECT_THAT(err_, HasSubstr("gone.csv: file_not_found: "));
  EXPECT_EQ(Import({workspace_}), kInputWrong);
  EXPECT_THAT(err_, HasSubstr("file_not_regular: "));
}

TEST_F(WorkspaceCommands, TheSameRecordTwiceIsWrongInput) {
  const std::string a = Report("a.csv", Cur2Row("a", "2025-01-05", "1", "2"));
  const std::string b = Report("b.csv", Cur2Row("a", "2025-01-05", "3", "7"));
  EXPECT_EQ(Import({a, b}), kInputWrong);
  EXPECT_THAT(err_, HasSubstr("record_twice"));
  EXPECT_THAT(err_, HasSubstr("--keep-last"));
  EXPECT_TRUE(History()["partitions"].empty());
}

TEST_F(WorkspaceCommands, HistoryListsWhatIsThereAndWhatIsMissingInBetween) {
  const auto bill = [](std::string row, const std::string& period, const std::string& payer) {
    row.replace(row.find("2025-01-01"), 10, period + "-01");
    row.replace(row.find("999"), 3, payer);
    return row;
  };
  const std::string row = Cur2Row("a", "2025-01-05", "1", "2.50");
  const std::string file =
      Report("a.csv", bill(row, "2024-11", "1") + bill(row, "2025-02", "1") +
                          bill(row, "2025-03", "1") + bill(row, "2025-01", "2"));
  ASSERT_EQ(Import({file, "-q"}), kDone) << err_;
  const json history = History();
  std::vector<std::string> there;
  for (const json& partition : history["partitions"]) {
    there.push_back(partition["payer"].get<std::string>() + " " +
                    partition["period"].get<std::string>());
    EXPECT_EQ(partition["rows"], 1);
    EXPECT_EQ(partition["slots"], 1);
    EXPECT_EQ(partition["currency"], "USD");
    EXPECT_EQ(partition["unblended_cost"], "2.5");
    EXPECT_EQ(partition["list_cost"], "2.5");
    EXPECT_EQ(partition["digest"].get<std::string>().size(), 64U);
  }
  EXPECT_THAT(there, testing::ElementsAre("1 2024-11", "1 2025-02", "1 2025-03", "2 2025-01"));
  EXPECT_EQ(history["gaps"], json::array({{{"payer", "1"}, {"period", "2024-12"}},
                                          {{"payer", "1"}, {"period", "2025-01"}}}));
  EXPECT_EQ(history["rows"], 4);
  EXPECT_EQ(history["unblended_cost"], json({{"USD", "10"}}));
  ASSERT_EQ(Run({"history", "-w", workspace_}), kDone);
  EXPECT_THAT(out_, HasSubstr("  2024-12  no usage\n  2025-01  no usage\n"));
  EXPECT_THAT(out_, HasSubstr("4 rows, 10 USD\n"));
}

TEST_F(WorkspaceCommands, HistoryKnowsItsInputsAndTheirWarnings) {
  const std::string sample = std::string(TWINBILL_SOURCE_DIR) +
                             "/corpus/data/real/cur/wal_Oct2018-WorkshopCUR-00001.snappy.parquet";
  ASSERT_EQ(Import({sample}), kDone);
  EXPECT_THAT(err_, HasSubstr("warning: " + sample + ": no_page_crc: "));
  const json expected = {
      {"file", sample},
      {"kind", "cur-legacy"},
      {"digest", "65b45dc92c5a959aad66a7414f75ae521fa10f3a1dbcc151d884af139e78acb7"},
      {"bytes", 1486391},
      {"rows", 119307},
      {"warnings", "no_page_crc"}};
  EXPECT_EQ(History()["inputs"], json::array({expected}));
  ASSERT_EQ(Run({"history", "-w", workspace_, "--inputs"}), kDone);
  EXPECT_THAT(out_, HasSubstr("input " + sample +
                              "\n  cur-legacy, 119307 rows, 1486391 bytes, "
                              "sha256 65b45dc92c5a"));
  EXPECT_THAT(out_, HasSubstr("no_page_crc"));
}

TEST_F(WorkspaceCommands, AnEmptyHistoryIsNoError) {
  EXPECT_EQ(Run({"history", "-w", workspace_}), kDone);
  EXPECT_EQ(out_, "no usage\n");
  EXPECT_EQ(History(), json({{"partitions", json::array()},
                             {"gaps", json::array()},
                             {"inputs", json::array()},
                             {"rows", 0},
                             {"unblended_cost", json::object()}}));
}

TEST_F(WorkspaceCommands, ShowNoControlCharactersOfTheUsage) {
  std::string report = Cur2(Cur2Row("a", "2025-01-05", "1", "2"));
  report.replace(report.find("999"), 3, "\x1B[31m");
  ASSERT_EQ(Import({folder_.Write("a.csv", report)}), kDone);
  EXPECT_THAT(out_, Not(HasSubstr("\x1B")));
  EXPECT_THAT(out_, HasSubstr("payer \\x1b[31m"));
  ASSERT_EQ(Run({"history", "-w", workspace_}), kDone);
  EXPECT_THAT(out_, Not(HasSubstr("\x1B")));
}

TEST_F(WorkspaceCommands, WhereNoWorkspaceIsTheCommandLineIsWrong) {
  const std::string file = Report("a.csv", Cur2Row("a", "2025-01-05", "1", "2"));
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"history", "-w", folder_.path()},
        {"import", file, "-w", folder_.path()}}) {
    EXPECT_EQ(Run(arguments), kCommandLineWrong);
    EXPECT_THAT(err_, HasSubstr("no_workspace"));
  }
  EXPECT_EQ(Run({"init", workspace_}), kInputWrong);
  EXPECT_THAT(err_, HasSubstr("workspace_exists"));
}

TEST_F(WorkspaceCommands, TheCommandLineIsChecked) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"import"},
                                                    {"import", "a.csv", "--jobs", "0"},
                                                    {"import", "a.csv", "--jobs", "many"},
                                                    {"import", "a.csv", "--memory", "0"},
                                                    {"history", "more"},
                                                    {"init"},
                                                    {"init", "a", "b"}}) {
    EXPECT_EQ(Run(arguments), kCommandLineWrong);
    EXPECT_THAT(err_, HasSubstr("usage: twinbill " + arguments[0]));
    EXPECT_EQ(out_, "");
  }
}

TEST_F(WorkspaceCommands, DemoIntoAWorkspaceThatIsThereBeginsNothing) {
  EXPECT_EQ(Run({"demo", "--out", workspace_}), kInputWrong);
  EXPECT_EQ(out_, "$ twinbill init " + workspace_ + "\n\n");
  EXPECT_THAT(err_, HasSubstr("workspace_exists"));
}

}  // namespace
}  // namespace twinbill::cli
