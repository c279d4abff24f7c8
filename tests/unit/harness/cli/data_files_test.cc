#include "harness/cli/data_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "corpus/model/sha256.h"
#include "harness/cli/standard_contract.h"
#include "standard_engine/contract/definition_reader.h"
#include "standard_engine/contract/text_file.h"

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

// So no check of theirs is left out: here all of them are made.
TEST(DataFiles, TheDefinitionsThatCountAsCheckedPassAllChecks) {
  const std::vector<std::string_view> checked = CheckedDefinitions();
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*FindDefinitionFolder())) {
    const auto text = contract::ReadTextFile(entry.path().string());
    ASSERT_TRUE(text.has_value());
    EXPECT_TRUE(contract::ReadDefinition(*text, entry.path().string()).has_value()) << entry;
    const std::string digest = model::Sha256::Of(*text).ToHex();
    EXPECT_NE(std::find(checked.begin(), checked.end(), digest), checked.end()) << entry;
    ++count;
  }
  EXPECT_EQ(checked.size(), count);
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
