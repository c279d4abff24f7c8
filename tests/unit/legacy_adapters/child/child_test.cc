#include "legacy_adapters/child/child.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "legacy_adapters/child/process_tree.h"
#include "legacy_adapters/child/program_place.h"
#include "legacy_adapters/child/scratch_folder.h"
#include "tests/support/command_lines.h"
#include "tests/unit/legacy_adapters/child/child_ground.h"

namespace twinbill::child {
namespace {

using Kind = ChildEnd::Kind;

// Whether some process of this machine is `sleep SECONDS`.
bool IsSleeping(const std::string& seconds) {
  return support::SomeCommandLineHas(std::string("sleep") + '\0' + seconds);
}

TEST(Child, GetsItsInputAndSaysItsOutput) {
  const support::TemporaryFolder folder;
  const Ran ran = RunShell(folder, "cat; echo oops >&2; exit 3", {}, "one\ntwo\n");
  EXPECT_EQ(ran.output, "one\ntwo\n");
  EXPECT_EQ(ran.error, "oops\n");
  EXPECT_EQ(ran.end.kind, Kind::kExit);
  EXPECT_EQ(ran.end.value, 3);
  EXPECT_EQ(ran.end.breach, Breach::kNone);
  EXPECT_FALSE(ran.end.left_processes);
}

TEST(Child, MegabytesGoThroughBothWays) {
  const support::TemporaryFolder folder;
  std::string input;
  while (input.size() < (8U << 20)) input += "0123456789abcdef\n";
  const Ran ran = RunShell(folder, "cat", {}, input);
  EXPECT_EQ(ran.output == input, true);
  EXPECT_EQ(ran.end.kind, Kind::kExit);
}

TEST(Child, HasOnlyTheEnvironmentThatIsAllowed) {
  const support::TemporaryFolder folder;
  setenv("TWINBILL_SECRET", "x", 1);
  const Ran ran = RunOrder(OrderOf(folder, {"env"}));
  EXPECT_EQ(ran.output, "PATH=/usr/local/bin:/usr/bin:/bin\nLC_ALL=C\n");
}

TEST(Child, StandsInItsFolderWithoutTerminalAndWithNoFilesOfOurs) {
  const support::TemporaryFolder folder;
  const Ran ran = RunShell(folder, "pwd; test -t 0 || echo none; ls /proc/self/fd | wc -l");
  EXPECT_EQ(ran.output, folder.path() + "\nnone\n4\n");  // ls has its folder open as a fourth
}

TEST(Child, ThatIsNotThereIsNotStarted) {
  const support::TemporaryFolder folder;
  const Ran ran = RunOrder(OrderOf(folder, {"no-such-program"}));
  EXPECT_EQ(ran.end.kind, Kind::kNotStarted);
  EXPECT_EQ(ran.end.value, ENOENT);
  const std::string text = folder.Write("text", "not a program");
  EXPECT_EQ(RunOrder(OrderOf(folder, {text})).end.value, EACCES);
}

TEST(Child, ASignalIsNamed) {
  const support::TemporaryFolder folder;
  const Ran ran = RunShell(folder, "kill -SEGV $$");
  EXPECT_EQ(ran.end.kind, Kind::kSignal);
  EXPECT_EQ(SignalName(ran.end.value), "SIGSEGV");
  EXPECT_EQ(SignalName(40), "signal 40");
}

TEST(Child, ThatSaysNothingIsStoppedWithinItsLimit) {
  const support::TemporaryFolder folder;
  ChildLimits limits;
  limits.idle = Milliseconds(200);
  const Ran ran = RunShell(folder, "trap '' TERM; sleep 977", limits);
  EXPECT_EQ(ran.end.kind, Kind::kStopped);
  EXPECT_EQ(ran.end.breach, Breach::kIdle);
  EXPECT_LT(ran.took, Milliseconds(200 + 3000));
  EXPECT_FALSE(IsSleeping("977"));
}

TEST(Child, ThatIsBusyForeverHasATotal) {
  const support::TemporaryFolder folder;
  ChildLimits limits;
  limits.total = Milliseconds(300);
  const Ran ran = RunShell(folder, "while true; do echo x; done", limits);
  EXPECT_EQ(ran.end.breach, Breach::kTotal);
  EXPECT_LT(ran.took, Milliseconds(300 + 3000));
}

TEST(Child, AFloodIsStoppedAndTakesNoMemory) {
  const support::TemporaryFolder folder;
  ChildLimits limits;
  limits.output_bytes_max = 4 << 20;
  limits.kept_bytes = 1000;
  const Ran ran = RunShell(folder, "yes 1>&2", limits);
  EXPECT_EQ(ran.end.breach, Breach::kFlood);
  EXPECT_LT(ran.error.size(), 2100U);
  EXPECT_NE(ran.error.find("bytes left out"), std::string::npos);
}

TEST(Child, ACrowdIsEndedAsAWhole) {
  const support::TemporaryFolder folder;
  KeeperOrder order =
      OrderOf(folder, {"/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 978 & done; wait"});
  order.processes = 4;
  const Ran ran = RunOrder(order);
  EXPECT_EQ(ran.end.breach, Breach::kCrowd);
  EXPECT_GT(ran.end.crowd, 4);
  EXPECT_FALSE(IsSleeping("978"));
}

TEST(Child, GrandchildrenThatHideAreEndedToo) {
  const support::TemporaryFolder folder;
  const Ran ran =
      RunShell(folder, "setsid sh -c 'trap \"\" TERM; sleep 979' >/dev/null 2>&1 & echo done");
  EXPECT_EQ(ran.output, "done\n");
  EXPECT_EQ(ran.end.kind, Kind::kExit);
  EXPECT_TRUE(ran.end.left_processes);
  EXPECT_FALSE(IsSleeping("979"));
}

TEST(Child, WithoutNamespacesTheWholeTreeEndsAllTheSame) {
  const support::TemporaryFolder folder;
  KeeperOrder order = OrderOf(
      folder, {"/bin/sh", "-c",
               "for i in 1 2 3; do setsid sh -c 'trap \"\" TERM; sleep 982' & done; sleep 982"});
  order.contain = 0;
  ChildLimits limits;
  limits.total = Milliseconds(300);
  const Ran ran = RunOrder(order, limits);
  EXPECT_EQ(ran.end.level, "medium");
  EXPECT_EQ(ran.end.breach, Breach::kTotal);
  EXPECT_FALSE(IsSleeping("982"));
  order.command = {"/bin/sh", "-c", "setsid sleep 983 & setsid sleep 983 & echo done"};
  EXPECT_TRUE(RunOrder(order).end.left_processes);
  EXPECT_FALSE(IsSleeping("983"));
}

TEST(Child, AGrandchildThatHoldsTheOutputHoldsNobodyUp) {
  const support::TemporaryFolder folder;
  const Ran ran = RunShell(folder, "setsid sleep 980 & echo done");
  EXPECT_EQ(ran.output, "done\n");
  EXPECT_LT(ran.took, Milliseconds(2000));
  EXPECT_FALSE(IsSleeping("980"));
}

TEST(Child, EndsWithItsMaster) {
  const support::TemporaryFolder folder;
  const pid_t master = fork();
  if (master == 0) {
    auto child = Child::Start(OrderOf(folder, {"/bin/sh", "-c", "echo up; sleep 981"}), {});
    if (child) (*child)->Wait();
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(master, &status, 0), master);
  // Once is not enough: the shell may be about to become the sleeper.
  constexpr int kOften = 5;
  int gone = 0;
  for (int i = 0; i < 200 && gone < kOften; ++i) {
    gone = IsSleeping("981") ? 0 : gone + 1;
    std::this_thread::sleep_for(Milliseconds(20));
  }
  EXPECT_EQ(gone, kOften);
}

TEST(Child, ThatReadsNoMoreBreaksItsInput) {
  const support::TemporaryFolder folder;
  auto child =
      Child::Start(OrderOf(folder, {"/bin/sh", "-c", "exec <&-; echo closed; sleep 1"}), {});
  ASSERT_TRUE(child.has_value());
  ASSERT_EQ((*child)->Wait(), Child::Event::kBytes);
  (*child)->Send(std::string(1 << 20, 'x'));
  while ((*child)->Wait() != Child::Event::kEnded) {
  }
  EXPECT_TRUE((*child)->input_broken());
}

TEST(Child, LimitsOfMemoryAndFilesHold) {
  const support::TemporaryFolder folder;
  KeeperOrder order = OrderOf(folder, {"/usr/bin/python3", "-c", "b = bytearray(600 << 20)"});
  order.memory_bytes = 256 << 20;
  const Ran memory = RunOrder(order);
  EXPECT_NE(memory.error.find("MemoryError"), std::string::npos) << memory.error;
  order = OrderOf(folder, {"/bin/sh", "-c", "head -c 100000 /dev/zero > big"});
  order.file_bytes = 1000;
  RunOrder(order);
  EXPECT_EQ(std::filesystem::file_size(folder.At("big")), 1000U);
}

TEST(Child, CountsWhatItsRunTook) {
  const support::TemporaryFolder folder;
  const Ran ran = RunShell(folder, "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");
  EXPECT_GT(ran.end.cpu_ms, 0);
  EXPECT_GT(ran.end.rss_kib, 0);
}

TEST(Child, ThatCannotHaveItsFolderIsAFailureOfTheSurroundings) {
  const support::TemporaryFolder folder;
  const char* before = getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", "/proc", 1);
  auto scratch = ScratchFolder::Make();
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
  ASSERT_FALSE(scratch.has_value());
  EXPECT_EQ(scratch.error().diagnostics[0].code, "child_failed");
  EXPECT_EQ(scratch.error().kind, model::FailureKind::kSurroundings);
}

TEST(ProcessTree, FindsDescendantsOfDescendants) {
  const pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) pause();
    pause();
  }
  std::vector<pid_t> found;
  for (int i = 0; i < 100 && found.size() < 2; ++i) {
    found = Descendants(child);
    found.push_back(child);
    std::this_thread::sleep_for(Milliseconds(5));
  }
  EXPECT_EQ(found.size(), 2U);
  for (const pid_t process : found) kill(process, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST(ProgramPlace, SaysWhereItLooked) {
  auto missing = FindProgramBeside("twinbill-nobody");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().diagnostics[0].code, "child_program_missing");
  EXPECT_TRUE(FindProgramBeside("twinbill-keeper").has_value());
}

}  // namespace
}  // namespace twinbill::child
