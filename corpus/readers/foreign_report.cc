#include "corpus/readers/foreign_report.h"

#include <algorithm>

namespace twinbill::readers {
namespace {

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool AnyContains(const std::vector<std::string>& columns, std::string_view part) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const std::string& column) { return Contains(column, part); });
}

bool Has(const std::vector<std::string>& columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

std::string_view ForeignJson(std::string_view text) {
  if (Contains(text, "\"exportArn\"")) return "the manifest (JSON) of a data export";
  if (Contains(text, "\"reportKeys\"") || Contains(text, "\"assemblyId\""))
    return "the manifest (JSON) of a cost and usage report";
  if (Contains(text, "\"formatVersion\"") || Contains(text, "\"offerCode\""))
    return "an AWS price list (JSON)";
  return "JSON, where a report is CSV or Parquet";
}

}  // namespace

std::string_view ForeignByColumns(const std::vector<std::string>& columns) {
  if (AnyContains(columns, "ContractCommitmentId") && !Has(columns, "BilledCost"))
    return "a FOCUS contract commitment dataset, which lists contracts and no usage";
  if (AnyContains(columns, "MeterCategory")) return "a cost export of Azure";
  if (Has(columns, "billing_account_id") &&
      (Has(columns, "sku.id") || Has(columns, "sku") || Has(columns, "sku_id")))
    return "a billing export of Google Cloud";
  if (Has(columns, "lineItem/intervalUsageStart")) return "a cost report of Oracle Cloud";
  if (Has(columns, "TermType") && Has(columns, "PriceDescription")) return "an AWS price list";
  return {};
}

std::string_view ForeignByText(std::string_view beginning) {
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  const std::string_view text = beginning.substr(first);
  if (text.front() == '{' || text.front() == '[') return ForeignJson(text);
  if (text.front() == '<') return "XML or HTML";
  if (text.substr(0, 15) == "\"FormatVersion\"") return "an AWS price list (CSV)";
  const std::string_view line = text.substr(0, text.find('\n'));
  if (Contains(line, "\x01")) {
    return Contains(line, "line_item_") && Contains(line, "identity_")
               ? "Hive text: fields divided by the byte 0x01, with a header"
               : "Hive text: fields divided by the byte 0x01, without a header";
  }
  return {};
}

}  // namespace twinbill::readers
