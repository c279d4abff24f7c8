// Definitions and contracts with values moved, dropped and exchanged are read or refused, and what
// is read expands without surprises.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "standard_engine/contract/contract_reader.h"
#include "standard_engine/contract/contract_writer.h"
#include "standard_engine/contract/definition_match.h"
#include "standard_engine/contract/definition_reader.h"
#include "standard_engine/contract/definition_text.h"
#include "standard_engine/contract/text_file.h"
#include "tests/support/random_source.h"
#include "tests/support/shipped_definitions.h"

namespace twinbill::contract {
namespace {

void Collect(JsonValue& value, std::vector<JsonValue*>& all) {
  all.push_back(&value);
  for (JsonValue& element : value.elements) Collect(element, all);
  for (JsonMember& member : value.members) Collect(member.value, all);
}

// One change somewhere in `document`, with a value of it or of `other`.
void Mutate(support::RandomSource& source, JsonValue& document, const JsonValue& other) {
  std::vector<JsonValue*> all;
  Collect(document, all);
  JsonValue& at = *source.OneOf(all);
  switch (source.Between(0, 4)) {
    case 0: {
      JsonValue copy = other;
      std::vector<JsonValue*> others;
      Collect(copy, others);
      const JsonValue taken = *source.OneOf(others);
      at = taken;
      return;
    }
    case 1:
      if (!at.members.empty()) at.members.pop_back();
      return;
    case 2:
      if (!at.elements.empty()) at.elements.push_back(at.elements.front());
      return;
    case 3:
      at.text = source.OneOf({"", "$", "$scope", "${scope}", "-1", "$limits.share", "$$"});
      return;
    default:
      if (!at.members.empty()) {
        at.members.front().key =
            source.OneOf({"$when", "$unless", "$each", "$as", "part", "id", "scope", "line"});
      }
  }
}

JsonValue Parsed(const std::string& file) {
  const auto text = ReadTextFile(file);
  TWINBILL_CHECK(text.has_value());
  const auto parsed = ParseJson(*text, file);
  TWINBILL_CHECK(parsed.has_value());
  return *parsed;
}

TEST(MutatedDefinitions, AreReadOrRefused) {
  const auto& shipped = support::ShippedDefinitions().all();
  support::RandomSource source(20250101);
  int read_count = 0;
  for (int i = 0; i < 1500; ++i) {
    const Definition& definition = source.OneOf(shipped);
    JsonValue document = Parsed(definition.file);
    const JsonValue other = Parsed(source.OneOf(shipped).file);
    for (std::int64_t change = source.Between(1, 3); change > 0; --change) {
      Mutate(source, document, other);
    }
    const auto read = ReadDefinition(WriteJson(document), definition.file);
    if (!read) {
      EXPECT_FALSE(read.error().diagnostics.empty());
      continue;
    }
    ++read_count;
    for (const Example& example : read->examples) {
      EXPECT_FALSE(ExpansionOf(*read, example).elements.empty()) << i;
    }
    EXPECT_FALSE(Explanation(*read).empty());
  }
  EXPECT_GT(read_count, 50);
  EXPECT_LT(read_count, 1450);
}

TEST(MutatedContracts, OfNamedConstructsAreReadOrRefused) {
  const DefinitionSet& definitions = support::ShippedDefinitions();
  const JsonValue contract =
      Parsed(std::string(TWINBILL_SOURCE_DIR) + "/corpus/data/demo/demo_contract.json");
  support::RandomSource source(20250102);
  int read_count = 0;
  for (int i = 0; i < 1500; ++i) {
    JsonValue document = contract;
    Mutate(source, document, contract);
    const auto read = ReadContract(WriteJson(document), "mutated.json", definitions);
    if (!read) continue;
    ++read_count;
    const auto again = ReadContract(WriteContract(*read), "again.json", definitions);
    ASSERT_TRUE(again) << i;
    EXPECT_EQ(*again, *read) << i;
    for (const Construct& construct : AsPrimitives(*read).constructs) {
      EXPECT_TRUE(NameConstruct(definitions, construct).origin) << i;
    }
  }
  EXPECT_GT(read_count, 100);
}

}  // namespace
}  // namespace twinbill::contract
