// Rule books that look as if they translated, and don't; and contracts that look like a rule book's
// translation, and aren't.
//
// The first must be refused by the code that names the reason. Of the second, a short run over
// random usage must find the difference, and what the translator makes must not be the look-alike.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "legacy_adapters/cbas/rule_book/rule_book_reader.h"
#include "standard_engine/contract/contract_reader.h"
#include "tests/support/obligation_check.h"
#include "tests/support/random_usage.h"
#include "tests/support/source_dir.h"
#include "tests/support/two_sides.h"
#include "translators/translator.h"

namespace twinbill::support {
namespace {

using nlohmann::json;

constexpr int kRunsMax = 400;

json Cases(const std::string& name) {
  std::ifstream stream(std::string(TWINBILL_SOURCE_DIR) + "/tests/negative/translators/" + name);
  return json::parse(stream);
}

const model::Term kTerm{model::Date::FromCivil(2024, 3, 10), model::Date::FromCivil(2025, 5, 1)};

// A rule book around a case: its rules, with what every rule needs.
std::string BookOf(const json& drawn) {
  json book = {{"cbas", 1},
               {"contract",
                {{"id", "K-1"},
                 {"payer", kPayer},
                 {"currency", "USD"},
                 {"start", kTerm.start.ToString()},
                 {"end", kTerm.end.ToString()}}},
               {"settings", {{"arithmetic", "decimal"}, {"scale", 28}}},
               {"tables",
                {{"t", {{"0", "10", "0.3"}, {"10", "100", "0.2"}, {"100", nullptr, "0.1"}}},
                 {"gap", {{"0", "250", "0.3"}, {"251", nullptr, "0.2"}}},
                 {"negative", {{"-5", "0", "0.3"}, {"0", nullptr, "0.2"}}}}},
               {"rules", json::array()}};
  if (drawn.contains("settings")) book["settings"].update(drawn["settings"]);
  if (drawn.contains("amendments")) book["amendments"] = drawn["amendments"];
  int number = 0;
  for (const json& given : drawn["rules"]) {
    json rule = given;
    const std::string id = "R" + std::to_string(number++);
    rule.update({{"id", id}, {"clause", id}, {"line", {{"type", "T"}, {"text", "x"}}}});
    book["rules"].push_back(rule);
  }
  return book.dump(1);
}

translators::Translation TranslateText(const std::string& text) {
  auto translation = translators::Translate(translators::Translators(), text, "book.json");
  if (!translation) {
    ADD_FAILURE() << model::Format(translation.error().diagnostics.front()) << text;
    return {};
  }
  return std::move(*translation);
}

TEST(LookAlikes, ThatHaveNoCounterpartAreRefusedByTheirReason) {
  const json cases = Cases("refused.json");
  EXPECT_GE(cases.size(), 40U);
  for (const json& each : cases) {
    const std::string name = each["name"];
    const auto translation = TranslateText(BookOf(each));
    ASSERT_FALSE(translation.rules.empty()) << name;
    const auto& rule = translation.rules.back();
    ASSERT_FALSE(rule.refusals.empty()) << name << " became " << rule.shape;
    EXPECT_EQ(rule.refusals.front().code, each["code"].get<std::string>()) << name;
    EXPECT_TRUE(rule.constructs.empty()) << name;
    EXPECT_TRUE(translation.contract.incomplete) << name;
    EXPECT_FALSE(rule.refusals.front().needed.empty()) << name;
    EXPECT_TRUE(rule.refusals.front().place.pointer.starts_with("/")) << name;
  }
}

contract::Contract LookAlikeOf(const json& drawn) {
  json construct = drawn["construct"];
  construct.update({{"id", "R0"}, {"construct", "primitive"}, {"clause", "R0"}});
  construct["line"].update({{"type", "T"}, {"description", "x"}});
  const json contract = {
      {"twinbill", 1},
      {"contract",
       {{"id", "K-1"},
        {"payer", kPayer},
        {"currency", "USD"},
        {"term", {{"start", kTerm.start.ToString()}, {"end", kTerm.end.ToString()}}},
        {"net", "billed"}}},
      {"constructs", json::array({construct})}};
  auto read = contract::ReadContract(contract.dump(1), "look-alike");
  if (!read) {
    ADD_FAILURE() << model::Format(read.error().diagnostics.front()) << contract.dump(1);
    return {};
  }
  return std::move(*read);
}

TEST(LookAlikes, ThatBillOtherBytesAreFoundByAShortRun) {
  const json cases = Cases("differing.json");
  EXPECT_GE(cases.size(), 20U);
  for (const json& each : cases) {
    const std::string name = each["name"];
    const std::string text = BookOf(each);
    const auto book = rule_book::ReadRuleBook(text, "book.json");
    ASSERT_TRUE(book) << name;
    const auto translation = TranslateText(text);
    const contract::Contract look_alike = LookAlikeOf(each);
    int found = 0;
    for (int i = 0; i < kRunsMax && found == 0; ++i) {
      RandomSource source(static_cast<std::uint64_t>(i) + 7);
      const auto records = RandomUsage(source, kTerm, 40);
      const SideBill legacy = BillLegacy(book->book, records);
      if (legacy.File("R0") != BillStandard(look_alike, records).File("R0")) ++found;
      const auto& rule = translation.rules.front();
      if (rule.is_translated() && HoldingOf(rule, records) == Holding::kHolds) {
        EXPECT_EQ(legacy.File("R0"), BillStandard(translation.contract, records).File("R0"))
            << name;
      }
    }
    EXPECT_GT(found, 0) << name << ": no difference found";
  }
}

}  // namespace
}  // namespace twinbill::support
