#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/command.h"

namespace twinbill::cli {
namespace {

class AdapterCheckCommand : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) {
    out_.str("");
    err_.str("");
    Streams streams{out_, err_};
    arguments.insert(arguments.begin(), "adapter-check");
    return Main(arguments, streams);
  }
  static std::string Program(const std::string& name) {
    return std::string(TWINBILL_SOURCE_DIR) + "/" + name;
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(AdapterCheckCommand, SaysWhatAProgramKeepsTo) {
  EXPECT_EQ(Run({"--", "python3", Program("legacy_adapters/process/samples/python/bill.py")}),
            kDone)
      << out_.str() << err_.str();
  EXPECT_EQ(out_.str().find("level 1, sample python\ncontainment "), 0U) << out_.str();
  EXPECT_NE(out_.str().find("passed  agrees_in_another_life"), std::string::npos);
  EXPECT_NE(out_.str().find("disagreement is below 3/1200 of rows"), std::string::npos)
      << out_.str();
}

TEST_F(AdapterCheckCommand, SaysItToMachinesToo) {
  EXPECT_EQ(Run({"--json", "--", "python3",
                 Program("tests/unit/legacy_adapters/process/misbehaving.py"), "banner"}),
            kAnswerIsNo);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_EQ(json["passed"], false);
  EXPECT_EQ(json["level"], 1);
  EXPECT_EQ(json["probes"][0]["outcome"], "failed");
  EXPECT_NE(json["probes"][0]["finding"].get<std::string>().find("Biller 3.1 starting"),
            std::string::npos);
}

TEST_F(AdapterCheckCommand, AProgramThatIsNotThereFails) {
  EXPECT_EQ(Run({"--", "no-such-program"}), kAnswerIsNo);
  EXPECT_NE(out_.str().find("containment none: it never ran"), std::string::npos) << out_.str();
  EXPECT_NE(out_.str().find("process_not_started"), std::string::npos);
}

TEST_F(AdapterCheckCommand, AWrongCommandLineIsSaidSo) {
  EXPECT_EQ(Run({}), kCommandLineWrong);
  EXPECT_EQ(Run({"--parameter", "x", "--", "true"}), kCommandLineWrong);
  EXPECT_EQ(Run({"--idle-ms", "0", "--", "true"}), kCommandLineWrong);
  EXPECT_EQ(Run({"--help"}), kDone);
}

}  // namespace
}  // namespace twinbill::cli
