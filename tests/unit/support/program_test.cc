#include "tests/support/program.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/temporary_folder.h"

namespace twinbill::support {
namespace {

ProgramRun Shell(const std::string& script, const ProgramOptions& options = {}) {
  return RunProgram("/bin/sh", {"-c", script}, options);
}

TEST(Program, TellsTheStreamsApartAndGivesTheExitCode) {
  const ProgramRun run = Shell("echo out; echo error >&2; exit 3");
  EXPECT_EQ(run.standard_output, "out\n");
  EXPECT_EQ(run.standard_error, "error\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(run.timed_out);
}

TEST(Program, GetsArgumentsInputFolderAndEnvironmentAsTheyAre) {
  const TemporaryFolder folder;
  const ProgramRun run = RunProgram(
      "/bin/sh", {"-c", "cat; pwd -P; echo \"$1|$2|$MARK\"", "sh", "a b", "*; $(exit)"},
      {.folder = folder.path(), .standard_input = "given\n", .environment = {"MARK=m=1"}});
  EXPECT_EQ(run.standard_output, "given\n" + folder.path() + "\na b|*; $(exit)|m=1\n");
  EXPECT_EQ(run.exit_code, 0);
}

TEST(Program, WritesMoreThanAPipeHoldsOnBothStreams) {
  const ProgramRun run =
      Shell("head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; head -c 1 /dev/zero >&2");
  EXPECT_EQ(run.standard_output.size(), 300'000U);
  EXPECT_EQ(run.standard_error.size(), 300'001U);
}

TEST(Program, ASignalIsAnExitCodeAsAShellHasIt) {
  EXPECT_EQ(Shell("kill -TERM $$").exit_code, 143);
}

TEST(Program, IsKilledAtItsTimeLimit) {
  const ProgramRun run =
      Shell("echo begun; exec sleep 60", {.time_limit = std::chrono::seconds(1)});
  EXPECT_TRUE(run.timed_out);
  EXPECT_EQ(run.exit_code, 137);
  EXPECT_EQ(run.standard_output, "begun\n");
}

TEST(Program, ThatIsMissingIsAProgrammersError) {
  EXPECT_DEATH((void)RunProgram("/no/such/program", {}), "check failed");
}

TEST(Twinbill, IsTheProgramOfThisBuild) {
  const ProgramRun help = RunTwinbill({"--help"});
  EXPECT_EQ(help.exit_code, 0) << help.standard_error;
  EXPECT_NE(help.standard_output.find("twinbill"), std::string::npos);
  EXPECT_EQ(help.standard_error, "");
  const ProgramRun unknown = RunTwinbill({"no-such-command"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.standard_output, "");
  EXPECT_EQ(std::count(unknown.standard_error.begin(), unknown.standard_error.end(), '\x1b'), 0);
}

}  // namespace
}  // namespace twinbill::support
