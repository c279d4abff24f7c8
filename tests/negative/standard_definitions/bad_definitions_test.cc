// Every bad definition of the table has one thing wrong, and is told so by its own code at its own
// place.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "corpus/model/sha256.h"
#include "standard_engine/contract/definition_reader.h"
#include "standard_engine/contract/text_file.h"
#include "tests/support/temporary_folder.h"

namespace twinbill::contract {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(TWINBILL_SOURCE_DIR) / "tests/negative/standard_definitions/cases";

// By file name: "code line:column pointer".
std::map<std::string, std::string> Expected() {
  std::map<std::string, std::string> expected;
  std::ifstream stream(kCases / "expected.txt");
  for (std::string row; std::getline(stream, row);) {
    const std::size_t space = row.find(' ');
    if (!row.starts_with('#')) expected[row.substr(0, space)] = row.substr(space + 1);
  }
  return expected;
}

model::Result<Definition> ReadFile(const std::string& file) {
  TWINBILL_ASSIGN(text, ReadTextFile(file));
  return ReadDefinition(text, file);
}

std::string Written(const model::Diagnostic& diagnostic) {
  const model::Position& at = diagnostic.position;
  std::ostringstream out;
  out << diagnostic.code << ' ' << at.line << ':' << at.column << ' '
      << (at.pointer.empty() ? "-" : at.pointer);
  return out.str();
}

TEST(BadDefinitions, EachHasItsCodeAtItsPlaceAndNothingElse) {
  const std::map<std::string, std::string> expected = Expected();
  EXPECT_GE(expected.size(), 100U);
  for (const auto& [name, place] : expected) {
    const std::string file = kCases / (name + ".json");
    const auto read = ReadFile(file);
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().kind, model::FailureKind::kInput) << name;
    ASSERT_EQ(read.error().diagnostics.size(), 1U) << name;
    const model::Diagnostic& found = read.error().diagnostics.front();
    EXPECT_EQ(Written(found), place) << name;
    EXPECT_EQ(found.position.file, file) << name;
    EXPECT_FALSE(found.message.empty()) << name;
  }
}

TEST(BadDefinitions, EveryFileIsInTheTable) {
  const std::map<std::string, std::string> expected = Expected();
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() != ".json") continue;
    EXPECT_TRUE(expected.contains(entry.path().stem())) << entry.path();
  }
}

TEST(BadDefinitions, AMessageSaysWhatWasMeant) {
  const auto read = ReadFile(kCases / "when_unknown.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().diagnostics.front().message, "there is no parameter \"mos\"");
  EXPECT_EQ(read.error().diagnostics.front().hint, "did you mean \"most\"?");
}

std::string DefinitionNamed(const std::string& name) {
  return R"({"twinbill_definition": 1, "name": ")" + name +
         R"(", "title": "t", "about": "a", "documentation": [], "parameters": {}, "template":
{"benefit": {"percent_off": "1"}, "line": {"type": "T", "description": ""}}, "examples": [{"about":
"a", "construct": {"id": "x", "construct": ")" +
         name + R"(", "clause": "1"}}]})";
}

TEST(DefinitionFolder, ItsFilesAreReadByName) {
  const support::TemporaryFolder folder;
  for (const char* name : {"b", "a", "c"}) {
    folder.Write(std::string(name) + ".json", DefinitionNamed(name));
  }
  folder.Write("README.md", "no definition");
  DefinitionSet definitions;
  ASSERT_TRUE(ReadDefinitions(folder.path(), definitions));
  ASSERT_EQ(definitions.all().size(), 3U);
  EXPECT_EQ(definitions.all()[0].name, "a");
  EXPECT_EQ(definitions.all()[2].name, "c");
}

TEST(DefinitionFolder, AFolderThatIsNotThereHasNone) {
  DefinitionSet definitions;
  EXPECT_TRUE(ReadDefinitions("/nowhere/constructs", definitions));
  EXPECT_TRUE(definitions.all().empty());
}

TEST(DefinitionFolder, AFileInItsPlaceIsNoFolder) {
  const support::TemporaryFolder folder;
  folder.Write("constructs", "text");
  DefinitionSet definitions;
  const auto read = ReadDefinitions(folder.At("constructs"), definitions);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(read.error().diagnostics.front().code, "definition_folder");
}

TEST(DefinitionFolder, TheErrorsOfAllFilesAreSaidAtOnce) {
  const support::TemporaryFolder folder;
  folder.Write("a.json", "{");
  folder.Write("b.json", DefinitionNamed("c"));
  folder.Write("d.json", DefinitionNamed("d"));
  DefinitionSet definitions;
  const auto read = ReadDefinitions(folder.path(), definitions);
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().diagnostics.size(), 2U);
  EXPECT_EQ(read.error().diagnostics[0].code, "contract_json_syntax");
  EXPECT_EQ(read.error().diagnostics[1].code, "definition_file_name");
}

TEST(DefinitionFolder, ANameThatIsTakenIsRefused) {
  const support::TemporaryFolder folder;
  folder.Write("edp.json", DefinitionNamed("edp"));
  DefinitionSet definitions;
  ASSERT_TRUE(ReadDefinitions(folder.path(), definitions));
  const auto again = ReadDefinitions(folder.path(), definitions);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().diagnostics.front().code, "definition_repeated_name");
}

// Its example names a parameter that is not there, which only the costly checks see.
TEST(DefinitionFolder, WhatWasCheckedBeforeIsNotCheckedAgain) {
  const support::TemporaryFolder folder;
  std::string text = DefinitionNamed("a");
  text.replace(text.find("\"clause\": \"1\""), 13, "\"clauses\": \"1\"");
  folder.Write("a.json", text);
  DefinitionSet definitions;
  const std::string other = model::Sha256::Of(text + " ").ToHex();
  EXPECT_FALSE(ReadDefinitions(folder.path(), definitions, {other}));
  const std::string digest = model::Sha256::Of(text).ToHex();
  ASSERT_TRUE(ReadDefinitions(folder.path(), definitions, {other, digest}));
  EXPECT_EQ(definitions.all().size(), 1U);
}

}  // namespace
}  // namespace twinbill::contract
