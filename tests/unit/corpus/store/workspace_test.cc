// A workspace: made once, changed by one process at a time.
#include "corpus/store/workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "corpus/store/durable_file.h"

namespace twinbill::store {
namespace {

namespace fs = std::filesystem;
using model::FailureKind;
using testing::HasSubstr;

class WorkspaceTest : public testing::Test {
 protected:
  WorkspaceTest() {
    std::string pattern = (fs::temp_directory_path() / "twinbill-store-XXXXXX").string();
    TWINBILL_CHECK(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
  }
  ~WorkspaceTest() override { fs::remove_all(folder_); }
  std::string folder_;
};

TEST_F(WorkspaceTest, IsMadeWithTheFoldersAboveIt) {
  const std::string made = folder_ + "/a/b";
  ASSERT_TRUE(InitWorkspace(made).has_value());
  EXPECT_TRUE(RequireWorkspace(made).has_value());
  EXPECT_TRUE(fs::is_directory(made + "/contracts"));
  EXPECT_EQ(*ReadWhole(made + "/twinbill.json"), "{\n  \"twinbill\": 1\n}\n");
  EXPECT_EQ(
      *ReadWhole(made + "/.gitignore"),
      "/usage/\n/twinbill.db\n/twinbill.db-journal\n/evidence/\n/reports/\n/.twinbill.lock\n");
}

TEST_F(WorkspaceTest, KeepsTheGitignoreThatIsThere) {
  std::ofstream(folder_ + "/.gitignore") << "*.o\n/usage/";
  ASSERT_TRUE(InitWorkspace(folder_).has_value());
  EXPECT_EQ(
      *ReadWhole(folder_ + "/.gitignore"),
      "*.o\n/usage/\n/twinbill.db\n/twinbill.db-journal\n/evidence/\n/reports/\n/.twinbill.lock\n");
}

TEST_F(WorkspaceTest, IsNotMadeTwice) {
  ASSERT_TRUE(InitWorkspace(folder_).has_value());
  const auto again = InitWorkspace(folder_);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().diagnostics[0].code, "workspace_exists");
}

TEST_F(WorkspaceTest, IsRequiredWithAHintWhereItIs) {
  const auto none = RequireWorkspace(folder_);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, FailureKind::kUsage);
  EXPECT_EQ(none.error().diagnostics[0].code, "no_workspace");
  EXPECT_EQ(none.error().diagnostics[0].hint, "`twinbill init " + folder_ + "` makes it one");
  ASSERT_TRUE(InitWorkspace(folder_).has_value());
  EXPECT_EQ(RequireWorkspace(folder_ + "/contracts").error().diagnostics[0].hint,
            folder_ + " is one: --workspace " + folder_);
}

TEST_F(WorkspaceTest, TheLockIsLetGoByTheKernelWhenItsProcessDies) {
  const WorkspacePaths paths(folder_);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = WorkspaceLock::Take(paths);
    const char byte = lock.has_value() ? 'y' : 'n';
    if (write(ready[1], &byte, 1) == 1) pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_EQ(byte, 'y');
  const auto refused = WorkspaceLock::Take(paths);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().diagnostics[0].code, "workspace_busy");
  EXPECT_THAT(refused.error().diagnostics[0].message,
              HasSubstr("process " + std::to_string(child) + " "));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(WorkspaceLock::Take(paths).has_value());
}

TEST_F(WorkspaceTest, WhatCantBeWrittenIsASurroundingsFailure) {
  const auto written = WriteWhole(folder_ + "/no/such/folder", "x");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().kind, FailureKind::kSurroundings);
  EXPECT_EQ(written.error().diagnostics[0].code, "file_failed");
  EXPECT_THAT(written.error().diagnostics[0].message, HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace twinbill::store
