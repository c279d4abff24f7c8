#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "corpus/model/line_item.h"
#include "corpus/model/sha256.h"
#include "harness/cli/command.h"

namespace twinbill::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class CompareCommand : public testing::Test {
 protected:
  CompareCommand() {
    std::string name = testing::TempDir() + "compare_command_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~CompareCommand() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string Write(const std::string& name, const std::string& rows) const {
    std::ofstream(Path(name), std::ios::binary) << model::LineItemHeader() << rows;
    return Path(name);
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  int Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "compare");
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    return Main(arguments, streams);
  }
  std::filesystem::path folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

const std::string kX = "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,x,t,1,-1.00,USD\n";
const std::string kX2 = "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,x,t,1,-1.25,USD\n";
const std::string kY = "Anniversary,2025-01,1,2,S3,eu,Bytes,EdpDiscount,c1,y,t,1,-1.00,USD\n";

TEST_F(CompareCommand, ParityIsZero) {
  EXPECT_EQ(Run({Write("a", kX + kY), Write("b", kX + kY)}), kDone);
  EXPECT_EQ(out_.str(), "parity: 2 line items are the same bytes\n  A 2 rows, B 2 rows, 2 equal\n");
}

TEST_F(CompareCommand, DifferencesAreOneAndShown) {
  EXPECT_EQ(Run({Write("a", kX + kY), Write("b", kX2)}), kAnswerIsNo);
  EXPECT_EQ(out_.str(),
            "first differences:\n"
            "  amount: B less A -0.25\n"
            "    A " +
                kX + "    B " + kX2 +
                "  missing: B less A 1\n"
                "    A " +
                kY +
                "no parity: 2 differences\n"
                "  A 2 rows, B 1 rows, 0 equal\n"
                "  missing    1\n"
                "  amount     1\n"
                "  USD: B bills 1 more and 0.25 less than A, net 0.75\n");
  EXPECT_EQ(Run({Path("a"), Path("b"), "--show", "1"}), kAnswerIsNo);
  EXPECT_THAT(out_.str(), Not(HasSubstr("missing:")));
  EXPECT_EQ(Run({Path("a"), Path("b"), "--show", "0"}), kAnswerIsNo);
  EXPECT_THAT(out_.str(), Not(HasSubstr("first differences")));
}

TEST_F(CompareCommand, NothingComparedIsOne) {
  EXPECT_EQ(Run({Write("a", ""), Write("b", "")}), kAnswerIsNo);
  EXPECT_THAT(out_.str(), HasSubstr("nothing was compared"));
}

TEST_F(CompareCommand, AnotherOrderIsComparedAndSaid) {
  EXPECT_EQ(Run({Write("a", kY + kX), Write("b", kX + kY)}), kDone);
  EXPECT_THAT(out_.str(), HasSubstr("A's rows are not in canonical order"));
}

TEST_F(CompareCommand, JsonHasEverything) {
  EXPECT_EQ(Run({Write("a", kX + kY), Write("b", kX2), "--json"}), kAnswerIsNo);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_EQ(json["parity"], false);
  EXPECT_EQ(json["rows"]["a"], 2);
  EXPECT_EQ(json["differences"]["amount"], 1);
  EXPECT_EQ(json["money"]["USD"]["over"], "1");
  EXPECT_EQ(json["money"]["USD"]["under"], "0.25");
  EXPECT_EQ(json["money"]["USD"]["net"], "0.75");
  EXPECT_EQ(json["sha256"]["a"], model::Sha256::Of(Read("a")).ToHex());
  EXPECT_EQ(json["sha256"]["b"], model::Sha256::Of(Read("b")).ToHex());
  ASSERT_EQ(json["first"].size(), 2U);
  EXPECT_EQ(json["first"][0]["class"], "amount");
  EXPECT_EQ(json["first"][0]["a"].get<std::string>() + "\n", kX);
  EXPECT_TRUE(json["first"][1]["b"].is_null());
}

TEST_F(CompareCommand, AllDifferencesGoToTheOutput) {
  EXPECT_EQ(Run({Write("a", kX + kY), Write("b", kX2), "--show", "0", "-o", Path("all.csv")}),
            kAnswerIsNo);
  EXPECT_THAT(Read("all.csv"), HasSubstr("\namount,amount,-0.25,Anniversary,"));
  EXPECT_THAT(Read("all.csv"), HasSubstr("\nmissing,,1,Anniversary,"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 3);
}

TEST_F(CompareCommand, WrongInputIsThreeAndNothingIsWritten) {
  Write("a", kX);
  std::ofstream(Path("kept.csv")) << "as it was";
  EXPECT_EQ(Run({Path("a"), Write("b", kY + "x\n"), "-o", Path("kept.csv")}), kInputWrong);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr(Path("b") + ":3:2: line_item_field_count"));
  EXPECT_EQ(Read("kept.csv"), "as it was");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 3);
}

TEST_F(CompareCommand, TheCommandLineIsChecked) {
  const std::string a = Write("a", kX);
  EXPECT_EQ(Run({a}), kCommandLineWrong);
  EXPECT_EQ(Run({a, a, a}), kCommandLineWrong);
  EXPECT_EQ(Run({a, a, "--show", "-1"}), kCommandLineWrong);
  EXPECT_EQ(Run({a, a, "--jobs", "0"}), kCommandLineWrong);
  EXPECT_EQ(Run({a, a, "--memory", "1"}), kCommandLineWrong);
  EXPECT_EQ(Run({a, a, "-o", a}), kCommandLineWrong);
  EXPECT_EQ(Read("a"), std::string(model::LineItemHeader()) + kX);
}

TEST_F(CompareCommand, AnOutputThatCantBeWrittenIsFour) {
  const std::string a = Write("a", kX);
  EXPECT_EQ(Run({a, a, "-o", Path("no/such/folder.csv")}), kSurroundingsFailed);
  EXPECT_THAT(err_.str(), HasSubstr("output_failed"));
}

TEST_F(CompareCommand, ControlCharactersAreShownAsEscapes) {
  const std::string hostile =
      "Anniversary,2025-01,1,2,S3,eu,B,Edp,c1,x,\x1B[2J\xE2\x80\xAE,1,1,USD\n";
  EXPECT_EQ(Run({Write("a", hostile), Write("b", kY)}), kAnswerIsNo);
  EXPECT_THAT(out_.str(), HasSubstr("\\x1b[2J\\xe2\\x80\\xae"));
}

}  // namespace
}  // namespace twinbill::cli
