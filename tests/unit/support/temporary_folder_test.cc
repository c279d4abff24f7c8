#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace twinbill::support {
namespace {

TEST(TemporaryFolder, HoldsFilesAndIsGoneWithItsObject) {
  std::string path;
  {
    const TemporaryFolder folder;
    const TemporaryFolder other;
    path = folder.path();
    EXPECT_NE(path, other.path());
    const std::string bytes("a\r\n\0b", 5);
    EXPECT_EQ(ReadBytes(folder.Write("deep/er/file", bytes)), bytes);
    EXPECT_EQ(ReadBytes(folder.At("deep/er/file")), bytes);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFolder, AFileThatIsMissingIsAProgrammersError) {
  const TemporaryFolder folder;
  EXPECT_DEATH((void)ReadBytes(folder.At("missing")), "check failed");
}

}  // namespace
}  // namespace twinbill::support
