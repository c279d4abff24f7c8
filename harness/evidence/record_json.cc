#include "harness/evidence/record_json.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace twinbill::evidence {
namespace {

using Json = nlohmann::ordered_json;
using model::Decimal;
using model::Slot;
using model::UsageRecord;

struct TextField {
  const char* name;
  std::string Slot::*field;
};
constexpr std::array<TextField, 7> kTexts = {{{"account", &Slot::account},
                                              {"service", &Slot::service},
                                              {"region", &Slot::region},
                                              {"usage_type", &Slot::usage_type},
                                              {"operation", &Slot::operation},
                                              {"line_item_type", &Slot::line_item_type},
                                              {"unit", &Slot::unit}}};

Json AttributesToJson(const model::Attributes& attributes) {
  Json json = Json::object();
  for (const auto& [key, text] : attributes) json[key] = text;
  return json;
}

model::Attributes AttributesFromJson(const Json& json) {
  model::Attributes attributes;
  for (const auto& [key, text] : json.items()) attributes.emplace_back(key, text);
  std::sort(attributes.begin(), attributes.end());
  return attributes;
}

Decimal NumberOf(const Json& json) {
  const auto number = Decimal::Parse(json.get<std::string>());
  if (!number) throw std::invalid_argument("no decimal");
  return *number;
}

Json ToJson(const UsageRecord& record) {
  Json json = {{"id", record.id},
               {"payer", record.payer},
               {"period", record.period.ToString()},
               {"start", record.start.ToString()},
               {"currency", record.currency}};
  for (const TextField& text : kTexts) {
    if (!(record.slot.*text.field).empty()) json[text.name] = record.slot.*text.field;
  }
  if (!record.slot.product.empty()) json["product"] = AttributesToJson(record.slot.product);
  if (!record.slot.tags.empty()) json["tags"] = AttributesToJson(record.slot.tags);
  json["quantity"] = record.quantity.ToString();
  json["unblended_cost"] = record.unblended_cost.ToString();
  if (record.rate) json["rate"] = record.rate->ToString();
  if (record.public_cost) json["public_cost"] = record.public_cost->ToString();
  return json;
}

UsageRecord RecordOf(const Json& json) {
  UsageRecord record;
  record.id = json.at("id");
  record.payer = json.at("payer");
  const auto period = model::Period::Parse(json.at("period").get<std::string>());
  const auto start = model::Timestamp::Parse(json.at("start").get<std::string>());
  if (!period || !start) throw std::invalid_argument("no period or no timestamp");
  record.period = *period;
  record.start = *start;
  record.currency = json.at("currency");
  for (const TextField& text : kTexts) {
    if (json.contains(text.name)) record.slot.*text.field = json.at(text.name);
  }
  if (json.contains("product")) record.slot.product = AttributesFromJson(json.at("product"));
  if (json.contains("tags")) record.slot.tags = AttributesFromJson(json.at("tags"));
  record.quantity = NumberOf(json.at("quantity"));
  record.unblended_cost = NumberOf(json.at("unblended_cost"));
  if (json.contains("rate")) record.rate = NumberOf(json.at("rate"));
  if (json.contains("public_cost")) record.public_cost = NumberOf(json.at("public_cost"));
  return record;
}

}  // namespace

Json RecordsToJson(const std::vector<UsageRecord>& records) {
  Json json = Json::array();
  for (const UsageRecord& record : records) json.push_back(ToJson(record));
  return json;
}

std::vector<UsageRecord> RecordsFromJson(const Json& json) {
  if (!json.is_array()) throw std::invalid_argument("no list of records");
  std::vector<UsageRecord> records;
  for (const Json& record : json) records.push_back(RecordOf(record));
  return records;
}

}  // namespace twinbill::evidence
