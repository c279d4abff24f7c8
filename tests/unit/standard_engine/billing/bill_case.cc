#include "tests/unit/standard_engine/billing/bill_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "standard_engine/billing/usage_intake.h"
#include "standard_engine/contract/contract_reader.h"

namespace twinbill::billing {
namespace {

using model::UsageRecord;

std::string TextOf(const std::string& word) { return word == "-" ? std::string() : word; }

void SetAttribute(model::Attributes& attributes, const std::string& key, const std::string& text) {
  if (text.empty()) return;
  attributes.emplace_back(key, text);
  std::sort(attributes.begin(), attributes.end());
}

void SetMore(const std::string& key, const std::string& text, UsageRecord& record) {
  if (key == "period") record.period = *model::Period::Parse(text);
  if (key == "region") record.slot.region = text;
  if (key == "operation") record.slot.operation = text;
  if (key == "type") record.slot.line_item_type = text;
  if (key == "rate") record.rate = *model::Decimal::Parse(text);
  if (key == "public") record.public_cost = *model::Decimal::Parse(text);
  if (key == "payer") record.payer = text;
  if (key == "currency") record.currency = text;
  if (key.starts_with("tag.")) SetAttribute(record.slot.tags, key.substr(4), text);
  if (key.starts_with("product.")) SetAttribute(record.slot.product, key.substr(8), text);
}

UsageRecord OneRecord(const std::string& row, std::size_t number) {
  std::istringstream words(row);
  UsageRecord record;
  std::string start;
  std::string quantity;
  std::string cost;
  words >> start >> record.slot.account >> record.slot.service >> record.slot.usage_type >>
      quantity >> cost;
  record.id = "r" + std::to_string(number);
  record.payer = "P";
  record.currency = "USD";
  record.start = *model::Timestamp::Parse(start);
  record.period = model::Period::Of(record.start);
  record.slot.account = TextOf(record.slot.account);
  record.slot.service = TextOf(record.slot.service);
  record.slot.usage_type = TextOf(record.slot.usage_type);
  record.slot.region = "r";
  record.slot.line_item_type = "Usage";
  record.quantity = *model::Decimal::Parse(quantity);
  record.unblended_cost = *model::Decimal::Parse(cost);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    SetMore(word.substr(0, equals), TextOf(word.substr(equals + 1)), record);
  }
  return record;
}

nlohmann::json ContractOf(std::string_view constructs, const CaseTerms& terms) {
  nlohmann::json contract;
  contract["twinbill"] = 1;
  contract["contract"] = {{"id", "C"},
                          {"payer", "P"},
                          {"currency", "USD"},
                          {"net", terms.net},
                          {"term", {{"start", terms.start}, {"end", terms.end}}}};
  contract["constructs"] = nlohmann::json::parse("[" + std::string(constructs) + "]");
  std::size_t number = 0;
  for (nlohmann::json& construct : contract["constructs"]) {
    if (!construct.contains("id")) construct["id"] = "c" + std::to_string(number);
    if (!construct.contains("construct")) construct["construct"] = "primitive";
    if (!construct.contains("clause")) construct["clause"] = construct["id"];
    nlohmann::json& line = construct["line"];
    if (!line.contains("type")) line["type"] = "Discount";
    if (!line.contains("description")) line["description"] = "";
    ++number;
  }
  return contract;
}

std::string LineText(const model::LineItem& line) {
  std::string text = line.billing_period.ToString();
  for (const std::string* field : {&line.usage_account_id, &line.product_code, &line.region,
                                   &line.usage_type, &line.quantity}) {
    if (!field->empty()) text += " " + *field;
  }
  if (line.line_item_type != "Discount") text += " " + line.line_item_type;
  return text + " " + line.amount.ToString();
}

}  // namespace

std::vector<UsageRecord> Records(std::string_view usage) {
  std::vector<UsageRecord> records;
  std::istringstream rows{std::string(usage)};
  for (std::string row; std::getline(rows, row);) {
    if (row.find_first_not_of(' ') == std::string::npos) continue;
    records.push_back(OneRecord(row, records.size()));
  }
  return records;
}

namespace {

// The bill, or the code of why there is none.
model::Result<std::vector<model::LineItem>, std::string> Billed(std::string_view constructs,
                                                                std::string_view usage,
                                                                const CaseTerms& terms) {
  auto contract = contract::ReadContract(ContractOf(constructs, terms).dump(), "case");
  if (!contract) {
    for (const auto& wrong : contract.error().diagnostics) ADD_FAILURE() << Format(wrong);
    return std::vector<model::LineItem>();
  }
  const plan::Plan plan(std::move(*contract));
  UsageIntake intake(plan);
  for (const UsageRecord& record : Records(usage)) {
    const auto added = intake.Add(record);
    if (!added) return model::Unexpected(added.error().diagnostics.front().code);
  }
  const model::Period last = intake.last_period().value_or(model::Period());
  auto lines = Bill(plan, intake.cells(), intake.slots(), {model::Period(), last});
  if (!lines) return model::Unexpected(lines.error().diagnostics.front().code);
  return std::move(*lines);
}

}  // namespace

std::vector<model::LineItem> Items(std::string_view constructs, std::string_view usage,
                                   const CaseTerms& terms) {
  auto billed = Billed(constructs, usage, terms);
  return billed ? std::move(*billed) : std::vector<model::LineItem>();
}

std::vector<std::string> Bill(std::string_view constructs, std::string_view usage,
                              const CaseTerms& terms) {
  const auto billed = Billed(constructs, usage, terms);
  if (!billed) return {billed.error()};
  std::vector<std::string> texts;
  for (const model::LineItem& line : *billed) texts.push_back(LineText(line));
  return texts;
}

}  // namespace twinbill::billing
