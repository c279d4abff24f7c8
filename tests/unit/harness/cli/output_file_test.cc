#include "harness/cli/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <thread>

namespace twinbill::cli {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  OutputFileTest()
      : folder_(fs::path(testing::TempDir()) / ("output_file_test." + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~OutputFileTest() override { fs::remove_all(folder_); }

  std::string Content() const {
    std::ifstream file(path_);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
  }
  std::ptrdiff_t FileCount() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
  fs::path path_ = folder_ / "out.csv";
};

TEST_F(OutputFileTest, IsThereOnceItIsKept) {
  OutputFile file;
  ASSERT_TRUE(file.Open(path_.string()).has_value());
  file.stream() << "whole\n";
  EXPECT_FALSE(fs::exists(path_));
  ASSERT_TRUE(file.Keep().has_value());
  EXPECT_EQ(Content(), "whole\n");
  EXPECT_EQ(FileCount(), 1);
}

TEST_F(OutputFileTest, LeavesWhatWasThereWhereItIsNotKept) {
  std::ofstream(path_) << "before\n";
  {
    OutputFile file;
    ASSERT_TRUE(file.Open(path_.string()).has_value());
    file.stream() << "half";
  }
  EXPECT_EQ(Content(), "before\n");
  EXPECT_EQ(FileCount(), 1);
}

TEST_F(OutputFileTest, InNoFolderIsAFailureOfTheSurroundings) {
  OutputFile file;
  const auto opened = file.Open((folder_ / "gone" / "out.csv").string());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(opened.error().diagnostics.front().code, "output_failed");
}

TEST_F(OutputFileTest, OfALinkReplacesWhatTheLinkLeadsTo) {
  const fs::path real = folder_ / "real.csv";
  std::ofstream(real) << "before\n";
  fs::create_symlink("real.csv", path_);
  OutputFile file;
  ASSERT_TRUE(file.Open(path_.string()).has_value());
  file.stream() << "after\n";
  ASSERT_TRUE(file.Keep().has_value());
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_FALSE(fs::is_symlink(real));
  EXPECT_EQ(Content(), "after\n");
  EXPECT_EQ(FileCount(), 2);
}

TEST_F(OutputFileTest, ThatIsNoFileIsWrittenToAndNotReplaced) {
  fs::create_symlink("/dev/null", path_);
  OutputFile file;
  ASSERT_TRUE(file.Open(path_.string()).has_value());
  file.stream() << "gone\n";
  ASSERT_TRUE(file.Keep().has_value());
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_TRUE(fs::is_character_file(path_));

  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::string got;
  std::jthread reader([&] { std::getline(std::ifstream(pipe), got); });
  OutputFile into_pipe;
  ASSERT_TRUE(into_pipe.Open(pipe.string()).has_value());
  into_pipe.stream() << "through\n";
  ASSERT_TRUE(into_pipe.Keep().has_value());
  reader.join();
  EXPECT_EQ(got, "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
  EXPECT_EQ(FileCount(), 2);
}

TEST_F(OutputFileTest, ThatIsAFolderIsRefusedAtOnce) {
  OutputFile file;
  const auto opened = file.Open(folder_.string());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().diagnostics.front().code, "output_failed");
  EXPECT_EQ(FileCount(), 0);
}

}  // namespace
}  // namespace twinbill::cli
