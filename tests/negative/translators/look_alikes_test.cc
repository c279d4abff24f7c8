// Rule books that look as if they translated, and don't; and contracts that look like a rule book's
// translation, and aren't.
//
// The first must be refused by the code that names the reason. Of the second, a short run over
// random usage must find the difference, and what the translator makes must not be the look-alike.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

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
  if (drawn.contains("settings")) book["settings"].merge_patch(drawn["settings"]);
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

// A case's records; what they don't say is the same in all.
std::vector<model::UsageRecord> RecordsOf(const json& drawn) {
  std::vector<model::UsageRecord> records;
  for (const json& each : drawn) {
    model::UsageRecord& record = records.emplace_back();
    const auto text = [&](const char* key, const char* otherwise) -> std::string {
      return each.value(key, otherwise);
    };
    record.id = "record " + std::to_string(records.size());
    record.payer = kPayer;
    record.currency = "USD";
    record.start = model::Timestamp::AtMidnight(model::Date::Parse(text("start", "")).value());
    record.period = model::Period::Of(record.start);
    record.slot.account = text("account", kAccounts.front());
    record.slot.service = kServices.front();
    record.slot.usage_type = text("usage_type", kUsageTypes.front());
    record.slot.line_item_type = "Usage";
    if (each.contains("family")) record.slot.product = {{"family", text("family", "")}};
    record.quantity = model::Decimal::Parse(text("usage", "0")).value();
    record.unblended_cost = model::Decimal::Parse(text("cost", "0")).value();
  }
  return records;
}

// The codes of the table of obligations in the documents.
std::set<std::string> DocumentedObligations() {
  std::ifstream stream(std::string(TWINBILL_SOURCE_DIR) + "/docs/formats/translation.md");
  std::set<std::string> codes;
  bool is_in_table = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("## ")) is_in_table = line == "## Obligations";
    if (is_in_table && line.starts_with("| `")) codes.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return codes;
}

// An obligation that bills never part over would only frighten, and one that is missing would lie.
TEST(Obligations, PartTheBillsWhereTheyDoNotHoldAndNowhereElse) {
  std::set<std::string> codes;
  for (const json& each : Cases("obligations.json")) {
    const std::string code = each["code"];
    codes.insert(code);
    const std::string text = BookOf(each);
    const auto book = rule_book::ReadRuleBook(text, "book.json");
    ASSERT_TRUE(book) << code;
    const auto translation = TranslateText(text);
    const auto& rule = translation.rules.back();
    if (!rule.is_translated()) {
      ADD_FAILURE() << code << ": " << rule.refusals.front().reason;
      continue;
    }
    EXPECT_TRUE(std::any_of(rule.obligations.begin(), rule.obligations.end(),
                            [&](const auto& obligation) { return obligation.code == code; }))
        << code;
    const auto holding = RecordsOf(each["holds"]), failing = RecordsOf(each["fails"]);
    const std::string wanted = BillLegacy(book->book, holding).File(rule.id);
    EXPECT_EQ(wanted, BillStandard(translation.contract, holding).File(rule.id)) << code;
    EXPECT_NE(wanted, model::CanonicalFile({})) << code << ": nothing was billed";
    EXPECT_NE(BillLegacy(book->book, failing).File(rule.id),
              BillStandard(translation.contract, failing).File(rule.id))
        << code;
  }
  EXPECT_EQ(codes, DocumentedObligations());
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
