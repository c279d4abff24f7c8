// Every bad contract of the table has one thing wrong, and is told so by its own code at its own
// place.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "standard_engine/contract/contract_reader.h"
#include "tests/support/shipped_definitions.h"

namespace twinbill::contract {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = fs::path(TWINBILL_SOURCE_DIR) / "tests/negative/standard_contracts/cases";

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

std::string Written(const model::Diagnostic& diagnostic) {
  const model::Position& at = diagnostic.position;
  std::ostringstream out;
  out << diagnostic.code << ' ' << at.line << ':' << at.column << ' '
      << (at.pointer.empty() ? "-" : at.pointer);
  return out.str();
}

TEST(BadContracts, EachHasItsCodeAtItsPlaceAndNothingElse) {
  const std::map<std::string, std::string> expected = Expected();
  EXPECT_GE(expected.size(), 190U);
  for (const auto& [name, place] : expected) {
    const std::string file = kCases / (name + ".json");
    const auto read = ReadContractFile(file, support::ShippedDefinitions());
    ASSERT_FALSE(read) << name;
    EXPECT_EQ(read.error().kind, model::FailureKind::kInput) << name;
    ASSERT_EQ(read.error().diagnostics.size(), 1U) << name;
    const model::Diagnostic& found = read.error().diagnostics.front();
    EXPECT_EQ(Written(found), place) << name;
    EXPECT_EQ(found.position.file, file) << name;
    EXPECT_FALSE(found.message.empty()) << name;
  }
}

TEST(BadContracts, EveryFileIsInTheTable) {
  const std::map<std::string, std::string> expected = Expected();
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() != ".json") continue;
    EXPECT_TRUE(expected.contains(entry.path().stem())) << entry.path();
  }
}

// The only diagnostic of a file of the table.
model::Diagnostic DiagnosticOf(const std::string& name) {
  const auto read = ReadContractFile(kCases / (name + ".json"), support::ShippedDefinitions());
  return read ? model::Diagnostic() : read.error().diagnostics.front();
}

TEST(BadContracts, AMessageSaysWhatWasFoundWhatIsAllowedAndWhatWasMeant) {
  const model::Diagnostic misspelt = DiagnosticOf("near_miss_benefit");
  EXPECT_EQ(misspelt.message, "the key \"percentoff\" is unknown here");
  EXPECT_EQ(
      misspelt.allowed,
      "\"percent_off\", \"unit_price\", \"unit_discount\", \"tiers\", \"prepaid\" or \"floor\"");
  const model::Diagnostic bare = DiagnosticOf("bare_percent");
  EXPECT_EQ(bare.message, "the number 9 is no text, so readers may round it");
  EXPECT_EQ(bare.hint, "write \"9\"");
  const model::Diagnostic mode = DiagnosticOf("choice_construct");
  EXPECT_EQ(mode.hint, "did you mean \"primitive\"?");
  const model::Diagnostic id = DiagnosticOf("unknown_unless");
  EXPECT_EQ(id.hint, "did you mean \"rates\"?");
  const model::Diagnostic named = DiagnosticOf("named_near_miss");
  EXPECT_EQ(named.hint, "did you mean \"edp\"?");
  const model::Diagnostic expanded = DiagnosticOf("named_no_benefit");
  EXPECT_EQ(expanded.position.part, "in what \"ubd\" expands to, /template/benefit");
}

TEST(BadContracts, AllThatIsWrongIsSaidAtOnceInTheOrderOfReading) {
  const std::string text = R"({"twinbill": 1, "contract": {"id": "A", "payer": 1, "currency": "usd",
    "term": {"start": "2025-01-01", "end": "2024-01-01"}},
  "constructs": [{"id": "a", "construct": "primitive", "clause": "1", "benefit": {"percent_off": 5},
    "line": {"type": "T"}}]})";
  const auto read = ReadContract(text, "many.json");
  ASSERT_FALSE(read);
  std::vector<std::string> found;
  for (const model::Diagnostic& diagnostic : read.error().diagnostics) {
    found.push_back(Written(diagnostic));
  }
  EXPECT_EQ(found,
            (std::vector<std::string>{"contract_wrong_form 1:50 /contract/payer",
                                      "contract_bad_currency 1:65 /contract/currency",
                                      "contract_term_order 2:13 /contract/term",
                                      "contract_bare_number 3:98 /constructs/0/benefit/percent_off",
                                      "contract_missing_key 4:13 /constructs/0/line"}));
}

TEST(BadContracts, AFileThatIsNotThereOrIsAFolderIsWrongInput) {
  for (const std::string path : {"/nowhere/contract.json", "/tmp"}) {
    const auto read = ReadContractFile(path);
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().kind, model::FailureKind::kInput);
    EXPECT_EQ(read.error().diagnostics.front().code, "contract_unreadable");
  }
}

TEST(BadContracts, ADiskThatFailsIsNotTheInputsFault) {
  const auto read = ReadContractFile("/proc/self/mem");  // opens, and fails at its first byte
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, model::FailureKind::kSurroundings);
  EXPECT_EQ(read.error().diagnostics.front().code, "contract_read_failed");
}

}  // namespace
}  // namespace twinbill::contract
