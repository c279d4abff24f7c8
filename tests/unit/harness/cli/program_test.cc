// The program's frame: finding a command, help, version, and what happens where results can't go
// out.
#include <gtest/gtest.h>

#include <fstream>
#include <new>
#include <set>
#include <sstream>

#include "harness/cli/command.h"

namespace twinbill::cli {
namespace {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome Program(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  const int code = Main(arguments, streams);
  return {code, out.str(), err.str()};
}

TEST(Program, ListsEveryCommandInItsHelp) {
  const Outcome help = Program({"--help"});
  EXPECT_EQ(help.code, kDone);
  EXPECT_EQ(help.err, "");
  ASSERT_FALSE(Commands().empty());
  for (const Command& command : Commands()) {
    EXPECT_NE(help.out.find("\n  " + std::string(command.name) + " "), std::string::npos);
    EXPECT_NE(help.out.find(command.summary), std::string::npos);
  }
  EXPECT_EQ(Program({"-h"}).out, help.out);
  EXPECT_EQ(Program({"help"}).out, help.out);
}

TEST(Program, WithoutACommandIsAWrongCommandLine) {
  const Outcome nothing = Program({});
  EXPECT_EQ(nothing.code, kCommandLineWrong);
  EXPECT_EQ(nothing.out, "");
  EXPECT_EQ(nothing.err, Program({"--help"}).out);
}

TEST(Program, SaysItsVersionInOneLine) {
  const Outcome version = Program({"--version"});
  EXPECT_EQ(version.code, kDone);
  EXPECT_TRUE(version.out.starts_with("twinbill ")) << version.out;
  EXPECT_EQ(version.out.find('\n'), version.out.size() - 1);
}

TEST(Program, GuessesWhatWasMeant) {
  const Outcome slip = Program({"comapre"});
  EXPECT_EQ(slip.code, kCommandLineWrong);
  EXPECT_EQ(
      slip.err,
      "twinbill: no command 'comapre'; did you mean 'compare'? (`twinbill --help` lists them)\n");
  EXPECT_EQ(Program({"qqqqqqqq"}).err,
            "twinbill: no command 'qqqqqqqq' (`twinbill --help` lists them)\n");
}

TEST(Program, HasExamplesInEveryCommandsHelpAndNoCommandTwice) {
  std::set<std::string_view> names;
  for (const Command& command : Commands()) {
    const Outcome help = Program({std::string(command.name), "--help"});
    EXPECT_EQ(help.code, kDone) << command.name;
    EXPECT_EQ(help.err, "") << command.name;
    EXPECT_NE(help.out.find("examples:\n  twinbill " + std::string(command.name)),
              std::string::npos)
        << help.out;
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
  }
}

TEST(Program, RefusesAnUnknownOptionOfEveryCommand) {
  for (const Command& command : Commands()) {
    const Outcome wrong = Program({std::string(command.name), "--no-such-option"});
    EXPECT_EQ(wrong.code, kCommandLineWrong) << command.name;
    EXPECT_EQ(wrong.out, "") << command.name;
    EXPECT_NE(wrong.err.find("no-such-option"), std::string::npos) << wrong.err;
  }
}

TEST(RunCommand, FailsWhereStandardOutputTakesNotAllOfIt) {
  std::ofstream full("/dev/full");
  std::ostringstream err;
  Streams streams{full, err};
  const Command talks = {"talks", "", [](std::span<const std::string>, Streams& to) {
                           to.out << "a result";
                           return static_cast<int>(kDone);
                         }};
  EXPECT_EQ(RunCommand(talks, {}, streams), kSurroundingsFailed);
  EXPECT_EQ(err.str(), "standard output: output_failed: can't be written\n");
}

TEST(RunCommand, SaysThatMemoryRanOut) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  const Command greedy = {
      "greedy", "", [](std::span<const std::string>, Streams&) -> int { throw std::bad_alloc(); }};
  EXPECT_EQ(RunCommand(greedy, {}, streams), kSurroundingsFailed);
  EXPECT_EQ(err.str(), "out_of_memory: this machine has no more memory for `twinbill greedy`\n");
}

TEST(Report, GivesTheExitCodeOfTheFailuresKind) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  const model::Diagnostic diagnostic(model::Code{"a_code"}, {"f.csv", 2, 7, "", ""}, "is wrong");
  EXPECT_EQ(Report(model::InputFailure(diagnostic), streams), kInputWrong);
  EXPECT_EQ(Report(model::UsageFailure(diagnostic), streams), kCommandLineWrong);
  EXPECT_EQ(Report(model::SurroundingsFailure(diagnostic), streams), kSurroundingsFailed);
  EXPECT_EQ(err.str(),
            "f.csv:2:7: a_code: is wrong\nf.csv:2:7: a_code: is wrong\nf.csv:2:7: a_code: is "
            "wrong\n");
  EXPECT_EQ(out.str(), "");
}

TEST(Report, ShowsAFormulaBelowItsMessage) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err};
  model::Diagnostic diagnostic(model::Code{"a_code"}, {"b.json", 2, 7, "", ""}, "is wrong");
  diagnostic.excerpt = "  cost +\n        ^";
  EXPECT_EQ(Report(model::InputFailure(diagnostic), streams), kInputWrong);
  EXPECT_EQ(err.str(), "b.json:2:7: a_code: is wrong\n  cost +\n        ^\n");
}

}  // namespace
}  // namespace twinbill::cli
