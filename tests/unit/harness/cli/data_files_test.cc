#include "harness/cli/data_files.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace twinbill::cli {
namespace {

TEST(DataFiles, AreFoundInTheSourceTreeByAProgramThatIsNotInstalled) {
  const auto found = FindDataFile("koku_2023-06-01.csv");
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(std::filesystem::equivalent(
      *found, std::string(TWINBILL_SOURCE_DIR) + "/corpus/data/real/cur/koku_2023-06-01.csv"));
}

TEST(DataFiles, TheDefinitionsOfConstructsAreFoundAsAFolder) {
  const auto found = FindDefinitionFolder();
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(std::filesystem::is_regular_file(*found + "/edp.json"));
}

TEST(DataFiles, ThatAreNowhereAreAFailureWithThePlaces) {
  const auto found = FindDataFile("no_such_sample.csv");
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, model::FailureKind::kSurroundings);
  const model::Diagnostic& diagnostic = found.error().diagnostics.front();
  EXPECT_EQ(diagnostic.code, "data_file_missing");
  EXPECT_NE(diagnostic.message.find("share/twinbill/no_such_sample.csv"), std::string::npos);
  EXPECT_NE(diagnostic.message.find("corpus/data/real/cur/no_such_sample.csv"), std::string::npos);
}

}  // namespace
}  // namespace twinbill::cli
