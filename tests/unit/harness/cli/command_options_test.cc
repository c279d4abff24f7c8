// The options of a command: what is taken, what is refused, and how it is said.
#include "harness/cli/command_options.h"

#include <gtest/gtest.h>

#include <sstream>

namespace twinbill::cli {
namespace {

namespace po = boost::program_options;

class CommandOptionsTest : public testing::Test {
 protected:
  CommandOptionsTest() {
    options_.options().add_options()("rows", po::value<int>()->default_value(3), "how many")(
        "json", "as JSON")("seed,s", po::value<std::uint64_t>()->default_value(1), "of all draws");
    options_.Positional("file", 2);
  }

  std::optional<int> Parse(const std::vector<std::string>& arguments) {
    return options_.Parse(arguments, streams_);
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Streams streams_{out_, err_};
  CommandOptions options_{"count", "FILE… [--rows N]", "Counts.", "  twinbill count a.csv"};
};

TEST_F(CommandOptionsTest, TakesOptionsAndFilesInAnyOrder) {
  EXPECT_EQ(Parse({"a.csv", "--rows", "7", "b.csv", "-q"}), std::nullopt);
  EXPECT_EQ(options_.Get<std::vector<std::string>>("file"),
            (std::vector<std::string>{"a.csv", "b.csv"}));
  EXPECT_EQ(options_.Get<int>("rows"), 7);
  EXPECT_TRUE(options_.quiet());
  EXPECT_FALSE(options_.Has("json"));
  EXPECT_EQ(out_.str() + err_.str(), "");
}

TEST_F(CommandOptionsTest, HasDefaults) {
  EXPECT_EQ(Parse({}), std::nullopt);
  EXPECT_EQ(options_.Get<int>("rows"), 3);
  EXPECT_FALSE(options_.quiet());
  EXPECT_FALSE(options_.Has("file"));
}

TEST_F(CommandOptionsTest, HelpsOnStandardOutput) {
  EXPECT_EQ(Parse({"-h"}), kDone);
  EXPECT_TRUE(out_.str().starts_with("usage: twinbill count FILE… [--rows N]\n\nCounts.\n"));
  EXPECT_NE(out_.str().find("--rows arg (=3)"), std::string::npos) << out_.str();
  EXPECT_TRUE(out_.str().ends_with("examples:\n  twinbill count a.csv\n"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandOptionsTest, RefusesUnknownOptionsWithAGuess) {
  EXPECT_EQ(Parse({"--jsno"}), kCommandLineWrong);
  EXPECT_EQ(err_.str(),
            "twinbill count: unrecognised option '--jsno'; did you mean '--json'?\n"
            "usage: twinbill count FILE… [--rows N]\n`twinbill count --help` explains it\n");
}

TEST_F(CommandOptionsTest, TakesNoBeginningOfAnOption) {
  EXPECT_EQ(Parse({"--row", "7"}), kCommandLineWrong);
}

TEST_F(CommandOptionsTest, RefusesWrongValuesAndTooManyFiles) {
  EXPECT_EQ(Parse({"--rows", "many"}), kCommandLineWrong);
  EXPECT_NE(err_.str().find("'many'"), std::string::npos) << err_.str();
  EXPECT_EQ(Parse({"--rows"}), kCommandLineWrong);
  EXPECT_EQ(Parse({"a", "b", "c"}), kCommandLineWrong);
  EXPECT_EQ(out_.str(), "");
}

// They would be taken for huge numbers.
TEST_F(CommandOptionsTest, RefusesNegativeNumbersWhereThereAreNone) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--seed", "-3"}, {"--seed=-3"}, {"-s", "-3"}, {"-s-3"}, {"--seed", "-0"}}) {
    err_.str("");
    EXPECT_EQ(Parse(words), kCommandLineWrong) << words.front();
    EXPECT_TRUE(err_.str().starts_with("twinbill count: --seed takes a number from 0, not '-"))
        << err_.str();
  }
  EXPECT_EQ(Parse({"--rows", "-3", "--seed", "18446744073709551615"}), std::nullopt);
  EXPECT_EQ(options_.Get<int>("rows"), -3);
  EXPECT_EQ(options_.Get<std::uint64_t>("seed"), 18446744073709551615U);
}

}  // namespace
}  // namespace twinbill::cli
