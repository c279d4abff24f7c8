#include "harness/compare/line_item_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "corpus/model/line_item.h"

namespace twinbill::compare {
namespace {

class LineItemFileTest : public testing::Test {
 protected:
  LineItemFileTest() {
    std::string name = testing::TempDir() + "line_items_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~LineItemFileTest() override { std::filesystem::remove_all(folder_); }
  std::string Write(const std::string& bytes) const {
    const std::string path = (folder_ / "a.csv").string();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  static model::Diagnostic FaultOf(const std::string& path) {
    const auto file = LineItemFile::Open(path);
    return file ? model::Diagnostic() : file.error().diagnostics.front();
  }
  std::filesystem::path folder_;
};

TEST_F(LineItemFileTest, MustBeginWithTheHeader) {
  const std::string header(model::LineItemHeader());
  std::string other = header;
  other[9] = ';';
  for (const auto& [bytes, column] :
       {std::pair{std::string(), 1}, std::pair{other, 10}, std::pair{header.substr(0, 20), 21},
        std::pair{header.substr(0, header.size() - 1) + "\r\n", static_cast<int>(header.size())},
        std::pair{header.substr(0, header.size() - 1), static_cast<int>(header.size())}}) {
    const model::Diagnostic fault = FaultOf(Write(bytes));
    EXPECT_EQ(fault.code, "line_item_header");
    EXPECT_EQ(fault.position.line, 1);
    EXPECT_EQ(fault.position.column, column) << bytes;
  }
}

TEST_F(LineItemFileTest, MustNotBeginWithAByteOrderMark) {
  const std::string path = Write("\xEF\xBB\xBF" + std::string(model::LineItemHeader()));
  EXPECT_EQ(FaultOf(path).code, "line_item_byte_order_mark");
}

TEST_F(LineItemFileTest, MustBeAFileThatCanBeRead) {
  EXPECT_EQ(FaultOf((folder_ / "absent.csv").string()).code, "file_not_found");
  EXPECT_EQ(FaultOf(folder_.string()).code, "file_not_regular");
  // A name that is too long for any folder: the system itself refuses.
  const auto refused = LineItemFile::Open("/" + std::string(300, 'x'));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(refused.error().diagnostics.front().code, "file_unreadable");
}

TEST_F(LineItemFileTest, SeesThatItWasWrittenTo) {
  const std::string path = Write(std::string(model::LineItemHeader()));
  const auto file = LineItemFile::Open(path);
  ASSERT_TRUE(file.has_value());
  EXPECT_TRUE(file->CheckUnchanged().has_value());
  std::ofstream(path, std::ios::app) << "x";
  const auto changed = file->CheckUnchanged();
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(changed.error().diagnostics.front().code, "file_changed");
}

TEST_F(LineItemFileTest, FindsRowStartsBehindQuotedLineEnds) {
  const std::string header(model::LineItemHeader());
  const std::string text = header + "ab\n\"c\nd\"\nef\n";
  const auto file = LineItemFile::OfText("A", text);
  ASSERT_TRUE(file.has_value());
  const std::size_t at = header.size();
  EXPECT_EQ(
      file->RowStarts({0, at, at + 1, at + 3, at + 4, at + 6, at + 9, at + 10, at + 12}),
      (std::vector<std::size_t>{at, at, at + 3, at + 3, at + 9, at + 9, at + 9, at + 12, at + 12}));
}

TEST_F(LineItemFileTest, LocatesByLineAndColumn) {
  const std::string header(model::LineItemHeader());
  const std::string text = header + "ab\ncd\n";
  const auto file = LineItemFile::OfText("A", text);
  ASSERT_TRUE(file.has_value());
  const model::Diagnostic fault =
      file->Locate({model::Code{"line_item_utf8"}, 1, "m", "a"}, header.size() + 3);
  EXPECT_EQ(fault.position.line, 3);
  EXPECT_EQ(fault.position.column, 2);
}

}  // namespace
}  // namespace twinbill::compare
